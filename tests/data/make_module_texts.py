#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes how the whole models of make_fixtures.py print: module_texts.txt, beside this script.

Usage: make_module_texts.py FOLDER, where FOLDER holds what make_fixtures.py wrote with PyTorch 2.14.
The text is a line "== NAME" and then print(model), and so on; of every_layer, a list of unlike layers, each layer is a
text of its own: "every_layer.0" and so on.
"""
import glob
import json
import os
import sys
import warnings

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
warnings.simplefilter("ignore")
with open(os.path.join(HERE, "module_texts.txt"), "w", newline="\n", encoding="utf-8") as out:
    for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.pth.expected.json"))):
        name = os.path.basename(path).split(".")[0]
        with open(path, encoding="utf-8") as file:
            expected = json.load(file)
        text = expected.get("module_repr") or (name.endswith("_model") and expected.get("repr"))
        if text and ".legacy." not in path:
            out.write("== %s\n%s\n" % (name, text))
    every = torch.load(os.path.join(sys.argv[1], "every_layer_model.pth"), weights_only=False)
    for name, layer in every.named_children():
        out.write("== every_layer.%s\n%s\n" % (name, layer))
