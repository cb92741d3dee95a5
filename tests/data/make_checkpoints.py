#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the files ckpt_* of tests/data/torch-X.Y, X.Y being the version of the torch that runs this.

    python3 make_checkpoints.py

ckpt_NAME.pth is what torch.save writes; ckpt_NAME.txt beside it says what is in it, one line a tensor:

    KEY DTYPE SHAPE BYTES [FLOAT32 FLOAT64 FLOAT16 BFLOAT16]

SHAPE is 3x4, or - for a tensor of rank 0. BYTES are those of the elements, row-major and little-endian, in hexadecimal;
an empty tensor's are -. The last four are the same after .float(), .double(), .half() and .bfloat16(). Then come lines

    @metadata PATH VERSION

with the module's path in quotes. ckpt_entries_N.pkl.zlib is the pickle of a state_dict of N tensors, compressed.
All numbers are fixed. Only ckpt_legacy.pth changes from run to run: it holds addresses.
"""
import collections
import os
import re
import tempfile
import zipfile
import zlib

import torch
from torch import nn

VERSION = ".".join(re.match(r"(\d+)\.(\d+)", torch.__version__).groups())
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch-" + VERSION)
DTYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
          torch.uint8, torch.bool]


def path_of(name):
    return os.path.join(FOLDER, "ckpt_" + name)


def hex_of(tensor):
    data = tensor.detach().contiguous()
    if data.numel() == 0:
        return "-"
    if data.dtype == torch.bfloat16:
        data = data.view(torch.int16)
    return data.numpy().tobytes().hex()


def describe(state_dict, conversions):
    lines = []
    for key, tensor in state_dict.items():
        words = [key, str(tensor.dtype)[len("torch."):], "x".join(map(str, tensor.shape)) or "-", hex_of(tensor)]
        if conversions:
            words += [hex_of(tensor.to(dtype)) for dtype in DTYPES[:4]]
        lines.append(" ".join(words))
    for path, facts in getattr(state_dict, "_metadata", {}).items():
        lines.append('@metadata "%s" %d' % (path, facts["version"]))
    return "".join(line + "\n" for line in lines)


def put(name, state_dict, conversions=False):
    torch.save(state_dict, path_of(name + ".pth"))
    with open(path_of(name + ".txt"), "w") as out:
        out.write(describe(state_dict, conversions))


def pickle_of(value):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.pth")
        torch.save(value, path)
        with zipfile.ZipFile(path) as archive:
            return archive.read("a/data.pkl")


def put_with_other_pickle(name, like, change):
    """The file `like` with its pickle changed, written by Python's zipfile."""
    with zipfile.ZipFile(path_of(like + ".pth")) as old, zipfile.ZipFile(path_of(name + ".pth"), "w") as new:
        for entry in old.infolist():
            content = old.read(entry.filename)
            entry_name = entry.filename.replace(like, name)
            new.writestr(zipfile.ZipInfo(entry_name), change(content) if entry_name.endswith("/data.pkl") else content)
    with open(path_of(like + ".txt")) as text, open(path_of(name + ".txt"), "w") as out:
        out.write(text.read())


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 3)
        self.fc2 = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


class Counted(Net):
    def __init__(self):
        super().__init__()
        self.register_buffer("steps", torch.tensor(2 ** 53 + 1))


class Interned(nn.Module):
    """Its own parameters have the names of strings that PyTorch's pickles hold anyway."""

    def __init__(self):
        super().__init__()
        for name in ("version", "storage", "_metadata", "cpu", "version_"):
            self._parameters[name] = nn.Parameter(torch.empty(2))  # register_parameter refuses "cpu", a method's name
        self.storage_ = nn.Linear(2, 1)


def numbered(module):
    """Every element another value, none of them with a short binary fraction."""
    count = 0
    with torch.no_grad():
        for parameter in module.parameters():
            values = torch.arange(count, count + parameter.numel(), dtype=torch.float64)
            parameter.copy_(((values - 7) / 3).reshape(parameter.shape))
            count += parameter.numel()
    return module


def line(first, count, dtype=torch.float32):
    return (torch.arange(first, first + count, dtype=torch.float64) / 7).to(dtype)


def net_tensors(**others):
    """Tensors for Net; `others` take the place of some."""
    return collections.OrderedDict(
        (key, others.get(key.replace(".", "_"), value)) for key, value in numbered(Net()).state_dict().items())


def floats():
    """Where conversions round, overflow, underflow, or keep what is no number."""
    tiny = 2.0 ** -149
    values = [0.0, -0.0, 1.0, -1.5, 1 / 3, -1e-3, 65504.0, 65519.0, 65520.0, 1e38, -3.5e38, 1e300, float("inf"),
              float("-inf"), float("nan"), 2.0 ** -14, 2.0 ** -24, 2.0 ** -25, 1.5 * 2.0 ** -25, 6e-8, tiny, tiny / 2,
              1.5 * tiny, 1 + 2.0 ** -8, 1 + 3 * 2.0 ** -8, 1 + 2.0 ** -11, 1 + 3 * 2.0 ** -11, 1 + 2.0 ** -24,
              1 + 3 * 2.0 ** -24, 1 + 2.0 ** -24 + 2.0 ** -50, 3.3895e38, 2.0 ** 127 * (2 - 2.0 ** -8)]
    return torch.tensor(values, dtype=torch.float64)


def write_state_dicts():
    for name, dtype in (("float32", torch.float32), ("float64", torch.float64), ("float16", torch.float16),
                        ("bfloat16", torch.bfloat16)):
        put("net_" + name, numbered(Net()).to(dtype).state_dict(), conversions=True)
    put("counted", numbered(Counted()).state_dict())
    put("sequential", numbered(nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))).state_dict())
    put("interned", numbered(Interned()).state_dict())
    put("batch_norm", nn.BatchNorm2d(3).state_dict())
    put("one", nn.PReLU().state_dict())
    put("none", nn.ReLU().state_dict())


def write_dictionaries():
    put("transposed", net_tensors(fc1_weight=line(0, 12).reshape(4, 3).t(), fc2_weight=line(5, 6).reshape(3, 2).t()))
    put("channels_last", {"weight": line(0, 36).reshape(2, 3, 2, 3).to(memory_format=torch.channels_last),
                          "bias": line(3, 2)})
    put("views", net_tensors(fc1_weight=line(0, 100).reshape(10, 10)[3:6, 2:6], fc1_bias=line(0, 30)[4:28:8],
                             fc2_weight=line(0, 40)[20:26].reshape(2, 3), fc2_bias=line(0, 9)[7:]))
    put("expanded", net_tensors(fc1_weight=line(1, 4).expand(3, 4), fc1_bias=line(9, 1).expand(3),
                                fc2_weight=line(2, 2).reshape(2, 1).expand(2, 3)))
    shared = line(0, 20)
    put("shared", net_tensors(fc1_weight=shared[:12].reshape(3, 4), fc1_bias=shared[:3], fc2_bias=shared[18:]))
    put("parameters", dict(numbered(Net()).named_parameters()))
    put("plain", dict(numbered(Net()).state_dict()))
    put("shapes", collections.OrderedDict(
        scalar=torch.tensor(2.5), whole=torch.tensor(-3), empty=torch.zeros(0), empty_middle=torch.zeros(2, 0, 3),
        empty_first=torch.zeros(0, 3, dtype=torch.int64), ones=line(0, 1).reshape(1, 1, 1), five=line(0, 8).reshape(1, 2, 2, 1, 2),
        many=line(0, 300).reshape(3, 100), tall=line(0, 270).reshape(270, 1)))
    put("dtypes", collections.OrderedDict(
        (str(dtype)[len("torch."):], torch.tensor([[0, 1, 100], [7, 0, 31]]).to(dtype)) for dtype in DTYPES), conversions=True)
    put("floats", collections.OrderedDict(
        (str(dtype)[len("torch."):], floats().to(dtype)) for dtype in DTYPES[:4]), conversions=True)
    put("integers", collections.OrderedDict(
        large=torch.tensor([2 ** 63 - 1, -2 ** 63, 2 ** 53 + 1, 2 ** 24 + 1, -1]), small=torch.tensor([-128, 127, -1, 0, 1], dtype=torch.int8)),
        conversions=True)
    put("unicode", collections.OrderedDict([("größe", line(0, 2)), ("重み", line(2, 2)), ("a.b-c/d", line(4, 1))]))
    put_with_other_pickle("cuda", "net_float32", lambda p: p.replace(b"X\3\0\0\0cpu", b"X\6\0\0\0cuda:0"))
    put_with_other_pickle("old_cuda", "net_float32",
                          lambda p: p.replace(b"X\3\0\0\0cpu", b"X\6\0\0\0cuda:1").replace(b"ctorch\nF", b"ctorch.cuda\nF"))


def put_torchscript(module):
    """Without the records that say where this script stands on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "ckpt_torchscript.pth")
        torch.jit.script(module).save(path)
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(path_of("torchscript.pth"), "w") as new:
            for entry in old.infolist():
                if not entry.filename.endswith(".debug_pkl"):
                    new.writestr(zipfile.ZipInfo(entry.filename), old.read(entry.filename))


def write_others():
    """What holds no bare state_dict."""
    net = numbered(Net())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    torch.save({"epoch": 5, "model_state_dict": net.state_dict(), "optimizer_state_dict": optimizer.state_dict(), "loss": 0.25},
               path_of("checkpoint.pth"))
    torch.save(net, path_of("module.pth"))
    torch.save([value.clone() for value in net.state_dict().values()], path_of("list.pth"))
    torch.save(line(0, 3), path_of("tensor.pth"))
    torch.save(net.state_dict(), path_of("legacy.pth"), _use_new_zipfile_serialization=False)
    put_torchscript(net)


def write_pickles():
    for count in (1, 2, 1000, 1001, 2000):
        entries = collections.OrderedDict(("k%d" % i, torch.zeros(1)) for i in range(count))
        entries._metadata = collections.OrderedDict(("m%d" % i, {"version": i % 3}) for i in range(count))
        with open(path_of("entries_%d.pkl.zlib" % count), "wb") as out:
            out.write(zlib.compress(pickle_of(entries), 9))


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    write_state_dicts()
    write_dictionaries()
    write_others()
    write_pickles()
