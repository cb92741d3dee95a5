#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes conversions.pth beside this script: elements of one dtype, and what PyTorch makes of them in another.

    FROM.TO.from   and   FROM.TO.to   (a third name in between only tells two such pairs apart)

every_float16 is all 65536 float16 in float32; for bfloat16 this script checks that they are the upper half of float32's bits.
float16 and bfloat16 stand as their bits, in int16, since their NaNs would be lost otherwise. Elements that PyTorch's own
documentation leaves undefined (a float out of an integer's range) are left out. Written with PyTorch 2.14.
"""
import collections
import os

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20240608)
tensors = collections.OrderedDict()
HALVES = (torch.float16, torch.bfloat16)


def stored(x):
    return x.view(torch.int16) if x.dtype in HALVES else x


def keep(x, to, *more):
    name = ".".join([str(x.dtype)[6:], str(to)[6:], *more])
    tensors[name + ".from"] = stored(x)
    tensors[name + ".to"] = stored(x.to(to))


def random_bits(count):
    return torch.randint(-2**31, 2**31, (count,), generator=generator, dtype=torch.int64).to(torch.int32).view(torch.float32)


patterns = torch.arange(65536, dtype=torch.int32).to(torch.int16)
tensors["every_float16"] = patterns.view(torch.float16).float()
assert torch.equal(patterns.view(torch.bfloat16).float().view(torch.int32), patterns.to(torch.int32) << 16)

# Where float32 is rounded to 16 bits: around halves, ties, limits, subnormals.
halves = patterns.view(torch.float16)[torch.randint(0, 65536, (1500,), generator=generator)].float()
bhalves = patterns.view(torch.bfloat16)[torch.randint(0, 65536, (1500,), generator=generator)].float()
edges = [0.0, -0.0, 1.0, -1.0, float("inf"), float("-inf"), float("nan"), 65504.0, 65519.99, 65520.0, 65535.0, 65536.0,
         -65520.0, 2.0**-24, 2.0**-25, 2.0**-25 * 1.0001, 2.0**-26, 3 * 2.0**-25, 2.0**-14, 2.0**-14 - 2.0**-25,
         1 + 2.0**-11, 1 + 3 * 2.0**-11, 1 + 2.0**-8, 1 + 3 * 2.0**-9, 3.4028234663852886e38, 3.39e38, 3.3961775e38,
         2.0**-149, 2.0**-133, 2.0**-134, 1e-40, 1e-45]


def neighbours(x):
    bits = x.view(torch.int32)
    return torch.cat([(bits + delta).view(torch.float32) for delta in (-1, 0, 1)])


def midpoints(x, low_bits):
    """x with the bits that 16 bits drop set to the middle, and beside it."""
    bits = x.view(torch.int32) & -(1 << low_bits)
    return neighbours((bits + (1 << (low_bits - 1))).view(torch.float32))


floats = torch.cat([torch.tensor(edges), neighbours(torch.tensor(edges)), midpoints(halves, 13), midpoints(bhalves, 16),
                    random_bits(5000), torch.randn(5000, generator=generator)])
for half in HALVES:
    keep(floats, half)

doubles = torch.cat([torch.tensor(edges + [1e300, -1e300, 1e-300, 1 + 2.0**-24, 1 + 2.0**-24 + 2.0**-50, 1 + 2.0**-30],
                                  dtype=torch.float64),
                     torch.randn(1000, generator=generator, dtype=torch.float64) * 1000,
                     torch.randn(500, generator=generator, dtype=torch.float64) * 1e-6])
for to in (torch.float32, torch.float16, torch.bfloat16):
    keep(doubles, to)
keep(floats[:1000], torch.float64)
keep(halves[:500].half(), torch.bfloat16)
keep(bhalves[:500].bfloat16(), torch.float16)

longs = torch.cat([torch.tensor([0, 1, -1, 2**24, 2**24 + 1, 2**24 + 3, 2**53 + 1, 2**54 + 2**30 + 1, 2**63 - 1, -2**63, 65504, 65519, 65520, -70000]),
                   torch.randint(-2**62, 2**62, (500,), generator=generator),
                   torch.randint(-100000, 100000, (500,), generator=generator)])
for to in (torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.bool):
    keep(longs, to)

whole = torch.cat([torch.tensor([0.0, -0.0, 0.5, -0.5, 0.99, 1.5, -1.5, 2.0**31, 2.0**62, -2.0**63]),
                   torch.randn(500, generator=generator) * 1e6])
keep(whole, torch.int64)
small = torch.cat([torch.tensor([0.0, 0.5, 126.9, 127.0]), torch.rand(200, generator=generator) * 127])
for to in (torch.int32, torch.int16, torch.int8, torch.uint8):
    keep(small, to)
    if to is not torch.uint8:
        keep(-small, to, "negative")
keep(floats[:3000], torch.bool)
keep(torch.tensor([True, False, True]), torch.float32)
keep(torch.tensor([True, False, True]), torch.int64)
for of in (torch.int32, torch.int16, torch.int8, torch.uint8):
    info = torch.iinfo(of)
    integers = torch.tensor([info.min, info.max, 0, 1, info.max // 3], dtype=of)
    for to in (torch.float32, torch.int64, torch.bool):
        keep(integers, to)

torch.save(tensors, os.path.join(HERE, "conversions.pth"))
print(torch.__version__, len(tensors), "tensors,", os.path.getsize(os.path.join(HERE, "conversions.pth")), "bytes")
