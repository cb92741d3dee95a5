#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes how the whole models of make_fixtures.py print: module_texts.txt, beside this script.

Usage: make_module_texts.py FOLDER, where FOLDER holds what make_fixtures.py wrote with PyTorch 2.14.
The text is a line "== NAME" and then print(model), and so on. "every_layer_model.keys" has a line for each entry of that
model's state_dict, with dtype and extents; "parameter_list.N" is a ParameterList of N parameters.
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
    out.write("== every_layer_model\n%s\n== every_layer_model.keys\n" % every)
    for key, tensor in every.state_dict().items():
        out.write(" ".join([key, str(tensor.dtype).removeprefix("torch."), *map(str, tensor.shape)]) + "\n")
    values = [torch.nn.Parameter(torch.zeros(())), torch.nn.Parameter(torch.zeros(3, 0, dtype=torch.float64))]
    for count in range(3):
        out.write("== parameter_list.%d\n%s\n" % (count, torch.nn.ParameterList(values[:count])))
    out.write("== parameter_list.nested\n%s\n" % torch.nn.Sequential(torch.nn.ParameterList(values)))
