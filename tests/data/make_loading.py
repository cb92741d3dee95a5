#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes state_dicts, whole and changed as people change them, and what PyTorch says when it loads them, beside this
script:

loading/CASE.pth  what torch.save wrote
loading.txt       a line "== CASE", then what load_state_dict raises or returns, or what PyTorch prints; and so on

The models are the structs of tests/state_dict/loading.hpp. Written with PyTorch 2.14.
"""
import collections
import copy
import os

import torch
from torch import nn
from torch.nn.modules.utils import consume_prefix_in_state_dict_if_present

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "loading")
texts = []
os.makedirs(FOLDER, exist_ok=True)


class Net(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 2, 1))
        self.fc = nn.Linear(2, classes)


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2)
        self.fc = nn.Linear(2, 2)


class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte = nn.Embedding(5, 3)
        self.lm_head = nn.Linear(3, 5, bias=False)
        self.lm_head.weight = self.wte.weight


class HeadFirst(nn.Module):
    def __init__(self):
        super().__init__()
        self.lm_head = nn.Linear(3, 5, bias=False)
        self.norm = nn.Linear(3, 3)
        self.wte = nn.Embedding(5, 3)
        self.lm_head.weight = self.wte.weight


class Odd(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("default", nn.Linear(2, 2))
        self.adapter = nn.Sequential(collections.OrderedDict(
            [("class", nn.Linear(2, 1, bias=False)), ("0>1", nn.ReLU())]))
        self.register_buffer("mask", torch.ones(2, 2), persistent=False)
        self.register_buffer("a-b", torch.ones(3))
        self.register_parameter("new", nn.Parameter(torch.ones(1)))


def numbered(module, first=0):
    """Every tensor has a value of its own."""
    for i, tensor in enumerate({id(t): t for t in module.state_dict().values()}.values()):
        tensor.fill_(first + i)
    return module


def save(name, value):
    torch.save(value, os.path.join(FOLDER, name + ".pth"))


def say(name, text):
    texts.append("== %s\n%s\n" % (name, text))


def load(module, state, **options):
    try:
        return repr(module.load_state_dict(state, **options))
    except RuntimeError as error:
        return str(error)


def case(name, module, state, **options):
    save(name, state)
    say(name, load(module, state, **options))


# Files of DataParallel, and prefixes.
net = numbered(Net())
state = net.state_dict()
parallel = nn.DataParallel(net).state_dict()
case("parallel", Net(), parallel)
consumed = copy.copy(parallel)
consumed._metadata = copy.copy(parallel._metadata)
consume_prefix_in_state_dict_if_present(consumed, "module.")
case("parallel_consumed", Net(), consumed)
mixed = collections.OrderedDict(("module." + k if i % 2 else k, v) for i, (k, v) in enumerate(state.items()))
mixed["epoch.weight"] = torch.ones(1)
case("mixed", Net(), mixed)
consume_prefix_in_state_dict_if_present(mixed, "module.")
case("mixed_consumed", Net(), mixed)

# Renamed and chosen by dict comprehensions.
backbone = collections.OrderedDict((k.replace("features.", "backbone."), v) for k, v in state.items())
case("backbone", Net(), backbone)
case("only_backbone_not_strict", Net(), {k: v for k, v in backbone.items() if k.startswith("backbone.")}, strict=False)
case("typo", Net(), collections.OrderedDict((k.replace("features.0.weight", "features.0.weigth"), v)
                                            for k, v in state.items()))
case("under", Net(), collections.OrderedDict((k.replace("features.", "fea_tures."), v) for k, v in state.items()))
case("inner", Net(), net.features.state_dict())
case("wrapped", Net(), dict({"teacher.net." + k: v for k, v in state.items()}, other=torch.ones(1)))
transposed = collections.OrderedDict((k, v.t().contiguous() if k == "fc.weight" else v)
                                     for k, v in numbered(Net(3)).state_dict().items())
case("transposed", Net(3), transposed)

# The matching part of a pretrained network.
pretrained = numbered(Net(7), 100).state_dict()
pretrained["extra.weight"] = torch.ones(2)
save("pretrained", pretrained)
model = numbered(Net())
model_dict = model.state_dict()
matching = {k: v for k, v in pretrained.items() if k in model_dict and v.shape == model_dict[k].shape}
model_dict.update(matching)
say("warm_start", load(model, model_dict))
save("warm_start", model.state_dict())

# General checkpoints.
checkpoint = {"epoch": 5, "model_state_dict": state, "loss": 0.25, "note": "it's"}
case("checkpoint", Net(), checkpoint)
case("checkpoint_not_strict", Net(), checkpoint, strict=False)
save("checkpoint_of_parallel", {"state": {"net": parallel, "ema.net": state}, "epoch": 5})

# BatchNorm's counter.
normed = numbered(Normed())
case("normed", Normed(), normed.state_dict())
without = {k: v for k, v in normed.state_dict().items() if k != "bn.num_batches_tracked"}
case("counter_without_metadata", Normed(), without)
for name, metadata in (("old", {"": {"version": 1}, "bn": {"version": 1}, "fc": {"version": 1}}),
                       ("no_path", {"": {"version": 1}}), ("new", {"": {"version": 1}, "bn": {"version": 2}}),
                       ("no_version", {"bn": {}})):
    dictionary = collections.OrderedDict(without)
    dictionary._metadata = collections.OrderedDict(metadata)
    case("counter_" + name, Normed(), dictionary)
kept = numbered(Normed())
kept.bn.num_batches_tracked.fill_(77)
kept.load_state_dict(without)
say("counter_kept", str(kept.bn.num_batches_tracked.item()))
parallel_without = nn.DataParallel(normed).state_dict()
del parallel_without["module.bn.num_batches_tracked"]
save("counter_parallel", parallel_without)
consume_prefix_in_state_dict_if_present(parallel_without, "module.")
say("counter_parallel", load(Normed(), parallel_without))

# Ties.
lm = numbered(LM())
case("tied", LM(), lm.state_dict())
say("tied_repr", repr(lm))
say("tied_parameters", " ".join(name for name, _ in lm.named_parameters()))
say("head_first_parameters", " ".join(name for name, _ in HeadFirst().named_parameters()))
case("head_first", HeadFirst(), numbered(HeadFirst()).state_dict())
case("tied_equal", LM(), {k: v.clone() for k, v in lm.state_dict().items()})
case("tied_differs", LM(), {k: v + i for i, (k, v) in enumerate(lm.state_dict().items())})
for name, key in (("owner", "wte.weight"), ("alias", "lm_head.weight")):
    case("tied_%s_only" % name, LM(), {key: lm.state_dict()[key]})
    case("tied_%s_only_not_strict" % name, LM(), {key: lm.state_dict()[key]}, strict=False)

# Names that are none of C++, and buffers that are not saved.
odd = numbered(Odd())
case("odd", Odd(), odd.state_dict())
say("odd_repr", repr(odd))
case("odd_with_mask", Odd(), dict(odd.state_dict(), mask=torch.ones(2, 2)))

with open(HERE + "/loading.txt", "w", newline="", encoding="utf-8") as out:
    out.writelines(texts)
print(torch.__version__, len(texts), "texts")
