#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`nnstruct show` prints torchvision's models, saved whole, as this Python does, line by line: all of classification and
segmentation. inspect and struct read them too.

Usage: shown_models.py COMMAND FOLDER    FOLDER is made anew

Large tensors are views of one element from the start, so that each file has some KB, and no initial values are drawn.
"""
import difflib
import os
import shutil
import subprocess
import sys
import warnings

import torch
import torchvision
from torch import nn
from torchvision import models

warnings.simplefilter("ignore")
torch.set_num_threads(1)
COMMAND, FOLDER = sys.argv[1:]
LARGE = 4096
IN_PLACE = ("uniform_", "normal_", "trunc_normal_", "erfinv_", "mul_", "add_", "clamp_", "fill_", "zero_", "copy_")


def is_view(tensor):
    return any(stride == 0 and size > 1 for stride, size in zip(tensor.stride(), tensor.shape))


class without_values:
    """While a model is made: torch.empty makes views of one element, which functions in place leave alone."""

    def __enter__(self):
        self.empty = torch.empty
        self.functions = {name: getattr(torch.Tensor, name) for name in IN_PLACE if hasattr(torch.Tensor, name)}
        torch.empty = self.make
        for name, function in self.functions.items():
            setattr(torch.Tensor, name, self.unless_view(function))

    def __exit__(self, *error):
        torch.empty = self.empty
        for name, function in self.functions.items():
            setattr(torch.Tensor, name, function)

    def make(self, *size, **options):
        shape = torch.Size(size if not size or isinstance(size[0], int) else size[0])
        if shape.numel() < LARGE:
            return self.empty(shape, **options)
        return torch.zeros((), dtype=options.get("dtype")).expand(shape)

    @staticmethod
    def unless_view(function):
        return lambda tensor, *args, **options: tensor if is_view(tensor) else function(tensor, *args, **options)


def made(name):
    options = {}
    if name.startswith(("deeplab", "fcn", "lraspp")):
        options["weights_backbone"] = None
    if name in ("googlenet", "inception_v3"):
        options["init_weights"] = False  # which takes scipy, or long
    with without_values():
        return models.get_model(name, weights=None, **options)


def small(model):
    for module in model.modules():
        for values in (module._parameters, module._buffers):
            for key, value in values.items():
                if value is not None:
                    one = torch.zeros((), dtype=value.dtype).expand(value.shape)
                    values[key] = nn.Parameter(one, value.requires_grad) if isinstance(value, nn.Parameter) else one
    return model


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    names = models.list_models(module=models) + models.list_models(module=models.segmentation)
    assert len(names) >= 86, names
    for name in names:
        path = os.path.join(FOLDER, name + ".pth")
        model = small(made(name))
        torch.save(model, path)
        for verb in ("show", "inspect", "struct"):
            result = subprocess.run([COMMAND, verb, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
            assert result.returncode == 0, (name, verb, result.returncode, result.stderr)
            if verb == "show" and result.stdout != str(model) + "\n":
                lines = difflib.unified_diff(str(model).split("\n"), result.stdout.split("\n"), "Python", "nnstruct", lineterm="", n=0)
                sys.exit("%s differs:\n%s" % (name, "\n".join(list(lines)[:40])))
        os.remove(path)
    print("torch %s, torchvision %s: %d models print as in Python" %
          (torch.__version__, torchvision.__version__, len(names)))


if __name__ == "__main__":
    main()
