#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes torch-VERSION/whole beside this script: models that torch.save wrote whole, VERSION being torch's.

    python3 make_whole_models.py

NAME.pth          the model, as torch.save writes it
NAME.legacy.pth   the same with _use_new_zipfile_serialization=False: the source of its classes is left out, and the
                  storages have the keys 0, 1, 2 ... as in make_legacy.py
NAME.pkl.zlib     of a model of torchvision's the pickle alone, compressed; of PyTorch 1.13 only
trees.txt         "== NAME" and what make_module_trees.py says of the model
repr.txt          "== NAME" and then print(model)

Every element of a parameter or buffer has another value, which depends on nothing else; a transient buffer is all 2.
"""
import io
import os
import warnings
import zipfile
import zlib

import torch
import torch.nn.functional as F
import torchvision
from torch import nn
from torchvision.models import resnet

from make_legacy import with_small_keys
from make_module_trees import VERSION, lines_of

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "torch-" + VERSION, "whole")


class Net(nn.Module):
    """A tutorial's, small."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(18, 4)
        self.fc2 = nn.Linear(4, 3)

    def forward(self, x):
        x = torch.flatten(self.pool(F.relu(self.conv1(x))), 1)
        return self.fc2(F.relu(self.fc1(x)))


class Layers(nn.Module):
    """Every layer, and every option of it. No tuple comes twice: Python would pickle it once."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 4, (3, 2), stride=2, padding=(1, 2), dilation=(1, 3), groups=2, bias=False)
        self.conv_transpose = nn.ConvTranspose2d(2, 4, 3, stride=(2, 3), padding=1, output_padding=(0, 1), groups=2)
        self.conv_transpose2 = nn.ConvTranspose2d(1, 1, 1, bias=False)
        self.linear = nn.Linear(3, 2)
        self.linear_no_bias = nn.Linear(3, 2, bias=False)
        self.identity = nn.Identity()
        self.batch_norm1 = nn.BatchNorm1d(2)
        self.batch_norm2 = nn.BatchNorm2d(3, eps=1e-3, momentum=None)
        self.batch_norm3 = nn.BatchNorm2d(3, affine=False)
        self.batch_norm4 = nn.BatchNorm2d(3, momentum=0.25, track_running_stats=False)
        self.batch_norm5 = nn.BatchNorm2d(3, affine=False, track_running_stats=False)
        self.layer_norm = nn.LayerNorm(4)
        self.layer_norm2 = nn.LayerNorm((2, 5), eps=1e-6, elementwise_affine=False)
        self.max_pool = nn.MaxPool2d(2)
        self.max_pool2 = nn.MaxPool2d((4, 2), stride=(2, 1), padding=(1, 0), dilation=2, ceil_mode=True)
        self.avg_pool = nn.AvgPool2d(2)
        self.avg_pool2 = nn.AvgPool2d(3, 2, padding=1, ceil_mode=True, count_include_pad=False, divisor_override=5)
        self.adaptive = nn.AdaptiveAvgPool2d(7)
        self.adaptive2 = nn.AdaptiveAvgPool2d((None, 2))
        self.adaptive3 = nn.AdaptiveAvgPool2d(None)
        self.dropout = nn.Dropout()
        self.dropout2 = nn.Dropout(0.25, inplace=True)
        self.flatten = nn.Flatten()
        self.flatten2 = nn.Flatten(0, -2)
        self.embedding = nn.Embedding(3, 2)
        self.embedding2 = nn.Embedding(3, 2, padding_idx=-1)
        self.softmax = nn.Softmax(-1)
        self.log_softmax = nn.LogSoftmax(1)
        self.relu = nn.ReLU()
        self.relu2 = nn.ReLU(inplace=True)
        self.relu6 = nn.ReLU6()
        self.relu62 = nn.ReLU6(True)
        self.leaky = nn.LeakyReLU()
        self.leaky2 = nn.LeakyReLU(0.2, inplace=True)
        self.elu = nn.ELU()
        self.elu2 = nn.ELU(0.5, inplace=True)
        self.gelu = nn.GELU()
        self.gelu2 = nn.GELU("tanh")
        self.hardtanh = nn.Hardtanh()
        self.hardtanh2 = nn.Hardtanh(-2.0, 2.5, inplace=True)
        self.sigmoid = nn.Sigmoid()
        self.tanh = nn.Tanh()


class Head(nn.Module):
    def __init__(self, scale=None):
        super().__init__()
        self.fc = nn.Linear(4, 4, bias=False)
        self.scale = scale


class Parts(nn.Module):
    """What a module can hold, and attributes of all simple types."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Head() for _ in range(12)])
        self.net = nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.ReLU()), nn.Tanh())
        self.downsample = None
        self.register_parameter("gain", nn.Parameter(torch.empty(2, 3)))
        self.register_buffer("steps", torch.empty(1))
        self.register_buffer("table", torch.empty(4), persistent=False)
        self.stem = nn.Sequential()
        self.stem.add_module("conv-1", nn.Conv2d(1, 1, 1))
        self.stem.add_module("default", nn.ReLU())
        self.name = "a name"
        self.kind = "relu"
        self.fan = "relu"
        self.sizes = (1, None, 3, 4)
        self.one = (7,)
        self.none = ()
        self.big = 1 << 40
        self.below = -1
        self.rate = 0.5
        self.yes, self.no, self.nothing = True, False, None
        self.layer = nn.Linear
        self.listed = [1, (2, None), "a b", {"out": [0.5, -3], 4: "relu"}, [], {}, (True,), 1 << 80, "it's"]
        self.only = []

    def extra_repr(self):
        return "kind='relu', sizes=(1, None, 3, 4), listed=%r, count=%d" % (self.listed, len(self.sizes))


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte = nn.Embedding(5, 3)
        self.head = nn.Linear(3, 5, bias=False)
        self.head.weight = self.wte.weight


def modes():
    """Some in training and some not; some that learn and some that do not."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.BatchNorm1d(2), nn.ReLU()), nn.Dropout(), nn.Linear(2, 2))
    model[1].eval()
    for parameter in model[0].parameters():
        parameter.requires_grad_(False)
    model[1][0].bias.requires_grad_(False)
    return model


def numbered(model):
    count = 0
    with torch.no_grad():
        for module in model.modules():
            for name, tensor in [*module._parameters.items(), *module._buffers.items()]:
                if tensor is None:
                    continue
                values = torch.arange(count, count + tensor.numel()).reshape(tensor.shape)
                tensor.copy_(torch.full_like(tensor, 2) if name in module._non_persistent_buffers_set else values)
                count += tensor.numel()
    return model


def no_source(*arguments):
    raise OSError


def saved(model, legacy):
    buffer = io.BytesIO()
    torch.save(model, buffer, _use_new_zipfile_serialization=not legacy)
    return buffer.getvalue()


MODELS = {
    "net": Net,
    "layers": Layers,
    "parts": Parts,
    "tied": Tied,
    "modes": modes,
    "eval": lambda: nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Dropout(), nn.ReLU())).eval(),
    "sequential": lambda: nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1)),
    "blocks": lambda: nn.Sequential(
        resnet.BasicBlock(2, 4, 2, nn.Sequential(nn.Conv2d(2, 4, 1, 2, bias=False), nn.BatchNorm2d(4))),
        resnet.BasicBlock(4, 4), resnet.Bottleneck(4, 1)),
}
PICKLES = ("resnet18", "resnet50", "vgg11_bn", "vgg16", "alexnet")


def main():
    os.makedirs(FOLDER, exist_ok=True)
    torch.serialization.get_source_lines_and_file = no_source
    new = int(VERSION.split(".")[0]) >= 2
    trees, texts = [], []
    for name, make in MODELS.items():
        model = numbered(make())
        path = os.path.join(FOLDER, name)
        torch.save(model, path + ".pth")
        with open(path + ".legacy.pth", "wb") as out:
            out.write(with_small_keys(saved(model, legacy=True)))
        for ending in (".pth", ".legacy.pth"):
            again = torch.load(path + ending, weights_only=False) if new else torch.load(path + ending)
            assert lines_of(again) == lines_of(model)
        trees.append("\n".join(["== " + name, *lines_of(model), ""]))
        texts.append("== %s\n%s\n" % (name, model))
    for name in PICKLES:
        model = getattr(torchvision.models, name)()
        if not new:
            with zipfile.ZipFile(io.BytesIO(saved(model, legacy=False))) as archive, \
                    open(os.path.join(FOLDER, name + ".pkl.zlib"), "wb") as out:
                out.write(zlib.compress(archive.read("archive/data.pkl"), 9))
        texts.append("== %s\n%s\n" % (name, model))
    for name, all_texts in (("trees.txt", trees), ("repr.txt", texts)):
        with open(os.path.join(FOLDER, name), "w", newline="\n") as out:
            out.write("".join(all_texts))


if __name__ == "__main__":
    main()
