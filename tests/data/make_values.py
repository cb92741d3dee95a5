#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says what torch.load finds in the files of tests/data/torch-X.Y that make_fixtures.py wrote, X.Y being the version of
the torch that runs this: NAME.value.txt beside each, one line a value, from the outside in. Writes one of them itself:
ckpt_objects.pth, of values that the others lack.

    none, bool 1, int -5, float HEXFLOAT, complex HEXFLOAT HEXFLOAT, str HEX, bytes HEX, bytearray HEX, list N, tuple N,
    Size N, set N, frozenset N, dict N, OrderedDict N and Counter N (then key and value in turn),
    object TYPE TEXT_IN_HEX (what has no kind of its own),
    metadata PATH_IN_HEX VERSION (in front of the OrderedDict's items),
    tensor DTYPE SHAPE STRIDES OFFSET STORAGE PARAMETER REQUIRES_GRAD FNV1A

STORAGE numbers the storages in order of appearance (-1: it is empty), FNV1A is the hash of the row-major bytes. The first
line is `repr` and the hash of repr(value).
"""
import argparse
import collections
import os
import re
import warnings

import torch

warnings.simplefilter("ignore")
VERSION = ".".join(re.match(r"(\d+)\.(\d+)", torch.__version__).groups())
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch-" + VERSION)


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return "%016x" % value


def untyped(tensor):
    return tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage().untyped()


def raw(tensor):
    tensor = tensor.detach().contiguous().clone()
    return bytes(untyped(tensor).tolist())[: tensor.numel() * tensor.element_size()]


def numbers(values):
    return "x".join(map(str, values)) or "-"


def text(value):
    return value.encode("utf-8", "surrogatepass").hex() or "-"


def describe(value, out, storages):
    kind = type(value)
    if value is None:
        out.append("none")
    elif kind is bool:
        out.append("bool %d" % value)
    elif kind is int:
        out.append("int %d" % value)
    elif kind is float:
        out.append("float " + value.hex())
    elif kind is str:
        out.append("str " + text(value))
    elif kind in (bytes, bytearray):
        out.append("%s %s" % (kind.__name__, value.hex() or "-"))
    elif kind is complex:
        out.append("complex %s %s" % (value.real.hex(), value.imag.hex()))
    elif kind in (list, tuple, torch.Size, set, frozenset):
        out.append("%s %d" % (kind.__name__, len(value)))
        for item in value:
            describe(item, out, storages)
    elif kind in (dict, collections.OrderedDict, collections.Counter):
        out.append("%s %d" % (kind.__name__, len(value)))
        for path, facts in getattr(value, "_metadata", {}).items():
            out.append("metadata %s %d" % (text(path), facts["version"]))
        for key, item in value.items():
            describe(key, out, storages)
            describe(item, out, storages)
    elif isinstance(value, torch.Tensor):
        storage = untyped(value)
        number = -1 if storage.nbytes() == 0 else storages.setdefault(storage._cdata, len(storages))
        out.append("tensor %s %s %s %d %d %d %d %s" % (
            str(value.dtype)[6:], numbers(value.shape), numbers(value.stride()), value.storage_offset(), number,
            isinstance(value, torch.nn.Parameter), value.requires_grad, fnv1a(raw(value))))
    else:
        out.append("object %s %s" % (kind.__name__, text(repr(value))))


def put_objects(path):
    inf, nan = float("inf"), float("nan")
    device = torch.device("cuda", 1)
    torch.save({
        "sets": [set(), {5}, frozenset(), frozenset([1, 2, 3]), {frozenset([(1, "a")])}],
        "complex": [1 + 2j, 0j, complex(-0.0, 1.0), complex(0.0, -1.5), complex(-2.5, -0.0), complex(nan, inf),
                    complex(1e20, -1e-7)],
        "sizes": [torch.Size([]), torch.Size([2, 3]), (torch.Size([1]),)],
        "devices": [torch.device("cpu"), device, device, torch.device("meta")],
        "dtypes": (torch.float32, torch.bfloat16, torch.bool, torch.float32),
        "layouts": [torch.strided, torch.sparse_coo],
        "counters": [collections.Counter(), collections.Counter("abracadabra"), collections.Counter({3: 1, 1: 1, 2: 5})],
        "args": argparse.Namespace(lr=0.1, layers=[1, 2], inner=argparse.Namespace(name=None), none=argparse.Namespace()),
        "classes": [int, collections.OrderedDict, torch.nn.Linear],
        "keys": {1.5: "float", None: "none", (1, (2, "x")): "tuple", False: "bool", -7: "int", frozenset([1]): "set",
                 torch.float16: "dtype", b"ab": "bytes", 2 ** 70: "big"},
        "bytes": [b"", b"\0\xff", bytearray(), bytearray(b"\x80a")],
        "parameters": [torch.nn.Parameter(torch.ones(2)), torch.zeros(1, requires_grad=True)],
    }, path)


def main():
    put_objects(os.path.join(FOLDER, "ckpt_objects.pth"))
    for name in sorted(os.listdir(FOLDER)):
        stem, extension = os.path.splitext(name)
        if (stem.startswith("ckpt_") and stem != "ckpt_objects") or extension not in (".pt", ".pth", ".pkl") or "model" in stem:
            continue
        if (stem, VERSION) == ("scheduler_OneCycleLR", "1.13"):  # it holds a bound method, whose repr has an address
            continue
        if ".legacy" in name or stem.startswith(("conj_", "meta_", "quantized", "sparse_")):  # see make_contents.py
            continue
        path = os.path.join(FOLDER, name)
        value = torch.load(path, **({} if VERSION == "1.13" else {"weights_only": False}))
        out = ["repr " + fnv1a(repr(value).encode("utf-8", "surrogatepass"))]
        describe(value, out, {})
        with open(path + ".value.txt", "w") as file:
            file.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
