#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what torchvision's models are and compute, beside this script:

models_repr.txt  a line "== MODEL" and then print(model), and so on.
models_keys.txt  the same with the state_dict: lines `parameters N` and `bytes N`, and for each entry
                 KEY parameter|buffer DTYPE EXTENTS...
models.pth       a state_dict, for each CASE:
                 CASE.initial.crc32  of the bytes of each entry of the state_dict, once the model is made with SEED
                 CASE.output         what it gives in eval mode for input(...)
                 CASE.trained        if it is there: what it gave before that for the same input in train mode
                 CASE.state.KEY      and some of its statistics after that
No weights are kept: the test draws them, from the seed that is CASE.seed, and CASE.extents are the input's.
Written with torch 2.14.1 and torchvision 0.29.1; the same versions write the same bytes.
"""
import collections
import os
import zlib

import torch
import torch.nn.functional as F
import torchvision
from torch import nn
from torchvision.models import alexnet, resnet18, resnet34, resnet50, resnet101, resnet152, vgg
from torchvision.models.resnet import BasicBlock, Bottleneck

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)
tensors = collections.OrderedDict()
texts, keys = [], []


class Net(nn.Module):
    """https://pytorch.org/tutorials/beginner/blitz/cifar10_tutorial.html"""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


class Segmenter(nn.Module):
    """A network of somebody's own: ResNet-50's stem and first stage, and a way up."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        down = nn.Sequential(nn.Conv2d(64, 256, 1, bias=False), nn.BatchNorm2d(256))
        self.layer1 = nn.Sequential(Bottleneck(64, 64, 1, down), Bottleneck(256, 64), Bottleneck(256, 64))
        self.up = nn.ConvTranspose2d(256, 16, 4, stride=4)
        self.head = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        return self.head(F.relu(self.up(self.layer1(x))))


def input(*extents):
    """Multiples of 1/256 between -2 and 2, exact in every way of computing them."""
    count = torch.Size(extents).numel()
    return (((torch.arange(count) * 7919) % 1009 - 504).float() / 256).reshape(extents)


def describe(name, module):
    texts.append("== %s\n%s\n" % (name, module))
    state, parameters = module.state_dict(), dict(module.named_parameters())
    lines = ["== " + name, "parameters %d" % sum(p.numel() for p in parameters.values()),
             "bytes %d" % sum(t.numel() * t.element_size() for t in state.values())]
    for key, tensor in state.items():
        kind = "parameter" if key in parameters else "buffer"
        lines.append(" ".join([key, kind, str(tensor.dtype).replace("torch.", "")] + [str(n) for n in tensor.shape]))
    keys.append("\n".join(lines) + "\n")


def keep_forward(case, module, x, statistics):
    with torch.no_grad():
        if statistics:
            tensors[case + ".trained"] = module.train()(x)
        tensors[case + ".output"] = module.eval()(x)
    for key in statistics:
        tensors["%s.state.%s" % (case, key)] = module.state_dict()[key].clone()
    assert torch.isfinite(tensors[case + ".output"]).all() and tensors[case + ".output"].std() > 1e-3, case


def give_statistics(module):
    """Running statistics that are neither 0 nor 1, exact in every way of computing them."""
    for key, value in module.state_dict().items():
        i = torch.arange(value.numel())
        if key.endswith("running_mean"):
            value.copy_((i % 7 - 3).float() / 8)
        if key.endswith("running_var"):
            value.copy_(1 + (i % 5).float() / 4)


def run(case, make, seed, extents, statistics=(), set_statistics=False):
    torch.manual_seed(seed)
    module = make()
    tensors[case + ".seed"] = torch.tensor(seed)
    tensors[case + ".extents"] = torch.tensor(extents)
    tensors[case + ".initial.crc32"] = torch.tensor(
        [zlib.crc32(t.contiguous().numpy().tobytes()) for t in module.state_dict().values()])
    if set_statistics:
        give_statistics(module)
    keep_forward(case, module, input(*extents), statistics)
    print(case, len(module.state_dict()), tensors[case + ".output"].abs().max().item())


def features(letter, batch_norm):
    """A VGG without its classifier, which has most of the weights, with the values that a VGG has."""
    module = nn.Sequential(collections.OrderedDict(features=vgg.make_layers(vgg.cfgs[letter], batch_norm)))
    for m in module.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            nn.init.constant_(m.bias, 0)
    return module


def descriptions():
    describe("lenet", Net())
    with torch.device("meta"):
        for name in ["alexnet", "vgg11", "vgg13", "vgg16", "vgg19", "vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn",
                     "resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]:
            describe(name, getattr(torchvision.models, name)())
    describe("segmenter", Segmenter())


def basic_blocks():
    """The downsample is made last, where it stands; torchvision makes it before the block."""
    block = BasicBlock(3, 5, 2)
    block.downsample = nn.Sequential(nn.Conv2d(3, 5, 1, stride=2, bias=False), nn.BatchNorm2d(5))
    return nn.Sequential(block, BasicBlock(5, 5))


def forwards():
    run("lenet", Net, 0, (2, 3, 32, 32))
    run("alexnet", lambda: alexnet(num_classes=10), 1, (2, 3, 64, 72))
    run("vgg11", lambda: vgg.vgg11(num_classes=5), 2, (2, 3, 32, 32))
    run("vgg11_bn", lambda: vgg.vgg11_bn(num_classes=5), 3, (2, 3, 64, 40), ["features.1.running_mean"])
    for letter, name in zip("BDE", ["vgg13", "vgg16", "vgg19"]):
        run(name + ".features", lambda: features(letter, False), 4, (2, 3, 32, 40))
        run(name + "_bn.features", lambda: features(letter, True), 5, (2, 3, 32, 40),
            ["features.1.running_mean", "features.15.running_var"])
    statistics = ["bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked", "layer2.0.downsample.1.running_mean",
                  "layer4.1.bn2.running_mean", "layer4.1.bn2.running_var"]
    run("resnet18", lambda: resnet18(num_classes=10), 6, (2, 3, 40, 56), statistics)
    run("resnet34", lambda: resnet34(num_classes=3), 6, (3, 3, 32, 40), statistics)
    # In train mode PyTorch's own float32 differs from its float64 by more than 1e-4 in deeper ones.
    run("resnet50", lambda: resnet50(num_classes=7), 6, (2, 3, 64, 56), set_statistics=True)
    run("resnet101", lambda: resnet101(num_classes=4), 6, (2, 3, 48, 48), set_statistics=True)
    run("resnet152", lambda: resnet152(num_classes=6), 6, (2, 3, 48, 64), set_statistics=True)
    run("basic_blocks", basic_blocks, 7, (2, 3, 7, 6), ["0.downsample.1.running_mean", "1.bn2.running_var"])


def taken_over():
    """Segmenter, with what a trained resnet50 has under the same keys."""
    torch.manual_seed(8)
    trained = resnet50(num_classes=4)
    torch.manual_seed(9)
    net = Segmenter()
    result = net.load_state_dict(trained.state_dict(), strict=False)
    texts.append("== segmenter_taken_over\n%s\n%s\n" % ("\n".join(result.missing_keys), len(result.unexpected_keys)))
    keep_forward("segmenter", net, input(2, 3, 36, 28), ["layer1.2.bn3.running_var"])


descriptions()
forwards()
taken_over()
for key, value in tensors.items():
    tensors[key] = value.clone()
torch.save(tensors, os.path.join(HERE, "models.pth"))
for name, lines in [("models_repr.txt", texts), ("models_keys.txt", keys)]:
    with open(os.path.join(HERE, name), "w", newline="\n", encoding="utf-8") as out:
        out.writelines(lines)
print(torch.__version__, torchvision.__version__, len(tensors), "tensors,", len(keys), "models")
