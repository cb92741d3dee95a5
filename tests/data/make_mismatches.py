#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what PyTorch's load_state_dict says of state_dicts that do not fit, beside this script:

mismatches/CASE.pth  the state_dict
mismatches.txt       a line "== CASE", then what load_state_dict raises or returns, as text; and so on

The models are the structs of tests/state_dict/mismatches.hpp. Written with PyTorch 2.14.
"""
import collections
import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "mismatches")
texts = []


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3)
        self.features = nn.Sequential(
            nn.Conv2d(2, 2, 1), nn.ReLU(), nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2, bias=False)))
        self.downsample = None
        self.fc = nn.Linear(2, 2)


class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)
        self.scale = nn.Parameter(torch.zeros(()))
        self.register_buffer("offset", torch.zeros(()))


def tensors(module):
    """The module's state_dict; the tensors are numbered, so that one is not taken for another."""
    state = module.state_dict()
    return collections.OrderedDict(
        (key, torch.full_like(value, float(i))) for i, (key, value) in enumerate(state.items()))


def case(name, module, state, strict=True):
    torch.save(state, os.path.join(FOLDER, name + ".pth"))
    try:
        text = repr(module.load_state_dict(state, strict=strict))
    except RuntimeError as error:
        text = str(error)
    texts.append("== %s\n%s\n" % (name, text))


def without(module, *keys):
    return collections.OrderedDict((k, v) for k, v in tensors(module).items() if k not in keys)


def with_more(module, *keys, first=()):
    state = collections.OrderedDict((key, torch.ones(1)) for key in first)
    state.update(tensors(module))
    state.update((key, torch.ones(1)) for key in keys)
    return state


ODD_KEYS = ("it's", 'say "hi"', "both ' and \"", "back\\slash", "line\nbreak", "tab\tstop", "carriage\rreturn",
            "bell\x07", "delete\x7f", "größe", "日本", "smile\U0001f600")

os.makedirs(FOLDER, exist_ok=True)
case("all_matched", Net(), tensors(Net()))
case("all_matched_in_another_order", Net(), collections.OrderedDict(reversed(list(tensors(Net()).items()))))
case("all_matched_not_strict", Net(), tensors(Net()), strict=False)
case("missing", Net(), without(Net(), "fc.weight", "features.2.0.bias", "conv1.bias", "features.2.0.weight"))
case("missing_one", Net(), without(Net(), "features.0.weight"))
case("missing_all", Net(), collections.OrderedDict())
case("unexpected", Net(), with_more(
    Net(), "fc.zzz", "zzz", "features.2.0.extra", "conv1.extra", "features.extra", "features.2.extra", "aaa",
    first=("fc.first", "features.2.1.first", "first")))
case("unexpected_of_absent_modules", Net(), with_more(
    Net(), "downsample.weight", "downsample", "features.3.weight", "features.10.weight", "features.-1.weight",
    "features.1.weight", "features.2.1.bias", "fc1.weight", "f.weight", "head.0.1.2"))
case("unexpected_below_a_parameter", Net(), with_more(
    Net(), "fc.weight.extra", "features.0.bias.x.y", "features.2.0.weight."))
case("unexpected_names_of_modules", Net(), with_more(Net(), "fc", "features", "features.2", "features.2.0"))
case("unexpected_empty_parts", Net(), with_more(
    Net(), "", ".", "fc.", ".weight", "..", "features..0", "features.2.", "fc..weight", "features.2.0.",
    ".fc.weight", "features.2..weight"))
case("shapes", Net(), collections.OrderedDict(tensors(Net()), **{
    "fc.weight": torch.ones(2, 3), "conv1.weight": torch.ones(2, 9), "features.2.0.bias": torch.ones(()),
    "features.0.bias": torch.ones(0)}))
case("shapes_0d", Scaled(), collections.OrderedDict([
    ("scale", torch.ones(2)), ("fc.bias", torch.ones(())), ("fc.weight", torch.ones(1, 2)), ("offset", torch.ones(1, 1))]))
case("one_element_for_0d", Scaled(), collections.OrderedDict([
    ("scale", torch.full((1,), 7.0)), ("offset", torch.full((1,), 8.0)), ("fc.weight", torch.ones(1, 2)),
    ("fc.bias", torch.ones(1))]))
everything = without(Net(), "conv1.bias", "features.2.1.weight")
everything["features.2.0.weight"] = torch.ones(4, 3)
everything["new.weight"] = torch.ones(1)
everything["conv1.new"] = torch.ones(1)
everything["conv1.weight"] = torch.ones(1)
case("everything", Net(), everything)
case("everything_not_strict", Net(), everything, strict=False)
missing = without(Net(), "fc.bias", "conv1.weight")
case("missing_not_strict", Net(), missing, strict=False)
case("unexpected_not_strict", Net(), with_more(Net(), "fc.zzz", "zzz", "conv1.extra", first=("first",)), strict=False)
missing.update({"fc.new": torch.ones(1), "a": torch.ones(1), "features.2.0.x": torch.ones(1)})
case("both_not_strict", Net(), missing, strict=False)
case("odd_keys", Net(), with_more(Net(), *ODD_KEYS))
case("odd_keys_not_strict", Net(), with_more(Net(), *ODD_KEYS), strict=False)
case("root_is_a_sequential", nn.Sequential(nn.Linear(1, 1), nn.ReLU()),
     collections.OrderedDict([("0.weight", torch.ones(1, 1)), ("1.weight", torch.ones(1)), ("2", torch.ones(1))]))
case("data_parallel", Net(), collections.OrderedDict(("module." + k, v) for k, v in tensors(Net()).items()))
with open(HERE + "/mismatches.txt", "w", newline="", encoding="utf-8") as out:
    out.writelines(texts)
print(torch.__version__, len(texts), "cases")
