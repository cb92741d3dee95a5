#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes numpy-1/ or numpy-2/, by the version of the NumPy that runs this: arrays and numbers of NumPy in plain pickles
of every protocol and in files of torch.save, state_dicts that pickle.dump wrote, and, by opcode, what Python 2 wrote.

    python3 make_numpy.py

NAME.txt beside each says what Python finds in it, in the words of make_values.py; an array is a tensor of its dtype,
shape and strides, a number of NumPy one of Python's, and an array that no tensor can be is `object REPR_IN_HEX`.
STORAGE numbers what is one object in Python.
"""
import collections
import io
import os
import pickle
import struct
import sys
import warnings

import numpy as np
import torch

import make_values

warnings.simplefilter("ignore")
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "numpy-" + np.__version__.split(".")[0])


def describe(value, out, storages):
    kind = type(value)
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "fiubc" or isinstance(value, np.ma.MaskedArray) or value.dtype.itemsize > 8 * (
                1 + (value.dtype.kind == "c")):
            return out.append("object")
        # The state of an array that another one shares its memory with has a copy of it.
        number = -1 if value.size == 0 else storages.setdefault(id(value), len(storages))
        native = np.ascontiguousarray(value.astype(value.dtype.newbyteorder("<")))
        strides = [n // value.itemsize for n in value.strides]
        out.append("tensor %s %s %s 0 %d 0 0 %s" % (value.dtype.newbyteorder("=").name, make_values.numbers(value.shape),
                                                  make_values.numbers(strides), number,
                                                  make_values.fnv1a(native.tobytes())))
    elif isinstance(value, np.generic):
        if isinstance(value, (np.bool_, np.integer, np.floating, np.complexfloating)) and not isinstance(
                value, (np.longdouble, np.clongdouble, np.timedelta64)):
            return describe(value.item(), out, storages)
        out.append("object")
    elif isinstance(value, (np.dtype, np.random.RandomState)):
        out.append("object " + make_values.text(repr(value)))
    elif kind in (list, tuple):
        out.append("%s %d" % (kind.__name__, len(value)))
        for item in value:
            describe(item, out, storages)
    elif kind in (dict, collections.OrderedDict):
        out.append("%s %d" % (kind.__name__, len(value)))
        for path, facts in getattr(value, "_metadata", {}).items():
            out.append("metadata %s %d" % (make_values.text(path), facts["version"]))
        for key, item in value.items():
            describe(key, out, storages)
            describe(item, out, storages)
    else:
        make_values.describe(value, out, storages)


def put(name, stream, value=None):
    """With what Python reads there, or, where it cannot, what was written."""
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(stream)
    out = []
    describe(value, out, {})
    with open(os.path.join(FOLDER, name + ".txt"), "w") as file:
        file.write("\n".join(out) + "\n")


def put_pickle(name, value, protocol):
    stream = pickle.dumps(value, protocol)
    put(name, stream, pickle.loads(stream))


def arrays():
    values = [-2.5, 0.0, 1.0, 100.0]
    out = {"f2": np.array(values, "f2"), "f4": np.array(values, "f4"), "f8": np.array(values + [1e300, -0.0], "f8")}
    for code in ("i1", "i2", "i4", "i8"):
        out[code] = np.array([[-128, 0, 127], [1, 2, 3]], code)
    for code in ("u1", "u2", "u4", "u8"):
        out[code] = np.array([0, 1, 2 ** (8 * int(code[1]) - 1)], code)
    out["b1"] = np.array([True, False, True])
    out["c8"] = np.array([1 + 2j, -0.5j], "c8")
    out["c16"] = np.array([1 + 2j, -0.5j], "c16")
    for code in ("f4", "i8", "c8", "u2"):
        out["big " + code] = np.arange(6, dtype=">" + code).reshape(2, 3)
    grid = np.arange(24, dtype="i2").reshape(2, 3, 4)
    out["fortran"] = np.asfortranarray(grid.astype("f4"))
    out["moved axes"] = grid.transpose(0, 2, 1)
    out["reversed"] = np.arange(5, dtype="f4")[::-1]
    out["every other"] = np.arange(10, dtype="f4")[::2]
    out["scalar"] = np.array(3.5)
    out["none"] = np.zeros((0, 3), "f4")
    out["none between"] = np.zeros((2, 0, 3), "f4")
    out["again"] = out["f4"]
    out["all bytes"] = np.arange(256, dtype="u1")
    out["matrix"] = np.matrix([[1.0, 2.0]])
    return out


NUMBERS = [np.float64(0.5), np.float32(0.1), np.float16(-2.5), np.float64("nan"), np.float64("-inf"), np.int8(-3),
           np.int16(300), np.int32(-70000), np.int64(2 ** 62), np.uint8(255), np.uint16(65535), np.uint32(2 ** 32 - 1),
           np.uint64(2 ** 64 - 1), np.uint64(7), np.bool_(True), np.bool_(False), np.complex64(1 + 2j),
           np.complex128(-0.5j), np.array(2.5, ">f4")[()], np.array(-2, ">i4")[()]]


def others():
    """No tensor can be these."""
    return {"dates": np.array(["2020-01-01", "2021-05-06"], "M8[D]"), "texts": np.array(["a", "bc"]),
            "bytes": np.array([b"a", b"bc"]), "objects": np.array([None, {"a": 1}], dtype=object),
            "records": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")]),
            "recarray": np.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")]),
            "long doubles": np.array([1, 2], "g"), "date": np.datetime64("2020-01-01"), "text": np.str_("x"),
            "long double": np.longdouble(1), "beside": np.arange(3, dtype="f4")}


DTYPES = [np.dtype("f4"), np.dtype(">i4"), np.dtype("bool"), np.dtype("U3"), np.dtype("S2"), np.dtype("O"),
          np.dtype("complex64")]


# ------------------------------------------------------------------------------------------------------- Python 2
class Python2:
    """Of one of its protocols: no opcodes for bool before 2, and `str` is bytes."""

    def __init__(self, protocol):
        self.protocol = protocol

    def text(self, data):
        if self.protocol == 0:
            return b"S" + repr(data)[1:].encode() + b"\n"
        return (b"U" + bytes([len(data)]) if len(data) < 256 else b"T" + struct.pack("<i", len(data))) + data

    def number(self, n):
        return b"I%d\n" % n if self.protocol == 0 else b"J" + struct.pack("<i", n)

    def boolean(self, b):
        return (b"I01\n", b"I00\n")[not b] if self.protocol < 2 else (b"\x88", b"\x89")[not b]

    def tuple(self, *parts):
        return b"(" + b"".join(parts) + b"t"

    def dict(self, items):
        return b"(d" + b"".join(self.text(key) + value + b"s" for key, value in items)

    def array(self, a):
        size = [self.number(a.itemsize), self.number(1)] if a.dtype.kind == "S" else [self.number(-1)] * 2
        dtype = (b"cnumpy\ndtype\n" + self.tuple(self.text(a.dtype.str[1:].encode()), self.number(0), self.number(1)) +
                 b"R" + self.tuple(self.number(3), self.text(a.dtype.str[:1].encode()), b"N", b"N", b"N", *size,
                                   self.number(0)) + b"b")
        fortran = a.flags.f_contiguous and not a.flags.c_contiguous
        return (b"cnumpy.core.multiarray\n_reconstruct\n" +
                self.tuple(b"cnumpy\nndarray\n", self.tuple(self.number(0)), self.text(b"b")) + b"R" +
                self.tuple(self.number(1), self.tuple(*map(self.number, a.shape)), dtype, self.boolean(fortran),
                           self.text(a.tobytes("A"))) + b"b")

    def pickle(self, body):
        return (b"\x80\x02" if self.protocol == 2 else b"") + body + b"."


def put_python2():
    blobs = [(b"conv1_w", np.arange(6, dtype="f4").reshape(2, 3) / 3), (b"conv1_b", np.zeros(2, "f4")),
             (b"utf8", np.frombuffer("é漢".encode(), "u1")), (b"fortran", np.asfortranarray(np.ones((2, 2), "f8"))),
             (b"all", np.arange(256, dtype="u1")), (b"n", np.array(7)), (b"one", np.array([97], "u1")),
             (b"names", np.array([b"ab", "é".encode()]))]
    for protocol in (0, 1, 2):
        p = Python2(protocol)
        stream = p.pickle(p.dict([(b"model", p.dict([(key, p.array(a)) for key, a in blobs])),
                                  (b"__author__", p.text(b"Caffe2"))]))
        # Its strings are bytes here, so that those of the arrays are too; the others are texts.
        value = pickle.loads(stream, encoding="latin1")
        put("python2_%d.pkl" % protocol, stream, value)


# -------------------------------------------------------------------------------------------------------- PyTorch
def put_torch():
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    weights = net.state_dict()
    weights["f16"] = torch.arange(3.0).half()
    weights["transposed"] = torch.arange(6.0).reshape(2, 3).t()
    for protocol in (0, 2, 4, 5):
        stream = pickle.dumps(weights, protocol)
        put("state_dict_%d.pkl" % protocol, stream, pickle.loads(stream))
    parameter = torch.nn.Parameter(torch.ones(2))
    some = {"parameter": parameter, "same": parameter, "bool": torch.tensor([True, False]), "complex": torch.ones(2) * 1j}
    if np.__version__ >= "2":
        some["uint16"] = torch.tensor([0, 1, 65535], dtype=torch.uint16)  # which pickle.load of PyTorch 2.14 cannot read back
        some["float8"] = torch.arange(4.0).to(torch.float8_e4m3fn)
    put("tensors.pkl", pickle.dumps(some, 4), some)

    state = np.random.RandomState(3).get_state()
    checkpoint = collections.OrderedDict([
        ("state_dict", torch.nn.Linear(2, 1).state_dict()), ("epoch", np.int64(7)), ("best", np.float64(0.25)),
        ("mean", np.array([0.5, 0.25], "f4")), ("rng", (state[0], state[1][:5]) + state[2:]),
        ("done", np.bool_(True)), ("dtype", np.dtype("f4"))])
    for name, zipped in (("in_zip.pt", True), ("in_legacy.pt", False)):
        file = io.BytesIO()
        torch.save(checkpoint, file, _use_new_zipfile_serialization=zipped)
        put(name, file.getvalue(), checkpoint)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for protocol in range(6):
        put_pickle("arrays_%d.pkl" % protocol, arrays(), protocol)
    for protocol in (0, 2, 4):
        put_pickle("numbers_%d.pkl" % protocol, NUMBERS, protocol)
        put_pickle("others_%d.pkl" % protocol, others(), protocol)
        put_pickle("dtypes_%d.pkl" % protocol, DTYPES, protocol)
    put_torch()
    if np.__version__ < "2":
        put_python2()


if __name__ == "__main__":
    main()
