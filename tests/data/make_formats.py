#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the files of tests/data/formats: what other tools than torch.save make of a checkpoint, and contents.txt there,
which says in the words of make_contents.py what is in each.

    python3 make_formats.py     with PyTorch 1.13: its TorchScript archives; then with 2.14 and safetensors 0.8.0 the rest

libtorch/ is of make_libtorch.cpp. rezipped/ holds one state_dict, packed by Python's zipfile in every way that it has.
net/ holds one small network in every format.
"""
import collections
import copy
import io
import json
import os
import struct
import sys
import tempfile
import warnings
import zipfile
from typing import Dict, List, Optional, Tuple

import torch
from torch import nn

import make_contents
from make_contents import VERSION

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))


def path_of(*names):
    path = os.path.join(HERE, "formats", *names)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def numbered(module):
    """Every value is known and no two tensors are alike."""
    with torch.no_grad():
        for i, (_, tensor) in enumerate(sorted(module.state_dict().items())):
            tensor.copy_((torch.arange(tensor.numel()) * 0.25 + i).reshape(tensor.shape))
    return module


# ------------------------------------------------------------ TorchScript
class Held(nn.Module):
    """Attributes of every kind that TorchScript has beside parameters and buffers."""
    ints: List[int]
    floats: List[float]
    flags: List[bool]
    words: List[str]
    tensors: List[torch.Tensor]
    by_name: Dict[str, torch.Tensor]
    by_number: Dict[int, List[int]]
    pair: Tuple[int, str]
    nothing: Optional[int]

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(3))
        self.register_parameter("absent", None)
        self.register_buffer("b", torch.ones(2))
        self.register_buffer("transient", torch.zeros(1), persistent=False)
        self.constant = torch.full((2,), 7.0)
        self.ints, self.floats, self.flags, self.words = [1, 2], [1.5], [True], ["q"]
        self.tensors, self.by_name, self.by_number = [torch.zeros(2)], {"a": torch.ones(1)}, {1: [2]}
        self.pair, self.nothing = (1, "x"), None

    def forward(self, x):
        size = len(self.ints) + len(self.tensors) + len(self.by_name) + len(self.words) + len(self.by_number) + self.pair[0]
        return x + self.w.sum() + self.b.sum() + self.constant.sum() + self.floats[0] + int(self.flags[0]) + size


class Scripted(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)
        self.held = Held()
        self.layers = nn.ModuleList([nn.Linear(2, 2, bias=False), nn.BatchNorm1d(2)])
        self.tied = nn.Linear(3, 2, bias=False)
        self.tied.weight = self.fc.weight

    def forward(self, x):
        x = self.fc(self.held(x))
        for layer in self.layers:
            x = layer(x)
        return x


def put_script(module, *names):
    """As PyTorch saves it, without the records that say where this script stands on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, names[-1])
        module.save(path)
        old, new = torch._C.PyTorchFileReader(path), torch._C.PyTorchFileWriter(path_of(*names))
        for record in old.get_all_records():
            if not record.endswith(".debug_pkl") and record not in ("version", "byteorder", ".data/serialization_id"):
                data = old.get_record(record)
                new.write_record(record, data, len(data))
        new.write_end_of_file()


def write_torchscript():
    net = numbered(Scripted()).eval()
    put_script(torch.jit.script(net), "torchscript", "scripted-%s.pt" % VERSION)
    put_script(torch.jit.trace(net, torch.zeros(2, 3)), "torchscript", "traced-%s.pt" % VERSION)
    put_script(torch.jit.freeze(torch.jit.script(net)), "torchscript", "frozen-%s.pt" % VERSION)


# ------------------------------------------------------------ safetensors
DTYPES = ["bool", "uint8", "int8", "float8_e5m2", "float8_e4m3fn", "float8_e8m0fnu", "int16", "uint16", "float16", "bfloat16",
          "int32", "uint32", "float32", "complex64", "float64", "int64", "uint64"]


def every_dtype(names):
    return {"of " + name: torch.tensor([0, 1, 2, 3]).to(getattr(torch, name)).reshape(2, 2) for name in names}


def write_safetensors():
    from safetensors.torch import save_file, save_model
    save_file(every_dtype(DTYPES), path_of("safetensors", "dtypes.safetensors"))
    save_file({}, path_of("safetensors", "empty.safetensors"))
    save_file({"scalar": torch.tensor(2.5), "none": torch.zeros(0), "rows": torch.zeros(3, 0), "after": torch.ones(2)},
              path_of("safetensors", "shapes.safetensors"), metadata={"a \"quoted\"\n": "\u00e9"})
    save_file({k: torch.full((1,), float(i)) for i, k in enumerate(
        ["", "a.b", "quote\"", "back\\slash", "line\n", "\u00e9", "\u65e5\u672c", "\U0001f600", "\x01", "\x7f", "/", "b"])},
        path_of("safetensors", "names.safetensors"))
    tied = nn.Sequential(collections.OrderedDict(wte=nn.Embedding(3, 2), head=nn.Linear(2, 3, bias=False)))
    tied.head.weight = tied.wte.weight
    save_model(numbered(tied), path_of("safetensors", "tied.safetensors"))


def write_index(names, weight_map, state_dict):
    """As transformers writes it."""
    total = sum(t.numel() * t.element_size() for t in state_dict.values())
    with open(path_of(*names), "w", encoding="utf-8") as out:
        out.write(json.dumps({"metadata": {"total_size": total}, "weight_map": weight_map}, indent=2, sort_keys=True) + "\n")


def write_shards(folder, state_dict):
    from safetensors.torch import save_file
    keys = list(state_dict)
    parts = [keys[:1], keys[1:]]
    for kind, stem in (("safetensors", "model"), ("bin", "pytorch_model")):
        weight_map = {}
        for i, part in enumerate(parts):
            name = "%s-%05d-of-%05d.%s" % (stem, i + 1, len(parts), kind)
            tensors = {key: state_dict[key] for key in part}
            if kind == "bin":
                torch.save(tensors, path_of(folder, name))
            else:
                save_file(tensors, path_of(folder, name), metadata={"format": "pt"})
            weight_map.update((key, name) for key in part)
        write_index([folder, "%s.%s.index.json" % (stem, kind)], weight_map, state_dict)


# --------------------------------------------------------------- zip files
def repacked(records, compression=0, rename=lambda name: name, seekable=True, force_zip64=False, **facts):
    target = io.BytesIO()
    if not seekable:  # sizes and checksums stand behind the data then
        target.seekable = lambda: False
        target.seek = target.tell = None
        target = type("stream", (), {"write": target.write, "flush": target.flush, "getvalue": target.getvalue})()
    comment = facts.pop("comment", b"")
    with zipfile.ZipFile(target, "w") as out:
        for name, data in records:
            info = zipfile.ZipInfo(rename(name), (1980, 1, 1, 0, 0, 0))
            info.compress_type = compression
            for fact, value in facts.items():
                setattr(info, fact, value)
            with out.open(info, "w", force_zip64=force_zip64) as entry:
                entry.write(data)
        out.comment = comment
    return target.getvalue()


def swapped(state_dict, records):
    """The same with every element's bytes reversed, of complex elements those of each part."""
    widths = []
    for tensor in state_dict.values():
        width = tensor.element_size() // (2 if tensor.is_complex() else 1)
        widths.append(width)
    out = []
    for name, data in records:
        part = name.split("/")[-1]
        if "/data/" in name:
            width = widths[int(part)]
            data = b"".join(data[i:i + width][::-1] for i in range(0, len(data), width))
        out.append((name, b"big" if part == "byteorder" else data))
    return out


def same(a, b):
    return list(a) == list(b) and all(torch.equal(a[k], b[k]) and a[k].dtype == b[k].dtype for k in a)


def write_rezipped():
    names = ["bool", "uint8", "int8", "int16", "float16", "bfloat16", "int32", "float32", "complex64", "complex128", "float64",
             "int64"]
    state_dict = every_dtype(names)
    state_dict["none"] = torch.zeros(0)
    state_dict["large"] = torch.zeros(200)
    bytes_ = io.BytesIO()
    torch.save(state_dict, bytes_)
    with zipfile.ZipFile(bytes_) as z:
        records = [(name, z.read(name)) for name in z.namelist()]
    stamp = b"UT\x05\0\3\0\0\0\0" + b"ux\x0b\0\1\4\0\0\0\0\4\0\0\0\0"  # times and owners, as Info-ZIP writes them
    root = lambda new: lambda name: name.replace("archive", new, 1)
    folders = [("archive/", b""), ("archive/data/", b"")]
    cases = {
        "stored": repacked(records),
        "deflated": repacked(records, 8),
        "zip64": repacked(records, force_zip64=True),
        "zip64_deflated": repacked(records, 8, force_zip64=True),
        "descriptors": repacked(records, seekable=False),
        "descriptors_deflated": repacked(records, 8, seekable=False),
        "descriptors_zip64": repacked(records, seekable=False, force_zip64=True),
        "extra_fields": repacked(records, extra=stamp),
        "comments": repacked(records, comment=b"packed by hand"),
        "folders": repacked(folders + records),
        "reversed": repacked(records[::-1]),
        "root_with_blanks": repacked(records, rename=root("my model (1)")),
        "root_with_dots": repacked(records, rename=root("a.b.c")),
        "root_of_nothing": repacked(records, rename=root("")),
        "root_in_unicode": repacked(records, rename=root("\u65e5\u672c")),
        "more_records": repacked(records + [("archive/.notes", b"more"), ("archive/extra/readme.txt", b"x" * 100)]),
        "big_endian": repacked(swapped(state_dict, records)),
        "big_endian_deflated": repacked(swapped(state_dict, records), 8),
        "without_byteorder": repacked([r for r in records if not r[0].endswith("byteorder")]),
    }
    for name, data in cases.items():
        path = path_of("rezipped", name + ".pt")
        with open(path, "wb") as out:
            out.write(data)
        assert same(torch.load(path), state_dict), name


# ------------------------------------------------------------ one network
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 3)
        self.fc2 = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


def write_net():
    from safetensors.torch import save_file
    net = numbered(Net())
    state_dict = net.state_dict()
    torch.save(state_dict, path_of("net", "zip.pth"))
    torch.save({"epoch": 3, "model_state_dict": state_dict}, path_of("net", "zip_at.pth"))
    torch.save(net, path_of("net", "whole.pth"))
    torch.save({"epoch": 3, "model_state_dict": net}, path_of("net", "whole_at.pth"))
    torch.save({"nets": [None, {"model_state_dict": state_dict}]}, path_of("net", "zip_deep.pth"))
    save_file(dict(state_dict), path_of("net", "net.safetensors"))
    put_script(torch.jit.script(net), "net", "torchscript.pt")
    write_shards("net", state_dict)
    keys = {}  # addresses, in the files of old; here numbers, so that they are the same in every run
    number = lambda storage: str(100 + keys.setdefault(storage._cdata, len(keys)))
    old = {"legacy.pth": state_dict, "legacy_at.pth": {"epoch": 3, "model_state_dict": state_dict}}
    for name, value in old.items():
        write_legacy(path_of("net", name), value, number)


def write_legacy(path, value, number):
    """torch.serialization._legacy_save with keys of our own."""
    import pickle
    storages = {}

    def persistent_id(v):
        if not isinstance(v, (torch.storage.TypedStorage, torch.UntypedStorage)):
            return None
        untyped = v._untyped_storage
        key = number(untyped)
        storages[key] = (untyped, v.dtype)
        return ("storage", getattr(torch, v.pickle_storage_type()), key, "cpu", v._size(), None)

    with open(path, "wb") as out:
        for start in (torch.serialization.MAGIC_NUMBER, torch.serialization.PROTOCOL_VERSION,
                      {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}):
            pickle.dump(start, out, protocol=2)
        pickler = pickle.Pickler(out, protocol=2)
        pickler.persistent_id = persistent_id
        pickler.dump(value)
        pickle.dump(sorted(storages), out, protocol=2)
        for key in sorted(storages):
            untyped, dtype = storages[key]
            size = torch._utils._element_size(dtype)
            out.write(struct.pack("<q", untyped.nbytes() // size) + bytes(untyped.tolist()))
    loaded = torch.load(path)
    assert same(loaded.get("model_state_dict", loaded), value.get("model_state_dict", value))


# ---------------------------------------------------------------- contents
def load(path):
    if path.endswith(".index.json"):
        with open(path, encoding="utf-8") as file:
            weight_map = json.load(file)["weight_map"]
        shards = {name: load(os.path.join(os.path.dirname(path), name)) for name in set(weight_map.values())}
        return {key: shards[shard][key] for key, shard in weight_map.items()}
    if path.endswith(".safetensors"):
        loaded = make_contents.load_safetensors(path)
        with open(path, "rb") as file:  # of tensors that are tied the others are in the metadata
            metadata = json.loads(file.read(struct.unpack("<Q", file.read(8))[0])).get("__metadata__", {})
        loaded.update((key, loaded[kept]) for key, kept in metadata.items() if kept in loaded)
        return loaded
    with zipfile.ZipFile(path) if zipfile.is_zipfile(path) else io.BytesIO() as z:
        if isinstance(z, zipfile.ZipFile) and any(name.endswith("/constants.pkl") for name in z.namelist()):
            return dict(torch.jit.load(path).state_dict())
    return torch.load(path, weights_only=False)


def main():
    write_torchscript()
    if VERSION == "1.13":
        return
    write_safetensors()
    write_rezipped()
    write_net()
    root = path_of("")
    names = []
    for folder, _, files in os.walk(root):
        names += [os.path.relpath(os.path.join(folder, name), root) for name in files if name != "contents.txt"]
    with open(path_of("contents.txt"), "wb") as out:
        for name in sorted(names):
            contents = make_contents.Contents()
            contents.value("", load(path_of(name)))
            text = "".join(row.replace("\n", "\\n") + "\n" for row in contents.rows)
            out.write(("== %s\n%s" % (name, text)).encode())
    print(len(names), "files")


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # TorchScript writes the items of sets in their order
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    main()
