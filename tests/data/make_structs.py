#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes models for `nnstruct struct` into structs/ beside this script:

MODEL.pth              torch.save(model)
MODEL_state.pth        torch.save(model.state_dict())
MODEL_plain_state.pth  of some the same without _metadata
structs.txt            a line "== MODEL" and then print(model), and so on
integers.pth           a model with an integer where PyTorch has a float
chain.txt              what the model "chain" gives for its input: both, one number a line

The models are torchvision's, and tree_00 to tree_19: trees of layers that are drawn at random. Of most only the shapes
are kept: all tensors of one dtype are views with strides of 0 of one small storage.
Written with torch 2.14.1 and torchvision 0.29.1; the same versions write the same bytes.
"""
import collections
import os
import random

import torch
import torchvision
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "structs")
torch.set_num_threads(1)


# Classes of a user's. What is in them is drawn, so that one class has many structures.
class Block(nn.Module):
    def __init__(self, parts):
        super().__init__()
        for name, part in parts.items():
            self.add_module(name, part)
        self.shortcut = None

    def forward(self, x):
        for part in self.children():
            x = part(x)
        return x


class Stage(Block):
    pass


class Net(Block):
    pass


class Values(nn.Module):
    """Parameters and buffers of all kinds."""

    def __init__(self, rng):
        super().__init__()
        self.width = rng.randint(1, 4)
        self.scale = nn.Parameter(torch.zeros(self.width, 1, 1))
        self.gain = nn.Parameter(torch.zeros((), dtype=rng.choice([torch.float32, torch.float64, torch.bfloat16])))
        self.register_parameter("shift", None)
        self.register_buffer("steps", torch.zeros(3, dtype=rng.choice([torch.int64, torch.int16, torch.uint8])))
        self.register_buffer("mask", torch.zeros(2, 2, dtype=torch.bool), persistent=False)
        self.register_buffer("phase", torch.zeros(2, dtype=torch.complex64))
        self.register_buffer("later", None)


class Tied(nn.Module):
    """As language models tie their head."""

    def __init__(self, rng):
        super().__init__()
        words, size = rng.randint(3, 9), rng.randint(2, 5)
        self.body = nn.Sequential(collections.OrderedDict(embed=nn.Embedding(words, size), norm=nn.LayerNorm(size)))
        self.head = nn.Linear(size, words, bias=False)
        self.head.weight = self.body.embed.weight


NAMES = ["conv", "norm", "act", "default", "class", "1x1", "a-b", "gr\u00f6\u00dfe", "m0", "pytorch", "x__y", "linux",
         "layer_1", "down sample", "quote\"d", "_Hidden", "int", "weight", "std"]


def draw_layer(rng):
    """One layer, with options drawn at random."""
    pair = lambda low, high: rng.choice([rng.randint(low, high), (rng.randint(low, high), rng.randint(low, high))])
    some = lambda *values: rng.choice(values)
    small = rng.randint(1, 6)

    def conv(transposed):
        groups = some(1, 1, 2, 3)
        options = dict(stride=pair(1, 3), padding=pair(0, 2), dilation=pair(1, 3), groups=groups, bias=some(True, False))
        if transposed and min(options["stride"] if isinstance(options["stride"], tuple) else (options["stride"],)) > 1:
            options["output_padding"] = some(0, 1)
        kind = nn.ConvTranspose2d if transposed else nn.Conv2d
        return kind(groups * rng.randint(1, 4), groups * rng.randint(1, 4), pair(1, 5), **options)

    def norm(kind):
        layer = kind(small, eps=some(1e-5, 1e-3, 0.5), momentum=some(0.1, None, 0.01, 1.0), affine=some(True, False),
                     track_running_stats=some(True, False))
        if layer.affine and some(True, False, False):
            layer.register_parameter("bias", None)
        return layer

    def pool(average):
        kernel = pair(2, 5)
        least = min(kernel) if isinstance(kernel, tuple) else kernel
        padding = some(0, rng.randint(0, least // 2), (rng.randint(0, least // 2), 0))
        options = dict(stride=some(None, pair(1, 3)), padding=padding, ceil_mode=some(True, False))
        if average:
            return nn.AvgPool2d(kernel, **options, count_include_pad=some(True, False), divisor_override=some(None, 3))
        return nn.MaxPool2d(kernel, **options, dilation=pair(1, 2))

    kinds = [
        lambda: nn.Linear(small, rng.randint(1, 6), bias=some(True, False)),
        lambda: conv(False),
        lambda: conv(True),
        lambda: norm(nn.BatchNorm2d),
        lambda: norm(nn.BatchNorm1d),
        lambda: nn.LayerNorm(some(small, [small], (2, small), (1, 2, 3)), eps=some(1e-5, 1e-6),
                             elementwise_affine=some(True, False), bias=some(True, False)),
        lambda: nn.Embedding(small + 1, rng.randint(1, 4), padding_idx=some(None, 0, -1)),
        lambda: pool(False),
        lambda: pool(True),
        lambda: nn.AdaptiveAvgPool2d(some(1, 7, (2, 3), (None, 2), None)),
        lambda: nn.Dropout(some(0.5, 0.0, 0.1, 1.0), inplace=some(True, False)),
        lambda: nn.Flatten(some(1, 0, 2), some(-1, 3)),
        lambda: nn.Softmax(some(0, 1, -1)),
        lambda: nn.LogSoftmax(some(0, 1, -1)),
        lambda: nn.GELU(some("none", "tanh")),
        lambda: nn.LeakyReLU(some(0.01, 0.2), inplace=some(True, False)),
        lambda: nn.ELU(some(1.0, 0.3), inplace=some(True, False)),
        lambda: nn.Hardtanh(some(-1.0, -2.5), some(1.0, 6.0), inplace=some(True, False)),
        lambda: nn.ReLU(inplace=some(True, False)),
        lambda: nn.ReLU6(inplace=some(True, False)),
        lambda: some(nn.Sigmoid, nn.Tanh, nn.Identity)(),
    ]
    # What nnstruct has no layer for, or not with such options.
    others = [
        lambda: nn.GroupNorm(2, 4, eps=some(1e-5, 1e-3), affine=some(True, False)),
        lambda: nn.LSTM(small, 3, num_layers=some(1, 2), batch_first=some(True, False), bidirectional=some(True, False)),
        lambda: nn.GRUCell(small, 2),
        lambda: nn.Conv1d(2, small, 3, padding=some(0, 1), stride=2),
        lambda: nn.Conv2d(2, small, 3, padding="same", padding_mode=some("zeros", "reflect")),
        lambda: nn.Conv2d(2, small, 3, padding=1, padding_mode="circular"),
        lambda: nn.MaxPool2d(2, return_indices=True),
        lambda: nn.Embedding(small + 1, 2, max_norm=2.0, sparse=some(True, False)),
        lambda: nn.Upsample(scale_factor=2.0, mode=some("nearest", "bilinear")),
        lambda: nn.PReLU(small),
        lambda: nn.Softmax(None),
        lambda: nn.SiLU(),
        lambda: nn.BatchNorm3d(small),
        lambda: nn.Dropout2d(0.3),
        lambda: nn.Softplus(),
        lambda: nn.ZeroPad2d(some(1, (1, 2, 0, 1))),
        lambda: nn.MultiheadAttention(4, 2),
        lambda: nn.ParameterList([nn.Parameter(torch.zeros(n, 2)) for n in range(small)]),
        lambda: nn.utils.weight_norm(nn.Linear(small, 2)),
    ]
    return rng.choice(kinds)() if rng.random() < 0.85 else rng.choice(others)()


def draw(rng, depth):
    """A tree of modules."""
    kind = rng.random()
    if depth == 0 or kind < 0.2:
        return draw_layer(rng)
    parts = [draw(rng, depth - 1) for _ in range(rng.randint(1, 5))]
    if kind < 0.45:
        return nn.Sequential(*parts)
    if kind < 0.5:
        return nn.Sequential(collections.OrderedDict(zip(rng.sample(NAMES, len(parts)), parts)))
    if kind < 0.6:
        return nn.ModuleList(parts)
    if kind < 0.7:
        seed = rng.random()
        return nn.ModuleList([draw(random.Random(seed), depth - 1) for _ in range(rng.randint(1, 4))])
    if kind < 0.75:
        return nn.ModuleDict(zip(rng.sample(["a", "b", "c", "int", "0"], len(parts)), parts))
    if kind < 0.8:
        return Values(rng)
    if kind < 0.85:
        return Tied(rng)
    return rng.choice([Block, Stage, Net])(dict(zip(rng.sample(NAMES, len(parts)), parts)))


def without_values(model):
    """The same model; its tensors of one dtype are views of one storage, an element for each."""
    tensors = {}
    for module in model.modules():
        for values in (module._parameters, module._buffers):
            for value in values.values():
                if value is not None:
                    tensors.setdefault(id(value), value)
    by_dtype = collections.defaultdict(list)
    for value in tensors.values():
        by_dtype[value.dtype].append(value)
    for dtype, values in by_dtype.items():
        base = torch.zeros(len(values), dtype=dtype)
        for i, value in enumerate(values):
            value.data = base[i].expand(value.shape)
    return model


texts = []


def write(name, model, plain=False):
    torch.save(model, os.path.join(OUT, name + ".pth"))
    state = model.state_dict()
    torch.save(state, os.path.join(OUT, name + "_state.pth"))
    if plain:
        torch.save(dict(state), os.path.join(OUT, name + "_plain_state.pth"))
    again = torch.load(os.path.join(OUT, name + ".pth"), weights_only=False)
    assert repr(again) == repr(model) and list(again.state_dict()) == list(state)
    assert list(torch.load(os.path.join(OUT, name + "_state.pth"))) == list(state)
    texts.append("== %s\n%s\n" % (name, model))


def main():
    os.makedirs(OUT, exist_ok=True)
    for name in ["vgg16", "vgg11_bn", "resnet18", "resnet50", "alexnet"]:
        with torch.device("meta"):
            model = getattr(torchvision.models, name)(weights=None)
        for module in model.modules():
            for values in (module._parameters, module._buffers):
                for key, value in values.items():
                    if value is not None:
                        zero = torch.zeros((), dtype=value.dtype).expand(value.shape)
                        values[key] = nn.Parameter(zero) if values is module._parameters else zero
        write(name, without_values(model), name in ["vgg16", "alexnet"])
    for seed in range(20):
        torch.manual_seed(seed)
        rng = random.Random(seed)
        model = draw(rng, 3)
        while len(list(model.modules())) < 5:
            model = draw(rng, 3)
        write("tree_%02d" % seed, without_values(model))
    torch.manual_seed(0)
    chain = nn.Sequential(
        collections.OrderedDict(
            conv=nn.Conv2d(2, 3, 3, padding=1), bn=nn.BatchNorm2d(3), act=nn.LeakyReLU(0.2, inplace=True),
            pool=nn.MaxPool2d(2), rest=nn.Sequential(nn.Flatten(), nn.Linear(12, 4), nn.Tanh()), out=nn.Softmax(-1)))
    write("chain", chain)
    torch.save(nn.Sequential(nn.Dropout(0)), os.path.join(OUT, "integers.pth"))
    x = torch.arange(64, dtype=torch.float32).reshape(2, 2, 4, 4) * 7 % 11 - 5
    with torch.no_grad(), open(os.path.join(OUT, "chain.txt"), "w", newline="\n") as out:
        out.write("".join("%r\n" % v for v in [*x.flatten().tolist(), *chain.eval()(x.clone()).flatten().tolist()]))
    with open(os.path.join(OUT, "structs.txt"), "w", newline="\n", encoding="utf-8") as out:
        out.write("".join(texts))


if __name__ == "__main__":
    main()
