#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says what torch.load finds in the files of tests/data/torch-X.Y that make_fixtures.py wrote, in torch-X.Y/contents.txt,
X.Y being the version of the torch that runs this.

    python3 make_contents.py [FOLDER]    FOLDER: also compares each with FOLDER/.../NAME.expected.json

Of each file there is a line `== NAME`, then one line for each value, the words of a line divided by tabs:

    refused ERROR                            torch.load raises; with weights_only=True where the file is evil
    misread WHY                              torch.load gives other values than are in the file
    module CLASS                             a model that was saved whole; its state_dict follows
    dict PATH TYPE SIZE                      a dictionary; what is in it follows. A sparse tensor is one of its parts
    list PATH TYPE SIZE                      a list or tuple with a tensor in it; likewise
    version PATH VERSION                     of the dictionary's _metadata
    tensor PATH DTYPE SHAPE STRIDES STORAGE OFFSET FLAGS SHA256
    value PATH TYPE REPR                     anything else

PATH joins keys and indices by dots. SHAPE is 3x4, or - for a tensor of rank 0. STORAGE numbers the storages that are
not empty, in order of appearance. FLAGS are P of a torch.nn.Parameter and G of what requires a gradient. SHA256 is of the
elements, row-major and little-endian. The values of a view of conjugates or negatives are what the view shows.
"""
import collections
import hashlib
import json
import os
import re
import struct
import sys
import warnings

import torch

warnings.simplefilter("ignore")
VERSION = ".".join(re.match(r"(\d+)\.(\d+)", torch.__version__).groups())
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "torch-" + VERSION)
# make_checkpoints.py, make_legacy.py, make_module_trees.py and make_whole_models.py say themselves what is in theirs.
NOT_HERE = re.compile(r"ckpt_|legacy/|whole/|model_of_classes\.pth|class_of_module\.pt|.*\.txt$|.*\.json$")

# Of PyTorch 1.13 alone.
MISREAD = {"variants/short_storage.pt": "the last element is memory that nobody has written",
           "variants/big_endian.pt": "the record byteorder is not looked at"} if VERSION == "1.13" else {}


def untyped(tensor):
    return tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage().untyped()


def sha256_of(tensor):
    tensor = tensor.detach().contiguous().clone()
    data = bytes(untyped(tensor).tolist())[: tensor.numel() * tensor.element_size()]
    return hashlib.sha256(data).hexdigest()


def numbers(values):
    return "x".join(map(str, values)) or "-"


class Contents:
    def __init__(self):
        self.rows = []
        self.storages = {}
        self.kept = []  # a storage that is gone could give its address to another

    def add(self, *words):
        self.rows.append("\t".join(map(str, words)))

    def tensor(self, path, t):
        flags = "P" * isinstance(t, torch.nn.Parameter) + "G" * t.requires_grad or "-"
        if t.is_conj() or t.is_neg():
            t = t.resolve_conj().resolve_neg().contiguous().clone()
        if t.layout == torch.sparse_coo:
            return self.value(path, {"indices": t._indices(), "values": t._values()})
        if t.layout == torch.sparse_csr:
            return self.value(path, {"crow_indices": t.crow_indices(), "col_indices": t.col_indices(),
                                     "values": t.values()})
        storage, digest, offset = "-", "-", "-"
        if t.device.type != "meta":
            storage, offset = untyped(t), t.storage_offset()
            self.kept.append(storage)
            key = storage._cdata if storage.nbytes() else None
            storage = "-" if key is None else self.storages.setdefault(key, len(self.storages))
            digest = sha256_of(t.int_repr() if t.is_quantized else t)
        self.add("tensor", path, str(t.dtype)[6:], numbers(t.shape), numbers(t.stride()), storage, offset, flags, digest)

    def value(self, path, v):
        inner = lambda key: "%s.%s" % (path, key) if path else str(key)
        if isinstance(v, torch.nn.Module):
            self.add("module", type(v).__module__ + "." + type(v).__qualname__)
            for key, tensor in v.state_dict().items():
                self.tensor(key, tensor)
        elif isinstance(v, torch.Tensor):
            self.tensor(path, v)
        elif type(v) in (dict, collections.OrderedDict):
            self.add("dict", path, type(v).__name__, len(v))
            for name, facts in getattr(v, "_metadata", {}).items():
                self.add("version", name, facts["version"])
            for key, item in v.items():
                self.value(inner(key if isinstance(key, str) else repr(key)), item)
        elif type(v) in (list, tuple) and has_tensor(v):
            self.add("list", path, type(v).__name__, len(v))
            for i, item in enumerate(v):
                self.value(inner(i), item)
        else:
            text = repr(v).encode("utf-8", "surrogatepass").decode("latin-1")
            self.add("value", path, type(v).__name__, re.sub(" at 0x[0-9a-f]+", "", text))


def has_tensor(v):
    if isinstance(v, dict):
        return any(map(has_tensor, v.values()))
    return isinstance(v, torch.Tensor) or isinstance(v, (list, tuple)) and any(map(has_tensor, v))


def load_safetensors(path):
    try:
        from safetensors import safe_open
    except ImportError:  # of PyTorch 1.13
        with open(path, "rb") as file:
            header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
            data = file.read()
        dtypes = {"F32": torch.float32, "I64": torch.int64}
        out = {}
        for key, facts in header.items():
            if key != "__metadata__":
                begin, end = facts["data_offsets"]
                out[key] = torch.frombuffer(bytearray(data[begin:end]), dtype=dtypes[facts["dtype"]]).reshape(facts["shape"])
        return out
    with safe_open(path, "pt") as file:
        with open(path, "rb") as raw:  # keys() are sorted
            header = json.loads(raw.read(struct.unpack("<Q", raw.read(8))[0]))
        return {key: file.get_tensor(key) for key in header if key != "__metadata__"}


def load(path, name):
    if name.endswith(".safetensors"):
        return load_safetensors(path)
    evil = os.path.basename(name).startswith("evil_")
    if VERSION == "1.13" and not evil:
        return torch.load(path, map_location="cpu")
    return torch.load(path, map_location="cpu", weights_only=evil)


def contents_of(path, name):
    if name in MISREAD:
        return ["misread\t" + MISREAD[name]]
    out = Contents()
    try:
        out.value("", load(path, name))
    except Exception as error:
        text = (str(error).split(". This is an internal miniz error")[0].split("\n")[0] or "-").replace(path, name)
        return ["refused\t%s: %s" % (type(error).__name__, re.sub("\x1b\\[\\d*m", "", text))]
    return out.rows


def expected_of(folder, name):
    """What make_fixtures.py said of it, or None."""
    place, base = os.path.split(os.path.join(folder, "torch-" + VERSION, name))
    if os.path.exists(os.path.join(place, base + ".expected.json")):
        with open(os.path.join(place, base + ".expected.json")) as file:
            return json.load(file)
    with open(os.path.join(place, "expected.json")) as file:
        return json.load(file)[base]


def expected_tensors(e, path, out):
    """(path, dtype, shape, stride, sha256, storage) of each tensor of an expected.json."""
    inner = lambda key: "%s.%s" % (path, key) if path else str(key)
    kind = e.get("kind")
    if kind in ("tensor", "parameter"):
        parts = [name for name in ("indices", "crow_indices", "col_indices", "values") if name in e]
        for name in parts:
            expected_tensors(e[name], inner(name), out)
        if not parts:
            stride = None if e.get("conj") or e.get("neg") else numbers(e.get("stride"))
            out.append((path, e["dtype"][6:], numbers(e["shape"]), stride, e.get("sha256", "-"), e.get("storage_id")))
    elif kind == "module":
        expected_tensors(e["state_dict"], path, out)
    else:
        for i, item in enumerate(e.get("items", ())):
            if isinstance(item, list):
                expected_tensors(item[1], inner(item[0] if isinstance(item[0], str) else item[0].get("value")), out)
            elif isinstance(item, dict):
                expected_tensors(item, inner(i), out)


def compare(folder, name, rows):
    """Nothing that make_fixtures.py wrote down is lost, and both say the same. \\returns the number of tensors"""
    e = expected_of(folder, name)
    if "weights_only=False" in e:
        verdict = e["weights_only=False"]
        assert ("refused" in rows[0]) == (verdict != "ok" and not verdict.startswith("loads")), (name, verdict, rows)
        return 0
    if "error" in e:
        assert rows == ["refused\t" + e["error"]], (name, rows)
        return 0
    wanted = []
    for key, tensor in e.get("tensors", {}).items():
        expected_tensors(tensor, key, wanted)
    if "content" in e:
        expected_tensors(e["content"], "", wanted)
    found = [row.split("\t") for row in rows if row.startswith("tensor\t")]
    if name.endswith(".safetensors"):  # in the order of the model, there
        wanted.sort(), found.sort()
    assert len(found) == len(wanted), (name, len(found), len(wanted))
    shared = set()
    for row, (path, dtype, shape, stride, digest, storage) in zip(found, wanted):
        assert row[1:4] == [path, dtype, shape] and stride in (None, row[4]) and row[8] == digest, (name, row, path)
        if storage is not None:
            shared.add((row[5], storage))
    assert len(shared) == len({a for a, b in shared}) == len({b for a, b in shared}), (name, shared)
    for key, value in dict(e["content"]).items() if "content" in e else ():
        if key == "_metadata":
            assert [r for r in rows if r.startswith("version\t")] == ["version\t%s\t%s" % (k, v["version"]) for k, v in value]
    return len(wanted)


def main():
    names = []
    for folder, _, files in os.walk(FOLDER):
        names += [os.path.relpath(os.path.join(folder, name), FOLDER) for name in files]
    names = [name for name in names if not NOT_HERE.match(name)]
    tensors = 0
    with open(os.path.join(FOLDER, "contents.txt"), "w", newline="\n", encoding="latin-1") as out:
        for name in sorted(names):
            rows = contents_of(os.path.join(FOLDER, name), name)
            out.write("== %s\n%s" % (name, "".join(row + "\n" for row in rows)))
            if len(sys.argv) > 1:
                tensors += compare(sys.argv[1], name, rows)
    print("torch", VERSION, len(names), "files", *(("%d tensors compared" % tensors,) if len(sys.argv) > 1 else ()))


if __name__ == "__main__":
    main()
