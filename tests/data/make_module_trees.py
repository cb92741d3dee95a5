#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes models that are saved whole, and what is in them, into torch-VERSION/ beside this script.

Usage: make_module_trees.py FOLDER, where FOLDER holds what make_fixtures.py wrote with the same PyTorch: 1.13 or 2.14.

*_model.pth           copies of the files in FOLDER
model_of_classes.pth  {"epoch": 3, "nets": {"ema": a model of classes of its own}}
module_trees.txt      a line "== FILE" and then the model, a line for each fact, in the order of registration:
    PATH: CLASS train|eval [hooks]
    PATH: as OTHER           the same object as the module that has that path
    PATH: None
    PATH = VALUE             an attribute; `...` for what is no None, bool, number, string, or a tuple or list of them
    PATH parameter|buffer|transient DTYPE EXTENTS... #NUMBER   the numbers tell which tensors are the same object
    PATH parameter|buffer None
"""
import os
import shutil
import sys
import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")
torch.manual_seed(0)
HERE = os.path.dirname(os.path.abspath(__file__))
VERSION = ".".join(torch.__version__.split("+")[0].split(".")[:2])
OUT = os.path.join(HERE, "torch-" + VERSION)
COPIES = ["convtranspose", "every_layer", "mlp", "mlp_model_eval", "one_bn2d", "one_conv2d", "one_linear", "tied", "tinyvgg"]
NOT_IN_FILES = set(nn.Module().__dict__) | {"_flat_weight_refs"}  # the latter an LSTM makes when it is loaded


def hook(module, inputs, output):
    return None


class Block(nn.Module):
    def __init__(self, shared):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 3, bias=False)
        self.act = shared
        self.downsample = None
        self.register_module("norm", None)
        self.register_parameter("gain", None)
        self.scale = nn.Parameter(torch.ones(2, 1, 1, dtype=torch.float64))
        self.register_buffer("table", torch.arange(3))
        self.register_buffer("mask", torch.ones(2, 2, dtype=torch.bool), persistent=False)
        self.register_buffer("later", None)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        relu = nn.ReLU(inplace=True)
        self.blocks = nn.ModuleList([Block(relu), Block(relu)])
        self.again = self.blocks[0]
        self.embed = nn.Embedding(5, 4, padding_idx=1)
        self.head = nn.Linear(4, 5, bias=False)
        self.head.weight = self.embed.weight
        self.name, self.sizes, self.rate, self.big = "a 'net'", [1, (2, None), 3.5], 1e-5, 2**70
        self.extra = {"some": "dict"}
        self.register_forward_hook(hook)
        self.again.eval()


def text_of(value):
    """The value, if it is a simple one."""
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        texts = [text_of(item) for item in value]
        return "..." if "..." in texts else repr(value)
    return repr(value) if value is None or type(value) in (bool, int, float, str) else "..."


def lines_of(model):
    lines, paths, tensors = [], {}, {}

    def add_tensor(path, role, tensor):
        if tensor is None:
            lines.append("%s %s None" % (path, role))
            return
        number = tensors.setdefault(id(tensor), len(tensors))
        dtype = str(tensor.dtype)[len("torch."):]
        lines.append(" ".join([path, role, dtype, *map(str, tensor.shape), "#%d" % number]))

    def add(path, module):
        if module is None or id(module) in paths:
            lines.append("%s: %s" % (path, "None" if module is None else "as " + paths[id(module)]))
            return
        paths[id(module)] = path
        prefix = path + "." if path else ""
        kind = type(module)
        hooks = any(v for k, v in module.__dict__.items() if "_hooks" in k)
        name = kind.__module__ + "." + kind.__qualname__
        lines.append("%s: %s %s%s" % (path, name, "train" if module.training else "eval", " hooks" if hooks else ""))
        for key, value in module.__dict__.items():
            if key not in NOT_IN_FILES:
                lines.append("%s%s = %s" % (prefix, key, text_of(value)))
        for key, value in module._parameters.items():
            add_tensor(prefix + key, "parameter", value)
        for key, value in module._buffers.items():
            role = "transient" if key in module._non_persistent_buffers_set else "buffer"
            add_tensor(prefix + key, role, value)
        for key, value in module._modules.items():
            add(prefix + key, value)

    add("", model)
    return lines


def main():
    with open(os.path.join(OUT, "module_trees.txt"), "w", newline="\n", encoding="utf-8") as out:
        for name in COPIES:
            name += "" if "model" in name else "_model"
            path = os.path.join(OUT, name + ".pth")
            shutil.copyfile(os.path.join(sys.argv[1], name + ".pth"), path)
            model = torch.load(path) if VERSION == "1.13" else torch.load(path, weights_only=False)
            out.write("\n".join(["== " + name + ".pth", *lines_of(model)]) + "\n")
        net = Net()
        torch.save({"epoch": 3, "nets": {"ema": net}}, os.path.join(OUT, "model_of_classes.pth"))
        out.write("\n".join(["== model_of_classes.pth", *lines_of(net)]) + "\n")


if __name__ == "__main__":
    main()
