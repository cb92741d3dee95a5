#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes calls.pth, a dictionary of a tensor and of objects of Python's and of PyTorch's that are made by calls, and
calls.txt, how Python prints them: NAME, a tab, the text. calls_4.pth and calls_4.txt are of what protocol 4 writes
otherwise, and of what does not get the same bytes again: the "cpu" of a device is another string than that of a storage.

    python3 make_calls.py    with PyTorch 2.14, on Python 3.11

calls_names.txt has the names that the pickle of calls.pth imports, as it writes them.

Where the file does not hold what Python prints (the name of an enum's class is there, its number is not), the text is
what the file tells, and the third column of VALUES says it. Addresses are left out.
"""
import argparse
import array
import collections
import copyreg
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import io
import ipaddress
import itertools
import logging
import operator
import os
import pathlib
import pickletools
import random
import re
import types
import typing
import uuid
import zipfile

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Level(enum.IntEnum):
    LOW = 3


class Mode(enum.StrEnum):
    TRAIN = "train"


class Access(enum.Flag):
    READ = 1
    WRITE = 2


class OldColor(enum.Enum):  # as Python before 3.11 and since 3.12 saves them
    BLUE = 3

    def __reduce_ex__(self, protocol):
        return self.__class__, (self._value_,)


class Outer:
    class Inner:
        pass

    class Kind(enum.Enum):
        A = "a"

    def method(self):
        pass

    @classmethod
    def make(cls):
        pass

    @staticmethod
    def static():
        pass


@dataclasses.dataclass
class Settings:
    lr: float = 0.1


class Reduced(dict):
    def __init__(self, *arguments):
        self.items = []

    def append(self, item):
        self.items.append(item)

    def __reduce__(self):
        return Reduced, (1, "a"), {"weight": torch.ones(2)}, iter([torch.zeros(1), 2]), iter([("key", torch.ones(1))])


class Made:
    pass


def make(number, **more):
    return Made()


copyreg.pickle(Made, lambda m: (make, (5,)))


class KeywordOnly:
    def __new__(cls, *, size):
        return super().__new__(cls)

    def __getnewargs_ex__(self):
        return (), {"size": 3}


def values():
    net = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    utc = datetime.timezone.utc
    hour = datetime.timezone(datetime.timedelta(hours=1))
    none = type(None)
    members = [  # name, value, what is shown where the file lacks what Python prints
        ("partial", functools.partial(nn.LayerNorm, eps=1e-6)),
        ("partial_positional", functools.partial(nn.Conv2d, 3, 8, kernel_size=(3, 3), bias=False)),
        ("partial_of_partial", functools.partial(functools.partial(nn.ReLU), inplace=True)),
        ("partial_with_tensor", functools.partial(nn.Identity, torch.ones(2))),
        ("enum", Color.RED, "__main__.Color.RED"),
        ("int_enum", Level.LOW, "__main__.Level.LOW"),
        ("str_enum", Mode.TRAIN, "__main__.Mode.TRAIN"),
        ("flag", Access.READ, "__main__.Access.READ"),
        ("flags", Access.READ | Access.WRITE, "__main__.Access.WRITE | __main__.Access.READ"),
        ("old_enum", OldColor.BLUE, "__main__.OldColor(3)"),
        ("inner_enum", Outer.Kind.A, "__main__.Outer.Kind.A"),
        ("inner_class", Outer.Inner, "__main__.Outer.Inner"),  # a class or not, the file has its path alone
        ("of_inner_class", Outer.Inner()),
        ("bound_method", Outer().method),
        ("class_method", Outer.make, "__main__.Outer.make"),
        ("static_method", Outer.static, "__main__.Outer.static"),
        ("method_of_list", [1].append),
        ("torch_function", torch.relu, "torch._C._VariableFunctionsClass.relu"),
        ("tensor_method", torch.Tensor.relu, "torch._C.TensorBase.relu"),
        ("path", pathlib.PosixPath("/a/b")),
        ("relative_path", pathlib.PurePosixPath("a", "b.pth")),
        ("windows_path", pathlib.PureWindowsPath("c:\\a", "b")),
        ("empty_path", pathlib.PosixPath()),
        ("datetime", datetime.datetime(2024, 1, 2, 3, 4)),
        ("datetime_exact", datetime.datetime(2024, 12, 31, 23, 59, 58, 7)),
        ("datetime_utc", datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=utc)),
        ("date", datetime.date(1, 2, 3)),
        ("time", datetime.time(3, 4)),
        ("time_exact", datetime.time(3, 4, 0, 5, tzinfo=hour)),
        ("timedelta", datetime.timedelta(days=-1, seconds=2, microseconds=3)),
        ("timedelta_zero", datetime.timedelta()),
        ("timezone", hour),
        ("timezone_named", datetime.timezone(datetime.timedelta(hours=-5), "EST")),
        ("utc", utc),
        ("decimal", decimal.Decimal("1.50")),
        ("fraction", fractions.Fraction(1, 3)),
        ("fraction_whole", fractions.Fraction(-2)),
        ("range", range(3)),
        ("range_by_two", range(1, 9, 2)),
        ("slice", slice(0, 3)),
        ("deque", collections.deque([1, 2], maxlen=3)),
        ("deque_unbounded", collections.deque(["a"])),
        ("deque_of_tensors", collections.deque([torch.ones(1), torch.zeros(1)])),
        ("deque_empty", collections.deque()),
        ("defaultdict", collections.defaultdict(list, {"a": [1]})),
        ("defaultdict_empty", collections.defaultdict(int)),
        ("defaultdict_none", collections.defaultdict(None, {"a": 1})),
        ("namespace", types.SimpleNamespace(a=1, b=types.SimpleNamespace())),
        ("arguments", argparse.Namespace(lr=0.1)),
        ("pattern", re.compile("a+\n")),
        ("pattern_flags", re.compile("a", re.I | re.M | re.S)),
        ("pattern_bytes", re.compile(b"ab+", re.X)),
        ("uuid", uuid.UUID("12345678-1234-5678-1234-567812345678")),
        ("uuid_small", uuid.UUID(int=1)),
        ("itemgetter", operator.itemgetter(1)),
        ("itemgetter_names", operator.itemgetter("a", "b")),
        ("logger", logging.getLogger("train"), "logging.getLogger('train')"),
        ("random", random.Random(1), "random.Random()"),
        ("typing_list", typing.List[int]),
        ("typing_dict", typing.Dict[str, typing.List[float]]),
        ("typing_optional", typing.Optional[int]),
        ("typing_union", typing.Union[int, str, None]),
        ("typing_any", typing.Any),
        ("generic_alias", dict[str, int]),
        ("union", int | str),
        ("literal", typing.Literal["a", 1]),
        ("type_of_none", none),
        ("ellipsis", ...),
        ("type_of_ellipsis", type(...)),
        ("not_implemented", NotImplemented),
        ("built_in_function", len),
        ("exception", ValueError("bad", 1)),
        ("os_error", FileNotFoundError(2, "no"), "OSError(2, 'no')"),
        ("array", array.array("i", [1, 2])),
        ("address", ipaddress.ip_address("1.2.3.4"), "ipaddress.IPv4Address(16909060)"),
        ("counter", collections.Counter(["one", "two", "one"])),
        ("chain_map", collections.ChainMap({"a": 1}), "<collections.ChainMap object>"),
        ("count", itertools.count(5)),
        ("repeat", itertools.repeat("a", 2)),
        ("bytes_io", io.BytesIO(b"ab"), "<_io.BytesIO object>"),
        ("dataclass", Settings(), "<__main__.Settings object>"),
        ("reduced", Reduced(), "__main__.Reduced(1, 'a')"),
        ("copyreg", Made(), "__main__.make(5)"),
        ("keywords", KeywordOnly(size=3), "functools.partial(__main__.KeywordOnly.__new__, <class '__main__.KeywordOnly'>, size=3)()"),
        ("optimizer", optimizer, "<torch.optim.sgd.SGD object>"),
        ("scheduler", torch.optim.lr_scheduler.StepLR(optimizer, 1), "<torch.optim.lr_scheduler.StepLR object>"),
        ("scaler", torch.amp.GradScaler("cpu", enabled=False), "<torch.amp.grad_scaler.GradScaler object>"),
        ("memory", torch.device("cuda", 1)),
        ("qscheme", torch.per_tensor_affine),
    ]
    return [(*member, None)[:3] for member in members]


def values_4():
    return [("datetime_fold", datetime.datetime(2024, 10, 27, 2, 30, fold=1), None),
            ("time_fold", datetime.time(3, 4, 5, fold=1), None),
            ("inner_enum", Outer.Kind.A, "__main__.Outer.Kind.A"),
            ("inner_class", Outer.Inner, None),
            ("of_inner_class", Outer.Inner(), None),
            ("path", pathlib.PosixPath("/a/b"), None),
            ("range", range(3), None),
            ("generator", torch.Generator(), "torch._C.Generator(device(type='cpu'))"),
            ("partial", functools.partial(nn.LayerNorm, eps=1e-6), None)]


def write(name, rows, protocol):
    out = {"weight": torch.arange(6.0).reshape(2, 3)}
    lines = []
    for key, value, text in rows:
        out[key] = value
        shown = repr(value) if text is None else text
        lines.append("%s\t%s\n" % (key, re.sub(r" at 0x[0-9a-f]+", "", shown)))
    path = os.path.join(HERE, name + ".pth")
    torch.save(out, path, pickle_protocol=protocol)
    if protocol == 2:
        with zipfile.ZipFile(path) as archive:
            opcodes = list(pickletools.genops(archive.read(name + "/data.pkl")))
        named = {argument.replace(" ", ".") for opcode, argument, _ in opcodes if opcode.name == "GLOBAL"}
        with open(os.path.join(HERE, name + "_names.txt"), "w", newline="\n") as file:
            file.writelines(line + "\n" for line in sorted(named))
    with open(os.path.join(HERE, name + ".txt"), "w", newline="\n") as file:
        file.writelines(lines)
    print(len(rows), "kinds")


def main():
    torch.manual_seed(0)
    write("calls", values(), 2)
    write("calls_4", values_4(), 4)


if __name__ == "__main__":
    main()
