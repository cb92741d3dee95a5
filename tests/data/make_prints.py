#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes prints.txt beside this script: what print() shows of many tensors in PyTorch 2.14. For each a line

    case NAME DTYPE SHAPE PARAMETER REQUIRES_GRAD LINES BYTES

(SHAPE is 3x4, or - for rank 0; BYTES are the row-major elements in hexadecimal, - if there are none, "meta" if there is
no memory for them), and below it the LINES lines of repr(tensor). The cases with names of their own are those of
make_fixtures.py; the numbered ones are random.
"""
import os
import random
import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
g = torch.Generator().manual_seed(3)
nan, inf = float("nan"), float("inf")


def f(*shape):
    return torch.randn(*shape, generator=g)


def named():
    """In the order of make_fixtures.py: the random numbers are the same."""
    t = torch.tensor
    yield from dict(
        ints=torch.arange(12).view(3, 4), neg_ints=t([-1, 20, 300]), floats=f(3, 4), int_valued_floats=t([1., 2., 30.]),
        int_valued_big=t([1., 2e9]), mixed_range=t([1e-5, 1., 1e4]), big=t([1.5e8, 2.0]), small=t([1e-6, 2.5e-6]),
        max_1e8=t([1e8, 1.]), just_over_1e8=t([1.1e8, 1.]), ratio1000=t([0.5, 500.]), ratio1001=t([0.5, 501.]),
        min_1e4=t([1e-4, 5e-4]), below_1e4=t([9e-5, 5e-4]), nan_inf=t([nan, inf, -inf, 1.5]), all_nan=t([nan] * 2),
        nan_int_valued=t([nan, 1., 2.]), zeros=torch.zeros(2, 3), neg_zero=t([-0.0, 0.0]), scalar=t(3.14159265), iscalar=t(7),
        scalar_int_valued=t(2.0), bool=t([[True, False], [False, True]]), double=f(2, 2).double(), half=f(2, 2).half(),
        bfloat16=f(2, 2).bfloat16(), int32=t([1, 2], dtype=torch.int32), uint8=t([1, 200], dtype=torch.uint8),
        empty=torch.empty(0), empty_2d=torch.empty(0, 3), empty_int=torch.empty(0, dtype=torch.int64),
        empty_3d=torch.empty(2, 0, 4), long_1d=torch.arange(100), long_1d_float=torch.arange(40) * 0.25,
        exact_1000=torch.arange(1000), over_1000=torch.arange(1001), over_1000_2d=torch.arange(2000.).view(40, 50),
        over_1000_4d=f(4, 8, 8, 8), summ_narrow=torch.arange(1200).view(200, 6), summ_7=torch.arange(1400).view(200, 7),
        three_d=torch.arange(24).view(2, 3, 4), four_d=torch.arange(16.).view(2, 2, 2, 2),
        requires_grad=torch.ones(2, requires_grad=True), parameter=nn.Parameter(torch.ones(2)),
        parameter_nograd=nn.Parameter(torch.ones(2), requires_grad=False), complex=t([1 + 2j, -0.5 - 3.25j]),
        int_big=t([2**62, -5]), wide_rows=f(2, 30), param_4d=nn.Parameter(f(2, 1, 2, 2)), one_elem=t([0.1]),
        sci_neg=t([-1e-6, 3.0]), round_up=t([9.99999, 1.0]), just_below_1e5=t([99999.5, 1.5])).items()
    yield "uint64", t([2**63 - 1, 5]).to(torch.uint64)
    yield "complex_special", t([complex(nan, inf), complex(-inf, -0.0), complex(1e-6, -3)])
    yield "complex_summarized", torch.view_as_complex(f(30, 40, 2))
    yield "complex_scalar", t(1.5 - 2j)
    yield "complex_empty", torch.zeros(0, 2, dtype=torch.complex128)
    yield "double_parameter", nn.Parameter(f(3, 3).double())
    yield "large_doubles", t([1e300, -1.5e-300, 1e16], dtype=torch.float64)
    yield "whole_doubles", t([123456789012345680., 1.], dtype=torch.float64)
    yield "summarized_float16", f(1100).half()
    yield "summarized_bool", f(9, 9, 20) > 0
    yield "meta", torch.empty(2, 3, device="meta")
    yield "meta_scalar_int32", torch.empty((), dtype=torch.int32, device="meta")
    yield "meta_double", torch.empty(1000, 2000, dtype=torch.float64, device="meta")
    yield "meta_parameter", nn.Parameter(torch.empty(2, device="meta"))


def numbered(count):
    choose = random.Random(5)
    dtypes = [torch.float32] * 6 + [torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
                                    torch.int8, torch.uint8, torch.bool, torch.uint16, torch.uint32, torch.complex32,
                                    torch.complex64, torch.complex128, torch.float8_e4m3fn, torch.float8_e5m2,
                                    torch.float8_e4m3fnuz, torch.float8_e5m2fnuz, torch.float8_e8m0fnu]
    for i in range(count):
        dtype = choose.choice(dtypes)
        shape = [choose.choice([1, 1, 2, 3, 4, 5, 7]) for _ in range(choose.randrange(5))]
        while torch.Size(shape).numel() > 60:
            shape.pop()
        scale = 10.0 ** choose.choice([-6, -4, -3, -1, 0, 0, 0, 1, 2, 3, 5, 8, 9])
        numbers = f(*shape, 2).double() * scale
        if choose.random() < 0.3:
            numbers = numbers.round()
        if choose.random() < 0.2:
            numbers.view(-1)[choose.randrange(numbers.numel())] = choose.choice([nan, inf, -inf, 0.0, -0.0])
        if dtype.is_complex:
            yield str(i), torch.view_as_complex(numbers).to(dtype)
            continue
        numbers = numbers[..., 0]
        if not dtype.is_floating_point and dtype is not torch.bool:
            limit = torch.iinfo(dtype)
            numbers = numbers.nan_to_num(0, 0, 0).clamp(max(limit.min, -2**62), min(limit.max, 2**62))
        tensor = numbers.to(dtype)
        if dtype is torch.float32 and choose.random() < 0.2:
            tensor = nn.Parameter(tensor, requires_grad=choose.random() < 0.7)
        yield str(i), tensor


def raw(tensor):
    if tensor.is_meta:
        return "meta"
    tensor = tensor.detach().contiguous().clone()
    return bytes(tensor.untyped_storage().tolist())[: tensor.numel() * tensor.element_size()].hex() or "-"


with open(os.path.join(HERE, "prints.txt"), "w") as out:
    for cases in (named(), numbered(300)):
        for name, tensor in cases:
            text = repr(tensor)
            out.write("case %s %s %s %d %d %d %s\n%s\n" % (
                name, str(tensor.dtype)[6:], "x".join(map(str, tensor.shape)) or "-", isinstance(tensor, nn.Parameter),
                tensor.requires_grad, text.count("\n") + 1, raw(tensor), text))
