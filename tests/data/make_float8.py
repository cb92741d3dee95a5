#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes float8.pth beside this script, with PyTorch 2.14: what the 8-bit floating types stand for, and what is rounded
to them.

    floats                 float32
    TYPE.codes             the 256 codes of a type, as float32
    TYPE.floats            `floats` converted to the type, as its codes
    integers.FROM.TO.from  and .to: between the unsigned types of more than 8 bits and others; uint64 stands as int64
    complex64              and complex128, complex32: the same numbers converted (complex32 as pairs of float16)
"""
import collections
import os

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
generator = torch.Generator().manual_seed(8)
tensors = collections.OrderedDict()
TYPES = (torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz, torch.float8_e8m0fnu)


def neighbours(x):
    bits = x.view(torch.int32)
    return torch.cat([(bits + delta).view(torch.float32) for delta in (-1, 0, 1)])


codes = torch.arange(256, dtype=torch.int64).to(torch.uint8)
parts = [torch.tensor([0.0, -0.0, float("inf"), float("-inf"), float("nan"), 1e30, -1e30, 2.0**-149, 2.0**-127, 2.0**-128,
                       448.0, 464.0, 465.0, -480.0, 61439.0, 61440.0, 61441.0, 65536.0, 247.0, 248.0, 249.0, 2.0**127, 1.9 * 2.0**127]),
         torch.randn(300, generator=generator) * 10, torch.randn(200, generator=generator) * 1e-3]
for dtype in TYPES[:4]:
    numbers = codes.view(dtype).float()
    numbers = numbers[numbers.isfinite() & (numbers > 0)].sort().values
    parts.append(neighbours((numbers[1:] + numbers[:-1]) / 2)[::3])
floats = torch.cat(parts)
tensors["floats"] = floats
for dtype in TYPES:
    name = str(dtype)[6:]
    tensors[name + ".codes"] = codes.view(dtype).float()
    tensors[name + ".floats"] = floats.to(dtype).view(torch.uint8)


def stored(x):
    same_size = {torch.uint16: torch.int16, torch.uint32: torch.int32, torch.uint64: torch.int64}
    return x.view(same_size[x.dtype]) if x.dtype in same_size else x


for source, values in (("uint16", [0, 1, 65535, 32768]), ("uint32", [0, 1, 2**32 - 1, 2**31]),
                       ("uint64", [0, 1, 2**64 - 1, 2**63, 2**53 + 1])):
    of = torch.tensor(values, dtype=getattr(torch, source))
    for to in (torch.float32, torch.float64, torch.bool) + (() if source == "uint64" else (torch.int64,)):
        name = "integers.%s.%s" % (source, str(to)[6:])
        tensors[name + ".from"] = stored(of)
        tensors[name + ".to"] = of.to(to)
for target in ("uint16", "uint32", "uint64"):
    name = "integers.int64." + target
    tensors[name + ".from"] = torch.tensor([0, 1, 65535])
    tensors[name + ".to"] = stored(tensors[name + ".from"].to(getattr(torch, target)))

numbers = torch.tensor([1 + 2j, -0.5j, 1 / 3 - 1e-3j, complex(float("inf"), float("nan"))], dtype=torch.complex128)
for dtype in (torch.complex128, torch.complex64, torch.complex32):
    tensors[str(dtype)[6:]] = torch.view_as_real(numbers.to(dtype))
torch.save(tensors, os.path.join(HERE, "float8.pth"))
