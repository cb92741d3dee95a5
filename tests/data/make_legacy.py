#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/torch-X.Y/legacy and class_of_module.pt beside it, X.Y being the version of the torch that runs this.

    python3 make_legacy.py

legacy/NAME is what torch.save writes, with _use_new_zipfile_serialization=False, of what it wrote to NAME beside the
folder: the state_dicts of make_checkpoints.py (ckpt_NAME.pth), and values that make_fixtures.py saved. class_of_module.pt
is the same of a class of modules, and class_of_module.txt what Python prints of that. PyTorch's keys of storages are
addresses, which change from run to run; here they are 0, 1, 2 ... in order of appearance. The list of keys and the
storages behind it follow the new keys' order. Nothing else is changed.
"""
import io
import os
import pickle
import pickletools
import struct
import sys
import types
import warnings

import torch

import make_checkpoints

warnings.simplefilter("ignore")
FOLDER = make_checkpoints.FOLDER
STATE_DICTS = ("net_float32", "counted", "interned", "batch_norm", "one", "none", "shapes", "dtypes", "unicode", "views",
               "shared", "expanded", "transposed")
VALUES = ("checkpoint_adam.pth", "checkpoint_sgd.pth", "many_keys.pt", "mlp_named_parameters.pt", "plain_dict.pt",
          "single_parameter.pt", "single_tensor.pt", "tensor_list.pt", "zero_dim_and_empty.pt")


def keys_of(objects):
    """Where the keys of storages are written in the pickle, and the size of each storage's elements."""
    places, sizes = [], {}
    before = []
    ends = [place for _, _, place in pickletools.genops(objects)][1:] + [len(objects)]
    storage_types = {}  # by memo id
    for (opcode, argument, place), end in zip(pickletools.genops(objects), ends):
        if opcode.name == "GLOBAL" and argument.endswith("Storage"):
            before = ["type", argument]
        elif opcode.name in ("BINPUT", "LONG_BINPUT") and before[:1] == ["type"]:
            storage_types[argument] = before[1]
        elif opcode.name in ("BINGET", "LONG_BINGET") and argument in storage_types:
            before = ["type", storage_types[argument]]
        elif opcode.name == "BINUNICODE" and before[:1] == ["type"] and argument.isdigit():
            places.append((place, end, argument))
            module, name = before[1].split()
            sizes[argument] = torch.tensor([], dtype=getattr(torch, name).dtype).element_size()
            before = []
        else:
            before = []
    return places, sizes


def with_small_keys(content):
    stream = io.BytesIO(content)
    for _ in range(3):
        pickle.load(stream)
    begin = stream.tell()
    for _ in pickletools.genops(stream):
        pass
    objects = content[begin:stream.tell()]
    keys = pickle.load(stream)
    places, sizes = keys_of(objects)
    storages = {}
    for key in keys:
        numel = stream.read(8)
        storages[key] = numel + stream.read(struct.unpack("<q", numel)[0] * sizes[key])
    assert not stream.read()

    small = {}
    out, done = b"", 0
    for begin_of_key, end, key in places:
        text = small.setdefault(key, str(len(small))).encode()
        out += objects[done:begin_of_key] + b"X" + struct.pack("<I", len(text)) + text
        done = end
    assert sorted(small) == keys == sorted(keys)
    old_of = {new: old for old, new in small.items()}
    in_order = sorted(old_of)
    return (content[:begin] + out + objects[done:] + pickle.dumps(in_order, protocol=2) +
            b"".join(storages[old_of[key]] for key in in_order))


def put(name, value):
    buffer = io.BytesIO()
    torch.save(value, buffer, _use_new_zipfile_serialization=False)
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as out:
        out.write(with_small_keys(buffer.getvalue()))
    # With these keys it is as good.
    torch.load(path, **({"weights_only": False} if torch.__version__.startswith("2.") else {}))


def put_class_of_module():
    """The class of a module by itself: as its source may be in the file, it is outside of the pickle."""
    layers = sys.modules["layers"] = types.ModuleType("layers")
    layers.Norm = type("Norm", (torch.nn.Module,), {"__module__": "layers"})
    value = {"norm": layers.Norm, "again": [layers.Norm], "bias": torch.zeros(2)}
    put("class_of_module.pt", value)
    with open(os.path.join(FOLDER, "class_of_module.txt"), "w", newline="\n", encoding="utf-8") as out:
        out.write("%s\n" % value)


def put_state_dict(name, state_dict, conversions=False):
    if name in STATE_DICTS:
        put("legacy/ckpt_%s.pth" % name, state_dict)


if __name__ == "__main__":
    os.makedirs(os.path.join(FOLDER, "legacy"), exist_ok=True)
    make_checkpoints.put = put_state_dict
    make_checkpoints.put_with_other_pickle = lambda *arguments: None
    make_checkpoints.write_state_dicts()
    make_checkpoints.write_dictionaries()
    for name in VALUES:
        path = os.path.join(FOLDER, name)
        new = int(torch.__version__.split(".")[0]) >= 2
        put("legacy/" + name, torch.load(path, weights_only=False) if new else torch.load(path))
    put_class_of_module()
