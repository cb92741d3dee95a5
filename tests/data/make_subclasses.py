#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/subclasses.pt: values of classes that derive from Python's containers, namespaces, and a configuration
tree of OmegaConf (pip install omegaconf); and subclasses.txt, a row for each thing that can be asked of them in Python:

    PATH<tab>repr of it
"""
import argparse
import collections
import os
import types

import torch
from omegaconf import OmegaConf

HERE = os.path.dirname(os.path.abspath(__file__))
Point = collections.namedtuple("Point", ["x", "y"])


class Table(dict):
    pass


class Ordered(collections.OrderedDict):
    pass


class Shelf(list):
    pass


def main():
    ordered = Ordered([("b", 1), ("a", [2])])
    shelf = Shelf([1, "two", [3]])
    shelf.label = "left"
    table = Table(lr=0.1, **{"a.b": 2})
    table[7] = "seven"
    table.note = "n"
    queue = collections.deque([1, 2], 5)
    groups = collections.defaultdict(list)
    groups["w"].append(1)
    config = OmegaConf.create({"lr": 0.5, "name": "net", "model": {"widths": [16, 32], "deep": {"bias": True}}, "none": None})
    value = {"point": Point(1, Point(2.5, "z")), "table": table, "ordered": ordered, "shelf": shelf, "queue": queue,
             "groups": groups, "args": argparse.Namespace(lr=0.1, nested=argparse.Namespace(steps=[1, 2])),
             "simple": types.SimpleNamespace(a=1), "config": config, "state_dict": {"w": torch.zeros(2)}}
    torch.save(value, os.path.join(HERE, "subclasses.pt"))
    rows = {
        "point.0": value["point"][0], "point.1.0": value["point"][1][0], "point.1.1": value["point"][1][1],
        "table.lr": table["lr"], "table.a.b": table["a.b"], "table.7": table[7], "table.note": table.note,
        "ordered.b": ordered["b"], "ordered.a.0": ordered["a"][0], "shelf.0": shelf[0], "shelf.1": shelf[1],
        "shelf.2.0": shelf[2][0], "shelf.label": shelf.label, "queue.0": queue[0], "queue.1": queue[1],
        "groups.w": groups["w"], "groups.w.0": groups["w"][0], "args.lr": value["args"].lr,
        "args.nested.steps.1": value["args"].nested.steps[1], "simple.a": value["simple"].a, "config.lr": config.lr,
        "config.name": config.name, "config.model.widths.1": config.model.widths[1],
        "config.model.deep.bias": config.model.deep.bias, "config.none": config.none}
    with open(os.path.join(HERE, "subclasses.txt"), "w") as out:
        out.writelines("%s\t%r\n" % row for row in rows.items())


if __name__ == "__main__":
    main()
