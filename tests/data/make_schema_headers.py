#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes state_dicts, and the headers that `nnstruct schema` makes of them, beside this script:

schema/CASE.pth  what torch.save wrote
schema/NAME.hpp  the header of a type NAME

Keys, dtypes, shapes, versions and types are PyTorch's; how they are written is said here once more, without a line
of nnstruct's. Written with PyTorch 2.14.
"""
import collections
import os
import re

import torch
from torch import nn

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schema")
os.makedirs(FOLDER, exist_ok=True)

# Their numbers are part of the fingerprint: the order of nnstruct::dtype.
DTYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
          torch.uint8, torch.bool, torch.uint16, torch.uint32, torch.uint64, torch.complex32, torch.complex64,
          torch.complex128, torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz,
          torch.float8_e8m0fnu]


class Fingerprint:
    """nnstruct::schema_fingerprint."""

    def __init__(self):
        self.value = 0xcbf29ce484222325

    def add(self, word):
        self.value = (self.value ^ word) * 0x9fb21c651e98df25 % 2**64
        self.value ^= self.value >> 32

    def add_row(self, key, tensor):
        data = key.encode()
        self.add(len(data))
        whole = len(data) // 8 * 8
        for i in range(0, whole, 8):
            self.add(int.from_bytes(data[i:i + 8], "little"))
        self.add(int.from_bytes(data[whole:], "little"))
        self.add(DTYPES.index(tensor.dtype) << 32 | tensor.dim())
        for extent in tensor.shape:
            self.add(extent)


def fingerprint(tensors):
    result = Fingerprint()
    for key, tensor in tensors.items():
        result.add_row(key, tensor)
    return "0x%016x" % result.value


def literal(text):
    def escaped(byte):
        if byte == 10:
            return "\\n"
        if byte < 32 or byte >= 127:
            return "\\%03o" % byte
        return "\\" + chr(byte) if byte in b'"\\' else chr(byte)

    plain = "".join(map(escaped, text.encode()))
    return '"' + re.sub(r"(?<=\?)\?", r"\\?", plain) + '"'


def table(kind, name, rows):
    if not rows:
        return "  static constexpr std::array<::nnstruct::%s, 0> %s{};\n" % (kind, name)
    return "  static constexpr std::array<::nnstruct::%s, %d> %s{{\n%s  }};\n" % (
        kind, len(rows), name, "".join("      {%s},\n" % row for row in rows))


def row(key, tensor):
    dtype = str(tensor.dtype).replace("torch.", "").replace("bool", "boolean")
    shape = ", {%s}" % ", ".join(map(str, tensor.shape)) if tensor.dim() else ""
    return "%s, ::nnstruct::dtype::%s%s" % (literal(key), dtype, shape)


def type_of(value):
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__name__


def header(file, state, name, at="", namespace="", elsewhere=()):
    tensors = {k: v for k, v in state.items() if isinstance(v, torch.Tensor)}
    others = {k: v for k, v in state.items() if k not in tensors}
    modules = {k: v["version"] for k, v in getattr(state, "_metadata", {}).items()}
    text = "// Written by `nnstruct schema` from %s: %d tensor%s, fingerprint %s.\n" % (
        literal(file), len(tensors), "" if len(tensors) == 1 else "s", fingerprint(tensors))
    text += "".join("// Another state_dict is in the file: --at %s\n" % literal(path) for path in elsewhere)
    text += "#pragma once\n\n#include <array>\n#include <string_view>\n\n#include <nnstruct/schema/checkpoint.hpp>\n\n"
    if namespace:
        text += "namespace %s {\n\n" % namespace
    text += "struct %s {\n  static constexpr std::string_view at = %s;\n" % (name, literal(at))
    text += table("checkpoint_row", "rows", [row(*item) for item in tensors.items()])
    if others:
        text += table("checkpoint_other", "others",
                      ["%s, %s" % (literal(k), literal(type_of(v))) for k, v in others.items()])
    if modules:
        text += table("checkpoint_module", "modules", ["%s, %d" % (literal(k), v) for k, v in modules.items()])
    text += "};\n"
    if namespace:
        text += "\n}  // namespace %s\n" % namespace
    return text


def save(name, value):
    torch.save(value, os.path.join(FOLDER, name))


def expect(name, text):
    with open(os.path.join(FOLDER, name), "w") as out:
        out.write(text)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
        self.fc = nn.Linear(2, 3)


torch.manual_seed(0)
state = Net().state_dict()
save("net.pth", state)
expect("net.hpp", header("net.pth", state, "net"))

# What is around it, and in a namespace.
run = {"epoch": 5, "model_state_dict": state, "best loss": 0.25}
save("run.pth", run)
expect("run_model.hpp", header("run.pth", state, "model", at="model_state_dict", namespace="trained::here"))

# Keys that are hard to write in C++, values that are no tensors, another dictionary.
hard = collections.OrderedDict()
for i, key in enumerate(["quote\"s", "back\\slash", "line\nend", "tab\tand\x1b[31m", "nul\0nul", "tri??/graph", "????",
                         "é0f", "\x01234", "重み", "//", "*/", "R\"(x)\"", "%s%n", "", "a.b-c/d"]):
    hard[key] = torch.zeros(i)
hard["fc._extra_state"] = {"a": torch.zeros(1)}
hard["none"] = None
hard["many"] = [1, 2]
save("hard.pth", hard)
expect("hard.hpp", header("hard.pth", hard, "hard", elsewhere=["fc._extra_state"]))

# Every dtype, ranks from 0 to 8, extents of 0.
kinds = collections.OrderedDict((str(dtype).replace("torch.", ""), torch.zeros(i % 3, dtype=torch.uint8).to(dtype))
                                for i, dtype in enumerate(DTYPES))
for rank in range(9):
    kinds["rank%d" % rank] = torch.zeros([1] * rank)
kinds["none"], kinds["no_rows"], kinds["no_columns"] = torch.zeros(0), torch.zeros(0, 3), torch.zeros(3, 0)
save("kinds.pth", kinds)
expect("kinds.hpp", header("kinds.pth", kinds, "kinds"))

save("empty.pth", nn.ReLU().state_dict())
expect("empty.hpp", header("empty.pth", nn.ReLU().state_dict(), "empty"))

# Refused.
save("nine_dimensions.pth", {"weight": torch.zeros([1] * 9)})
save("no_tensors.pth", {"epoch": 5})
save("several.pth", {"student": {"model": dict(state)}, "teacher": {"model": dict(state)}, "epoch": 5})
save("hard_to_show.pth", {"\x1b[31mred\x07": state, "turned\u202e": 1, "two\nlines": 2})
