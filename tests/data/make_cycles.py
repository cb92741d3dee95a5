#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/cycles: files of torch.save with objects that contain themselves; and cycles.txt, which says what
torch.load gives:

    file NAME
    tensor PATH DTYPE SHAPE SHA256     as in held.txt, where a path ends that comes back to an object it went through
    repr PATH HEX                      Python's repr of what is at PATH, without the addresses of objects, in UTF-8
"""
import argparse
import collections
import os
import re
import warnings

import torch

import make_held

warnings.simplefilter("ignore")
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cycles")


class Part:
    """A trainer and its part, a tree and its nodes."""

    def __init__(self, owner=None, **attributes):
        self.owner = owner
        vars(self).update(attributes)


class Slots:
    __slots__ = ("owner", "weight")


def weights():
    return collections.OrderedDict([("fc.weight", torch.tensor([[1.0, 2.0]])), ("fc.bias", torch.tensor([3.0]))])


def in_list():
    out = [torch.tensor([1.0])]
    out += [out, {"again": out}, (out,)]
    return out


def in_dict():
    out = {"state_dict": weights(), "epoch": 3}
    out["self"] = out
    out["list"] = [out, {"deep": [out]}]
    return out


def in_ordered():
    out = weights()
    out["all"] = out
    return {"first": torch.tensor([5.0]), "ordered": out}


def in_tuple():
    inner = []
    out = (inner, torch.tensor([1.0]))
    inner.append(out)
    return {"tuple": out}


def config():
    root = argparse.Namespace(lr=0.1, parent=None)
    root.children = [argparse.Namespace(name=name, parent=root, children=[]) for name in ("optimizer", "data")]
    return {"state_dict": weights(), "config": root, "args": root.children}


def trainer():
    out = Part(model=weights(), average=torch.tensor([7.0]))
    out.callback = Part(out, best=torch.tensor([8.0]))
    out.callback.children = [Part(out.callback, weight=torch.tensor([9.0]))]
    out.slots = Slots()
    out.slots.owner, out.slots.weight = out, torch.tensor([10.0])
    return out


def model():
    out = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.ReLU())
    with torch.no_grad():
        out[0].weight.fill_(2), out[0].bias.fill_(3)
    out[0].owner, out[1].names = [out], {"relu": out[1]}  # in a list, or it would be a module of its own module
    return out


def in_set():
    member = Part()
    member.owner = {member}
    return {"set": member.owner, "state_dict": weights()}


KINDS = {"list": (in_list, ["1", "2", "3"]), "dict": (in_dict, ["list"]), "ordered": (in_ordered, ["ordered.all"]),
         "tuple": (in_tuple, []), "config": (config, ["config.lr", "config.children.0.name"]), "trainer": (trainer, ["callback"]),
         "model": (model, []), "set": (in_set, ["set"])}
# Of a part Python prints a whole that holds it once more: what is printed here begins at the root.
WHOLE = {"list_only": lambda: [r := [1], r.append(r)][0], "dict_only": lambda: [r := {"a": 1}, r.update(b=[r, (r,)])][0],
         "ordered_only": lambda: [r := collections.OrderedDict(a=1), r.update(b=r)][0],
         "many": lambda: [a := [], b := {"a": a}, a.extend([b, a, b])][0]}


def walk(value, path, out, around=()):
    if id(value) in around:
        return
    around += (id(value),)
    go = lambda name, part: walk(part, path + [str(name)], out, around)
    if isinstance(value, torch.Tensor):
        out.append((".".join(path), value))
    elif isinstance(value, torch.nn.Module):
        for name, part in value.state_dict().items():
            go(name, part)
    elif isinstance(value, dict):
        for key, part in value.items():
            go(key, part)
    elif isinstance(value, (list, tuple, set)):
        for i, part in enumerate(value):
            go(i, part)
    elif isinstance(value, (argparse.Namespace, Part)):
        for name, part in vars(value).items():
            go(name, part)
    elif isinstance(value, Slots):
        for name in value.__slots__:
            go(name, getattr(value, name))


def main():
    os.makedirs(FOLDER, exist_ok=True)
    lines = []
    for name, make in [(name, make) for name, (make, _) in KINDS.items()] + list(WHOLE.items()):
        path = os.path.join(FOLDER, name + ".pt")
        torch.save(make(), path)
        value, found = torch.load(path, weights_only=False), []
        walk(value, [], found)
        lines.append("file " + name)
        lines += ["tensor %s %s" % (at, make_held.shown(tensor)) for at, tensor in found]
        if name in WHOLE:
            lines.append("repr %s" % re.sub(" at 0x[0-9a-f]+", "", repr(value)).encode().hex())
    with open(os.path.join(os.path.dirname(FOLDER), "cycles.txt"), "w") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
