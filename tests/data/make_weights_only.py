#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes weights_only/: what torch.load(weights_only=True) of the newest PyTorch opens and other fixtures do not have.

    python3 make_weights_only.py    with PyTorch 2.14

globals.txt has a row for each name that it may import: the name, how Python prints it, and the file in which its use
shows, or `-` of what is a value itself; globals.pt is a list of all of them in that order. NAME.pt.txt says what Python
finds in NAME.pt, in the words of make_values.py; a nested tensor is a dict of the parts that it is rebuilt from.
"""
import collections
import os
import pydoc
import types

import numpy as np
import torch
from torch._weights_only_unpickler import _get_allowed_globals
from torch.testing._internal.two_tensor import TwoTensor

import make_values

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights_only")
RAW = ("float4_e2m1fn_x2", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2", "bcomplex32")
UNTYPED = ("uint16", "uint32", "uint64", "complex32", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz",
           "float8_e5m2fnuz", "float8_e8m0fnu") + RAW

# Where the use of a function shows.
USES = {
    "torch._utils._rebuild_tensor": "legacy/", "torch._utils._rebuild_tensor_v2": "globals.pt",
    "torch._utils._rebuild_tensor_v3": "raw.pt", "torch._utils._rebuild_parameter": "device.pt",
    "torch._utils._rebuild_parameter_with_state": "../held/parameter_attribute_a.pt",
    "torch._utils._rebuild_sparse_tensor": "sparse.pt", "torch._utils._rebuild_nested_tensor": "nested.pt",
    "torch._utils._rebuild_device_tensor_from_numpy": "device.pt",
    "torch._utils._rebuild_device_tensor_from_cpu_tensor": "device.pt",
    "torch._utils._rebuild_wrapper_subclass": "wrapper.pt", "torch._tensor._rebuild_from_type_v2": "wrapper.pt",
    "torch._utils._rebuild_qtensor": "../torch-2.14/quantized.pt",
    "torch._utils._rebuild_meta_tensor_no_storage": "../torch-2.14/meta_tensor.pt",
    "torch.serialization._get_layout": "sparse.pt", "_codecs.encode": "../torch-2.14/python_values.pt",
}


class Rebuilt:
    """Pickled as a call."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def raw(tensor):
    """As make_values has it, for types that PyTorch cannot copy."""
    if str(tensor.dtype)[6:] in RAW:
        tensor = tensor.view(torch.uint8)
    return ORIGINAL_RAW(tensor)


ORIGINAL_RAW = make_values.raw
make_values.raw = raw


def put(name, value, expected=None, weights_only=True):
    path = os.path.join(FOLDER, name)
    torch.save(value, path)
    found = torch.load(path, weights_only=weights_only)
    out = []
    make_values.describe(found if expected is None else expected(found), out, {})
    with open(path + ".txt", "w") as file:
        file.write("\n".join(out) + "\n")


def parts_of_nested(tensor):
    return dict(zip(("buffer", "sizes", "strides", "storage_offsets"), tensor.__reduce_ex__(2)[1]))


def main():
    os.makedirs(FOLDER, exist_ok=True)
    allowed = [(name, pydoc.locate(name)) for name in sorted(_get_allowed_globals())]
    torch.save([value for name, value in allowed], os.path.join(FOLDER, "globals.pt"))
    with open(os.path.join(FOLDER, "globals.txt"), "w") as file:
        for name, value in allowed:
            function = isinstance(value, (types.FunctionType, types.BuiltinFunctionType))
            file.write("\t".join((name, "function" if function else repr(value), USES[name] if function else "-")) + "\n")

    base = torch.arange(32, dtype=torch.uint8)
    put("raw.pt", {name: base[:16].clone().view(getattr(torch, name)) for name in RAW})
    # Of typed storages PyTorch saves no two types; of bytes it saves all that has no storage class.
    put("views.pt", dict([("uint8", base)] + [(name, base.view(getattr(torch, name))) for name in UNTYPED] +
                         [("part", base[8:16].view(torch.uint16))]))
    put("views_first.pt", {"float8": base.view(torch.float8_e5m2), "uint8": base})
    put("nested.pt", {"w": torch.nested.nested_tensor([torch.arange(3.), torch.arange(4.)])},
        lambda found: {"w": parts_of_nested(found["w"])})
    put("sparse.pt", {"w": Rebuilt(torch._utils._rebuild_sparse_tensor, torch.sparse_coo, (
        torch.tensor([[0, 2]]), torch.tensor([1.0, 2.0]), torch.Size([4])))},
        lambda found: {"w": {"indices": found["w"]._indices(), "values": found["w"]._values()}})
    array = np.arange(6, dtype="f4").reshape(2, 3) / 3
    of_numpy, of_tensor = torch._utils._rebuild_device_tensor_from_numpy, torch._utils._rebuild_device_tensor_from_cpu_tensor
    put("device.pt", {
        "numpy": Rebuilt(of_numpy, array, torch.float32, "cpu", True),
        "bfloat16": Rebuilt(of_numpy, array.copy(), torch.bfloat16, "cpu", False),
        "double": Rebuilt(of_numpy, np.array([1, -2], "i4"), torch.float64, "cpu", False),
        "parameter": torch.nn.Parameter(torch.ones(1)),
        "of_parameter": Rebuilt(torch._utils._rebuild_parameter, Rebuilt(of_numpy, array.copy(), torch.float32, "cpu", False), True,
                                collections.OrderedDict()),
        "tensor": Rebuilt(of_tensor, torch.arange(3.0), torch.float32, "cpu", True),
    }, weights_only=False)  # which asks for NumPy's functions to be allowed
    torch.save({"w": Rebuilt(of_tensor, torch.arange(3.0), torch.bfloat16, "cpu", False)},
               os.path.join(FOLDER, "device_converted.pt"))
    torch.save({"w": TwoTensor(torch.arange(3.0), torch.ones(3)), "beside": torch.zeros(1)}, os.path.join(FOLDER, "wrapper.pt"))


if __name__ == "__main__":
    main()
