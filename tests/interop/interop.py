# SPDX-License-Identifier: Apache-2.0
"""PyTorch's side of the interop tests.

    interop.py write FOLDER     PyTorch saves models to FOLDER/torch
    (nnstruct_interop FOLDER    loads them, saves them again to FOLDER/nnstruct)
    interop.py verify FOLDER    PyTorch, of the same or another version, reads what nnstruct wrote

`verify` ends with the number of checks that it made; any that fails ends it with an error.
"""

import os
import sys
import zipfile

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


class Nested(nn.Module):
    """Children before parameters, a module in a module in a module, no bias, a 0-d buffer."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(128, 16), nn.ReLU(), nn.Sequential(nn.Linear(16, 1), nn.ReLU(True)))
        self.conv = nn.Conv2d(4, 8, (3, 5), groups=2, bias=False)
        self.register_buffer("steps", torch.tensor(12345678901234))
        self.scale = nn.Parameter(torch.randn(3))


class DTypes(nn.Module):
    """Every element type that is exchanged; special values among them."""

    def __init__(self):
        super().__init__()
        special = torch.tensor([0.0, -0.0, 1.5, -2.25, float("inf"), float("-inf"), float("nan"), 1e-7])
        self.p_float32 = nn.Parameter(torch.cat([special, torch.randn(8)]).reshape(4, 4))
        self.p_float64 = nn.Parameter(torch.randn(2, 3, dtype=torch.float64))
        self.p_float16 = nn.Parameter(torch.cat([special, torch.randn(2)]).half())
        self.p_bfloat16 = nn.Parameter(torch.cat([special, torch.randn(2)]).bfloat16())
        self.register_buffer("p_int64", torch.tensor([[-(2**63), 2**63 - 1, 0], [1, -1, 7]]))
        self.register_buffer("empty", torch.zeros(0, 3))


class Names(nn.Module):
    """Names that Python's pickler meets twice: constants of PyTorch's own source."""

    def __init__(self):
        super().__init__()
        self.version = nn.Parameter(torch.randn(2))
        self.storage = nn.Parameter(torch.randn(2))
        self.a = nn.Linear(1, 2)


MODELS = (Net, Nested, DTypes, Names)


def write(folder):
    torch.manual_seed(1)
    os.makedirs(os.path.join(folder, "torch"), exist_ok=True)
    for model in MODELS:
        torch.save(model().state_dict(), os.path.join(folder, "torch", model.__name__ + ".pth"))
    model = Nested()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    (sum(p.square().sum() for p in model.parameters())).backward()
    optimizer.step()
    torch.save({"epoch": 5, "model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(),
                "loss": 0.25, "history": [1.5, 0.1], "note": "gr\u00f6\u00dfe", "best": None, "betas": (0.9, 0.999)},
               os.path.join(folder, "torch", "checkpoint.pth"))
    net = Net()
    net.load_state_dict(torch.load(os.path.join(folder, "torch", "Net.pth")))
    x = torch.randn(5, 3, 32, 32)
    with torch.no_grad():
        torch.save({"input": x, "output": net.eval()(x)}, os.path.join(folder, "torch", "forward.pth"))


class Checks:
    count = 0

    def __call__(self, claim, what):
        self.count += 1
        if not claim:
            sys.exit("interop: " + what)


def bits(tensor):
    """The tensor's bytes: NaN equals NaN, and 0.0 is not -0.0."""
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return tensor.contiguous().numpy().tobytes()


def record(path, name):
    with zipfile.ZipFile(path) as archive:
        bad = archive.testzip()  # compares every checksum
        if bad is not None:
            sys.exit("interop: %s: wrong checksum of %s" % (path, bad))
        return archive.read(archive.namelist()[0].split("/")[0] + "/" + name)


def same(a, b):
    """Equal types and values, tensors by their bits."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and a.shape == b.shape and a.stride() == b.stride() and bits(a) == bits(b)
    return a == b


def verify_values(folder, check):
    new = int(torch.__version__.split(".")[0]) >= 2  # 1.13 reads no floats with weights_only
    original = os.path.join(folder, "torch", "checkpoint.pth")
    expected = torch.load(original, weights_only=new)
    for name in ("value", "record"):
        path = os.path.join(folder, "nnstruct", name + ".pth")
        found = torch.load(path, weights_only=new)
        check(same(found, expected), path + ": differs from what PyTorch saved")
        check(found["model_state_dict"]._metadata == expected["model_state_dict"]._metadata, path + ": _metadata")
        check(record(path, "data.pkl") == record(original, "data.pkl"), path + ": data.pkl differs from PyTorch's")
        model = Nested()
        model.load_state_dict(found["model_state_dict"])
        torch.optim.Adam(model.parameters()).load_state_dict(found["optimizer_state_dict"])
    made = torch.load(os.path.join(folder, "nnstruct", "made.pth"), weights_only=new)
    check(made["epoch"] == 5 and same(made["model_state_dict"], expected["model_state_dict"]), "made.pth")
    check(made["list"] == [1, "two", None, True, b"ab"], "made.pth: list")


def verify(folder):
    check = Checks()
    for model in MODELS:
        name = model.__name__
        original = os.path.join(folder, "torch", name + ".pth")
        expected = torch.load(original)
        for way in ("struct", "state_dict"):
            path = os.path.join(folder, "nnstruct", way, name + ".pth")
            where = path + ": "
            found = torch.load(path, weights_only=True)
            check(list(found) == list(expected), where + "keys or their order differ")
            check(found._metadata == expected._metadata, where + "_metadata differs")
            for key, tensor in expected.items():
                check(found[key].dtype == tensor.dtype, where + key + ": dtype differs")
                check(found[key].shape == tensor.shape, where + key + ": shape differs")
                check(found[key].stride() == tensor.stride(), where + key + ": strides differ")
                check(bits(found[key]) == bits(tensor), where + key + ": bits differ")
            check(repr(model().load_state_dict(found, strict=True)) == "<All keys matched successfully>",
                  where + "load_state_dict")
            check(record(path, "data.pkl") == record(original, "data.pkl"), where + "data.pkl differs from PyTorch's")
            if int(torch.__version__.split(".")[0]) >= 2:
                mapped = torch.load(path, weights_only=True, mmap=True)
                check(all(bits(mapped[key]) == bits(expected[key]) for key in expected), where + "mmap=True")

    verify_values(folder, check)
    ours = torch.load(os.path.join(folder, "nnstruct", "forward.pth"), weights_only=True)["output"]
    theirs = torch.load(os.path.join(folder, "torch", "forward.pth"))["output"]
    check((ours - theirs).abs().max() <= 1e-4 * theirs.abs().max(), "the outputs of Net differ")
    print("torch %s: %d checks passed" % (torch.__version__, check.count))


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("write", "verify"):
        sys.exit(__doc__)
    torch.set_num_threads(1)
    {"write": write, "verify": verify}[sys.argv[1]](sys.argv[2])
