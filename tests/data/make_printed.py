#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes whole models, and how Python prints them, into printed/ beside this script; X.Y is the version of the torch that
runs this.

    python3 make_printed.py     with PyTorch 1.13 and torchvision 0.14; and with 2.14 and 0.29

torch-X.Y.pth   ModuleDicts of modules of each class of torch.nn.modules, torchvision.ops and torchvision.models that has
                an extra_repr or __repr__ of its own, with every option that it prints, and of each other class of
                torch.nn.modules. A class without a row here is an error.
lists.pth       lists and torch.Sizes where layers are given them, and layers to which somebody gave an attribute; of 2.14,
                as the next two
like.pth        ModuleLists of modules whose extra_repr nobody knows, of a library that is not at hand: neighbours are equal
unlike.pth      the same, but the third one in each list has another attribute, or a parameter of another shape
lazy-X.Y.pth    lazy layers that have not seen an input
held.pth        tensors of several lines in containers, and in classes that derive from such; ordered.pth: one of the latter
compiled.pth    what torch.compile made of a model, before it ran; inside.pth: as a part of another. Of 2.14
texts.txt       a line "== NAME" and then print(model), and so on. unlike's is printed as if the classes had no extra_repr,
                but the third one stands by itself

Tensors are views of one element, and the archives are packed.
"""
import collections
import functools
import importlib
import inspect
import io
import os
import pkgutil
import re
import sys
import types
import warnings
import zipfile

import torch
import torchvision
from torch import nn

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "printed")
VERSION = ".".join(re.match(r"(\d+)\.(\d+)", torch.__version__).groups())
torch.set_num_threads(1)

# Classes and how they are called; #d stands for 1d, 2d and 3d. What this PyTorch does not have is left out.
TORCH = """
Linear(4, 3)
Linear(4, 3, bias=False)
NonDynamicallyQuantizableLinear(4, 3)
Bilinear(2, 3, 4)
Bilinear(2, 3, 4, bias=False)
Conv#d ConvTranspose#d(4, 2, 3)
Conv#d ConvTranspose#d(4, 2, 3, bias=False)
Conv#d(4, 4, 2, stride=2, padding=1, dilation=2, groups=2, padding_mode='circular')
Conv#d(4, 4, 3, padding='same', dilation=2)
Conv#d(4, 4, 3, padding='valid', padding_mode='reflect')
Conv2d(4, 4, (1, 2), stride=(2, 1), padding=(0, 1), dilation=(1, 2))
ConvTranspose#d(4, 4, 3, stride=2, padding=1, output_padding=1, groups=2)
ConvTranspose2d(4, 4, 3, dilation=2, output_padding=(0, 1))
BatchNorm#d InstanceNorm#d(3)
BatchNorm#d InstanceNorm#d(3, eps=1e-3, momentum=0.25, affine=True)
BatchNorm#d InstanceNorm#d(3, momentum=None, affine=False, track_running_stats=False)
SyncBatchNorm(3)
LayerNorm(4)
LayerNorm((2, 4), eps=1e-6, elementwise_affine=False)
LayerNorm(4, bias=False)
GroupNorm(2, 4)
GroupNorm(2, 4, eps=0.5, affine=False)
GroupNorm(2, 4, bias=False)
BatchNorm2d(3, bias=False)
RMSNorm(4)
RMSNorm((2, 4), eps=1e-6, elementwise_affine=False)
LocalResponseNorm CrossMapLRN2d(3)
LocalResponseNorm CrossMapLRN2d(3, alpha=0.5, beta=0.25, k=2)
Embedding EmbeddingBag(5, 3)
Embedding(5, 3, padding_idx=-1, max_norm=2, norm_type=1.5, scale_grad_by_freq=True, sparse=True)
Embedding EmbeddingBag(5, 3, max_norm=2.5, norm_type=3)
EmbeddingBag(5, 3, scale_grad_by_freq=True, mode='sum', padding_idx=1)
EmbeddingBag(5, 3, mode='max', include_last_offset=True)
RNN LSTM GRU(3, 4)
RNN LSTM GRU(3, 4, num_layers=2, bias=False, batch_first=True, dropout=0.5, bidirectional=True)
LSTM(3, 4, proj_size=2)
RNN(3, 4, nonlinearity='relu')
RNNCell LSTMCell GRUCell(3, 4)
RNNCell LSTMCell GRUCell(3, 4, bias=False)
RNNCell(3, 4, nonlinearity='relu')
MaxPool#d AvgPool#d MaxUnpool#d(2)
MaxPool#d(3, 2, padding=1, dilation=2, ceil_mode=True, return_indices=True)
AvgPool#d(3, 2, padding=1, ceil_mode=True, count_include_pad=False)
MaxUnpool#d(3, 2, padding=1)
MaxPool2d AvgPool2d MaxUnpool2d((2, 3), (1, 2), (1, 0))
LPPool#d(2, 3)
LPPool#d(1.5, 3, stride=2, ceil_mode=True)
AdaptiveAvgPool#d AdaptiveMaxPool#d(3)
AdaptiveAvgPool2d AdaptiveMaxPool2d((None, 2))
Dropout Dropout#d AlphaDropout FeatureAlphaDropout()
Dropout Dropout#d AlphaDropout FeatureAlphaDropout(0.25, inplace=True)
Dropout(0)
ReLU ReLU6 SiLU Mish SELU Hardsigmoid Hardswish ELU CELU LeakyReLU RReLU Hardtanh()
ReLU ReLU6 SiLU Mish SELU Hardsigmoid Hardswish ELU CELU LeakyReLU RReLU Hardtanh(inplace=True)
ELU CELU LeakyReLU(2)
RReLU Hardtanh(-2, 3.5, inplace=True)
Threshold(0.1, 20)
Threshold(0.1, 20, inplace=True)
GELU()
GELU('tanh')
GLU Softplus Hardshrink Softshrink PReLU Softmax LogSoftmax Softmin()
GLU Hardshrink Softshrink PReLU Softmax LogSoftmax Softmin(1)
Softplus(2, 10)
Upsample()
Upsample(scale_factor=2)
Upsample(scale_factor=(2.5, 2), mode='bilinear', align_corners=True)
Upsample((3, 4))
Upsample(5, mode='bicubic', recompute_scale_factor=False)
UpsamplingNearest2d UpsamplingBilinear2d(3)
UpsamplingNearest2d UpsamplingBilinear2d(scale_factor=2)
ConstantPad#d(2, 0.5)
ConstantPad2d((1, 2, 3, 4), 1)
ZeroPad#d CircularPad#d ReflectionPad#d ReplicationPad#d(1)
ZeroPad2d CircularPad2d ReflectionPad2d ReplicationPad2d((1, 2, 3, 4))
PixelShuffle PixelUnshuffle ChannelShuffle(2)
Flatten()
Flatten(0, -2)
Unflatten(1, (2, 3))
Unflatten('C', (('C1', 2), ('C2', 3)))
Unfold(2)
Unfold((2, 3), dilation=2, padding=(1, 0), stride=3)
Fold((4, 5), (2, 3))
Fold(4, 2, dilation=2, padding=1, stride=2)
LinearCrossEntropyLoss(4, 3)
LinearCrossEntropyLoss(4, 3, bias=False, ignore_index=1, label_smoothing=0.25, reduction='sum')
ParameterList([nn.Parameter(torch.zeros(2, 3)), nn.Parameter(torch.zeros(()))])
ParameterDict({'p': nn.Parameter(torch.zeros(2)), 'q': nn.Parameter(torch.zeros(1, dtype=torch.float64))})
Identity Sigmoid Tanh Softsign Tanhshrink LogSigmoid Softmax2d PairwiseDistance CosineSimilarity Module()
FractionalMaxPool2d FractionalMaxPool3d(3, output_ratio=0.5)
MultiheadAttention(4, 2, add_bias_kv=True, kdim=3)
TransformerEncoderLayer TransformerDecoderLayer(4, 2, 8)
Transformer(4, 2, 1, 1, 8)
TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, norm_first=True), 2)
TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8, activation='gelu'), 2, nn.LayerNorm(4))
AdaptiveLogSoftmaxWithLoss(4, 10, [3, 6])
BCELoss BCEWithLogitsLoss CTCLoss CosineEmbeddingLoss CrossEntropyLoss GaussianNLLLoss HingeEmbeddingLoss HuberLoss()
KLDivLoss L1Loss MSELoss MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss()
NLLLoss2d PoissonNLLLoss SmoothL1Loss SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss()
Container(a=nn.ReLU())
Sequential(nn.ReLU(), nn.Sequential())
ModuleDict({'one': nn.ReLU(), 'no name': nn.ModuleDict()})
ModuleList([nn.TripletMarginLoss(1.0), nn.TripletMarginLoss(2.0), *[nn.Linear(2, n) for n in (2, 2, 3)]])
ModuleList([nn.Sequential(nn.MSELoss()), nn.Sequential(nn.MSELoss(reduction='sum'))])
ModuleList()
DataParallel(nn.Linear(2, 2))
"""
TORCHVISION = """
models.convnext.LayerNorm2d(3)
models.convnext.LayerNorm2d((3,), eps=1e-6, elementwise_affine=False)
models.video.resnet.Conv3DSimple models.video.resnet.Conv3DNoTemporal(2, 4)
models.video.resnet.Conv3DSimple models.video.resnet.Conv3DNoTemporal(2, 4, stride=2, padding=0)
ops.DeformConv2d(4, 2, 3)
ops.DeformConv2d(4, 2, (1, 2), stride=2, padding=1, dilation=2, groups=2, bias=False)
ops.DropBlock2d ops.DropBlock3d(0.1, 3)
ops.DropBlock2d ops.DropBlock3d(0.25, 7, inplace=True)
ops.StochasticDepth(0.2, 'row')
ops.StochasticDepth(0, 'batch')
ops.FrozenBatchNorm2d(3)
ops.FrozenBatchNorm2d(5, eps=0.0)
ops.MultiScaleRoIAlign(['0', 'pool'], 7, 2)
ops.MultiScaleRoIAlign(['0'], (7, 5), 2)
ops.RoIAlign((3, 4), 0.5, -1)
ops.RoIAlign(3, 1, 2, aligned=True)
ops.PSRoIAlign(3, 0.5, 2)
ops.RoIPool ops.PSRoIPool((3, 3), 0.5)
ops.Conv2dNormActivation(3, 4)
ops.SqueezeExcitation(4, 2)
ops.MLP(3, [4, 2], dropout=0.1)
ops.Permute([0, 2, 1])
ops.FeaturePyramidNetwork([2, 4], 3)
models.detection.anchor_utils.AnchorGenerator()
models.detection.anchor_utils.DefaultBoxGenerator([[2], [2, 3]])
models.detection.anchor_utils.DefaultBoxGenerator([[2]], scales=[0.07, 0.15], steps=[8], clip=False)
models.detection.transform.GeneralizedRCNNTransform(800, 1333, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
models.detection.transform.GeneralizedRCNNTransform((600, 800), 1333, [0.0], [1.0])
models.maxvit.PartitionAttentionLayer(8, 4, 2, 'window', (4, 4), 2, nn.GELU, nn.LayerNorm, 0.0, 0.0, 0.25)
"""
LAZY = """
LazyLinear(3)
LazyLinear(3, bias=False)
LazyConv#d LazyConvTranspose#d(3, 2)
LazyConv2d(4, (2, 3), stride=2, padding=1, groups=2, bias=False)
LazyBatchNorm#d LazyInstanceNorm#d()
LazyBatchNorm2d(eps=1e-3, affine=False)
ParameterList([nn.UninitializedParameter()])
"""
LISTS = """
Conv2d(1, 2, [3, 3], stride=[1, 2], padding=[1, 0])
ConvTranspose2d(1, 2, [3, 3], output_padding=[0, 0])
MaxPool2d([3, 2], [2, 2], [1, 1])
MaxPool2d(torch.Size([2, 2]))
AvgPool2d([2, 2])
AdaptiveAvgPool2d([1, 1])
AdaptiveAvgPool2d([None, 2])
AdaptiveAvgPool2d(torch.Size([1, 2]))
AdaptiveMaxPool2d([1, 1])
LayerNorm([3, 4])
LayerNorm(torch.Size([3, 4]))
Upsample(size=[3, 4])
Upsample(scale_factor=[2.0, 2.0])
ZeroPad2d([1, 2, 3, 4])
ConstantPad2d([1, 2, 3, 4], 0)
Unfold([2, 2])
Unflatten(1, torch.Size([2, 3]))
"""


def made(table, module):
    """The modules of a table, under the names of their classes and numbers."""
    out = {}
    for line in table.strip().splitlines():
        names, arguments = line.split("(", 1)
        for pattern in names.split():
            for name in [pattern.replace("#", d) for d in "123"] if "#" in pattern else [pattern]:
                found = module
                for part in name.split("."):
                    found = getattr(found, part, None)
                if found is None and hasattr(nn.modules.linear, name):
                    found = getattr(nn.modules.linear, name)
                if found is None and hasattr(nn.modules.normalization, name):
                    found = getattr(nn.modules.normalization, name)
                if found is None:
                    continue
                try:
                    row = eval("found(" + arguments, {"found": found, "nn": nn, "torch": torch})
                except TypeError:  # an option of another version
                    print("torch", VERSION, "does not take", name, arguments)
                    continue
                short = name.split(".")[-1]
                out["%s_%d" % (short, sum(key.rsplit("_", 1)[0] == short for key in out))] = row
    return nn.ModuleDict(out)


def classes_to_show():
    """All that print something else than the modules in them; those of torch.nn whatever they print."""
    out = set()
    for package in (nn.modules, torchvision.ops, torchvision.models):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for kind in vars(importlib.import_module(found.name)).values():
                if not inspect.isclass(kind) or not issubclass(kind, nn.Module) or not kind.__module__.startswith(package.__name__):
                    continue
                own = any(getattr(kind, name) is not getattr(nn.Module, name) for name in ("extra_repr", "__repr__", "_get_name"))
                if (own or package is nn.modules) and not kind.__name__.startswith("_"):
                    out.add(kind)
    return out


# ------------------------------------------------------------ classes that nobody knows
def library():
    """A module of Python's that is there while this runs. Its classes are pickled by name."""
    made = types.ModuleType("known_to_nobody")
    sys.modules[made.__name__] = made

    class Config:
        def __init__(self, width):
            self.width = width

        def __repr__(self):
            return "Config(%d)" % self.width

    class Block(nn.Module):
        def __init__(self, **attributes):
            super().__init__()
            self.fc = nn.Linear(2, 2)
            self.__dict__.update(attributes)

        def extra_repr(self):
            return ", ".join("%s=%r" % item for item in self.__dict__.items() if item[0] == "width")

    class Scale(nn.Module):
        def __init__(self, *shape):
            super().__init__()
            self.gain = nn.Parameter(torch.zeros(shape))

        def extra_repr(self):
            return str(tuple(self.gain.shape))

    class Ordered(collections.OrderedDict):
        pass

    class Queue(collections.deque):
        pass

    for kind in (Config, Block, Scale, Ordered, Queue):
        kind.__module__, kind.__qualname__ = made.__name__, kind.__name__
        setattr(made, kind.__name__, kind)
    return made


def lists_of(lib, first, second):
    """Of each kind of attribute a list of three, of which the last may differ."""
    long = {v: [*range(2000), v] for v in (first, second)}  # what is long is equal to itself alone
    kinds = {
        "number": lambda v: lib.Block(width=v),
        "text": lambda v: lib.Block(width=str(v)),
        "numbers": lambda v: lib.Block(width=(1, [v, None])),
        "long": lambda v: lib.Block(width=long[v]),
        "flag": lambda v: lib.Block(width=v == first),
        "mapping": lambda v: lib.Block(width={"a": [v]}),
        "object": lambda v: lib.Block(width=lib.Config(v)),
        "kind": lambda v: lib.Block(width=nn.ReLU if v == first else nn.GELU),
        "shape": lambda v: lib.Scale(v),
        "inside": lambda v: nn.Sequential(nn.ReLU(), nn.Sequential(lib.Block(width=v))),
    }
    return nn.ModuleDict({name: nn.ModuleList([make(first), make(first), make(second)]) for name, make in kinds.items()})


def containers(lib, tensor):
    return {
        "defaultdict": collections.defaultdict(int, {"w": tensor}),
        "deque": [collections.deque([1, tensor], maxlen=3)],
        "namespace": types.SimpleNamespace(w=tensor, name="a\nb"),
        "partial": functools.partial(nn.Linear, tensor, bias=False),
        "ordered": lib.Ordered(a=tensor, b={"c": tensor}),
        "queue": lib.Queue([tensor, "x"]),
        "both": lib.Ordered(a=collections.deque([lib.Ordered(t=tensor)])),
    }


# ------------------------------------------------------------ files
def without_values(model):
    zeros = {}
    for module in model.modules():
        for values in (module._parameters, module._buffers):
            for key, value in values.items():
                if value is not None:
                    zero = zeros.setdefault(value.dtype, torch.zeros((), dtype=value.dtype)).expand(value.shape)
                    values[key] = nn.Parameter(zero, value.requires_grad) if isinstance(value, nn.Parameter) else zero
        if isinstance(module, nn.RNNBase):
            module._flat_weights = [getattr(module, name) for name in module._flat_weights_names]
    return model


def save(model, name):
    buffer = io.BytesIO()
    torch.save(model, buffer)
    again = torch.load(io.BytesIO(buffer.getvalue()), **({} if VERSION == "1.13" else {"weights_only": False}))
    assert str(again) == str(model)
    with zipfile.ZipFile(buffer) as archive, \
            zipfile.ZipFile(os.path.join(OUT, name + ".pth"), "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in archive.infolist():
            info = zipfile.ZipInfo(entry.filename)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, archive.read(entry), compresslevel=9)


def write_texts(texts):
    """Those of the other version stay."""
    path = os.path.join(OUT, "texts.txt")
    known = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for part in re.split("(?m)^== ", file.read())[1:]:
                name, text = part.split("\n", 1)
                known[name] = text.rstrip("\n")
    known.update(texts)
    with open(path, "w", newline="\n", encoding="utf-8") as out:
        out.write("".join("== %s\n%s\n" % item for item in sorted(known.items())))


def main():
    os.makedirs(OUT, exist_ok=True)
    texts = {}
    rows = list(made(TORCH, nn).items())
    if VERSION != "1.13":
        rows.append(("AveragedModel_0", torch.optim.swa_utils.AveragedModel(nn.Linear(2, 2))))
    parts = {"part_%d" % i: nn.ModuleDict(dict(rows[90 * i:90 * (i + 1)])) for i in range(4)}  # a struct has 100 fields
    model = nn.ModuleDict({**parts, "torchvision": made(TORCHVISION, torchvision)})
    here = {type(module) for module in model.modules()}
    missing = {kind.__name__ for kind in classes_to_show() - here if not kind.__name__.startswith("Lazy")}
    assert missing <= {"RNNBase", "RNNCellBase"}, missing  # bases of others
    save(without_values(model), "torch-" + VERSION)
    texts["torch-" + VERSION] = str(model)
    model = made(LAZY, nn)
    save(model, "lazy-" + VERSION)
    texts["lazy-" + VERSION] = str(model)
    if VERSION != "1.13":
        model = made(LISTS, nn)
        model["tagged"] = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Sequential(nn.Tanh()))
        model["tagged"][0].stddev = model["tagged"][1].index = 0.1
        model["tagged"][2].tags = ["a"]
        save(without_values(model), "lists")
        texts["lists"] = str(model)
        model = torch.compile(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), backend="eager")
        save(model, "compiled")
        texts["compiled"] = str(model)
        model = nn.Sequential(model, nn.Tanh())
        save(model, "inside")
        texts["inside"] = str(model)
        lib = library()
        tensor = torch.tensor([[1.0, -2.5], [3.0, 4.0]])
        for name, value in (("held", containers(lib, tensor)), ("ordered", lib.Ordered(weight=tensor, bias=tensor[0]))):
            save(value, name)
            texts[name] = str(value)
        model = without_values(lists_of(lib, 1, 1))
        save(model, "like")
        lib.Block.extra_repr = lib.Scale.extra_repr = nn.Module.extra_repr
        texts["like"] = str(model)
        model = without_values(lists_of(lib, 1, 2))
        save(model, "unlike")
        # As folding goes: the first two are alike, the last is not.
        lib.Block.extra_repr = lib.Scale.extra_repr = lambda self: self.told
        for modules in model.values():
            for i, module in enumerate(modules):
                for inner in module.modules():
                    if type(inner).__module__ == lib.__name__:
                        inner.told = "" if i < 2 else "UNLIKE"
        texts["unlike"] = re.sub(r"\n *UNLIKE(?=\n)|UNLIKE", "", str(model))
    write_texts(texts)
    print("torch", VERSION, "classes", len(here))


if __name__ == "__main__":
    main()
