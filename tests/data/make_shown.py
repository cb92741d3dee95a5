#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what Python prints of the files of tests/data/torch-X.Y that make_fixtures.py wrote, X.Y being the version of the
torch that runs this: shown.txt beside them.

Usage: make_shown.py

Of each file there is a line `== NAME`, and print(torch.load(NAME)). Left out are files that this PyTorch does not load or
reads wrongly, those whose text has an address or the order of a set in it, and long texts.
"""
import os
import re
import warnings

import torch

from make_contents import FOLDER, MISREAD, NOT_HERE, VERSION

warnings.simplefilter("ignore")
LONGEST = 4000
CHANGES = re.compile(r"python_values\.|scheduler_|sparse_|quantized")


def main():
    names = []
    for folder, _, files in os.walk(FOLDER):
        names += [os.path.relpath(os.path.join(folder, name), FOLDER) for name in files]
    count = 0
    with open(os.path.join(FOLDER, "shown.txt"), "w", newline="\n", encoding="utf-8") as out:
        for name in sorted(names):
            if NOT_HERE.match(name) or CHANGES.match(name) or name in MISREAD or "evil" in name or name.endswith(".safetensors"):
                continue
            options = {} if VERSION == "1.13" else {"weights_only": False}
            try:
                loaded = torch.load(os.path.join(FOLDER, name), map_location="cpu", **options)
            except Exception:
                continue
            text = str(loaded)
            if " at 0x" not in text and len(text) < LONGEST:
                out.write("== %s\n%s\n" % (name, text))
                count += 1
    print("torch", VERSION, count, "texts")


if __name__ == "__main__":
    main()
