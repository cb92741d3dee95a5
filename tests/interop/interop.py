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

import warnings

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


def Sequential():
    return nn.Sequential(nn.Linear(128, 16), nn.ReLU(), nn.Linear(16, 1))


class Attributes(nn.Module):
    """What a state_dict does not hold: attributes, None, a transient buffer, and flags that differ."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 4), nn.Dropout())
        self.downsample = None
        self.register_buffer("table", torch.full((2,), 2.0), persistent=False)
        self.fc = nn.Linear(4, 4, bias=False)
        self.list = nn.ModuleList([nn.Linear(4, 4) for _ in range(2)])
        self.times = 3
        self.act = "relu"
        for parameter in self.net.parameters():
            parameter.requires_grad_(False)

    def forward(self, x):
        for _ in range(self.times):
            x = getattr(F, self.act)(self.fc(self.net(x)))
        for layer in self.list:
            x = layer(x)
        return x * self.table[0] if self.downsample is None else self.downsample(x)


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte = nn.Embedding(5, 3)
        self.head = nn.Linear(3, 5, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, x):
        return self.head(self.wte(x))


MODELS = (Net, Nested, DTypes, Names)
WHOLE = {Net: (2, 3, 32, 32), Sequential: (3, 128), Attributes: (2, 4), Tied: (2, 3)}
STATES = {  # of generators: what was drawn from them
    "seeded": lambda generator: None,
    "drawn": lambda generator: torch.rand(10, generator=generator),
    "normal": lambda generator: torch.randn(3, generator=generator),  # the fourth waits
    "twisted": lambda generator: torch.rand(624, generator=generator),
}
NEW = int(torch.__version__.split(".")[0]) >= 2  # this one has safetensors, too; 1.13 on Debian has not


def load_any(path, **options):
    """Without weights_only, whose default is not the same in all versions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return torch.load(path, weights_only=False, **options)


def write(folder):
    torch.manual_seed(1)
    os.makedirs(os.path.join(folder, "torch"), exist_ok=True)
    for model in MODELS:
        state_dict = model().state_dict()
        torch.save(state_dict, os.path.join(folder, "torch", model.__name__ + ".pth"))
        if NEW:
            import safetensors.torch
            safetensors.torch.save_file(state_dict, os.path.join(folder, "torch", model.__name__ + ".safetensors"))
    os.makedirs(os.path.join(folder, "torch", "whole"), exist_ok=True)
    for make in WHOLE:
        model = make()
        path = os.path.join(folder, "torch", "whole", make.__name__)
        torch.save(model, path + ".pth")
        torch.save(model, path + ".legacy.pth", _use_new_zipfile_serialization=False)
    model = Nested()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    (sum(p.square().sum() for p in model.parameters())).backward()
    optimizer.step()
    torch.save({"epoch": 5, "model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(),
                "loss": 0.25, "history": [1.5, 0.1], "note": "gr\u00f6\u00dfe", "best": None, "betas": (0.9, 0.999)},
               os.path.join(folder, "torch", "checkpoint.pth"))
    for name, draw in STATES.items():
        torch.manual_seed(2**63 + 42)
        generator = torch.Generator().manual_seed(7)
        draw(None)
        draw(generator)
        torch.save({"rng_state": torch.get_rng_state(), "generator": generator.get_state(),
                    "next_normal": torch.randn(7), "next_uniform": torch.rand(1300, generator=generator)},
                   os.path.join(folder, "torch", name + ".rng.pth"))
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
    new = NEW  # 1.13 reads no floats with weights_only
    original = os.path.join(folder, "torch", "checkpoint.pth")
    expected = torch.load(original, weights_only=new)
    for name in ("value", "record", "value.legacy"):
        path = os.path.join(folder, "nnstruct", name + ".pth")
        found = torch.load(path, weights_only=new)
        check(same(found, expected), path + ": differs from what PyTorch saved")
        check(found["model_state_dict"]._metadata == expected["model_state_dict"]._metadata, path + ": _metadata")
        if "legacy" not in name:
            check(record(path, "data.pkl") == record(original, "data.pkl"), path + ": data.pkl differs from PyTorch's")
        model = Nested()
        model.load_state_dict(found["model_state_dict"])
        torch.optim.Adam(model.parameters()).load_state_dict(found["optimizer_state_dict"])
    made = torch.load(os.path.join(folder, "nnstruct", "made.pth"), weights_only=new)
    check(made["epoch"] == 5 and same(made["model_state_dict"], expected["model_state_dict"]), "made.pth")
    check(made["list"] == [1, "two", None, True, b"ab"], "made.pth: list")


def same_state(a, b):
    return list(a) == list(b) and all(a[key].dtype == b[key].dtype and a[key].shape == b[key].shape and
                                      bits(a[key]) == bits(b[key]) for key in b)


def classes_of(model):
    return list({type(module) for module in model.modules()})


def verify_whole(folder, check):
    """Whole models that nnstruct wrote are those that PyTorch wrote."""
    for make, shape in WHOLE.items():
        name = make.__name__
        expected = load_any(os.path.join(folder, "torch", "whole", name + ".pth"))
        if make is Attributes:  # the others have no module that it makes a difference to, and no flag
            expected.eval()
        torch.manual_seed(2)
        x = torch.randint(5, shape) if make is Tied else torch.randn(shape)
        for ending in (".pth", ".legacy.pth"):
            path = os.path.join(folder, "nnstruct", "whole", name + ending)
            where = path + ": "
            found = load_any(path)
            check(type(found) is type(expected), where + "another class")
            check([(n, type(m), m.training) for n, m in found.named_modules()] ==
                  [(n, type(m), m.training) for n, m in expected.named_modules()], where + "modules differ")
            check(same_state(found.state_dict(), expected.state_dict()), where + "state_dict differs")
            check([(n, p.requires_grad) for n, p in found.named_parameters()] ==
                  [(n, p.requires_grad) for n, p in expected.named_parameters()], where + "requires_grad differs")
            check([n for n, _ in found.named_buffers()] == [n for n, _ in expected.named_buffers()],
                  where + "buffers differ")
            with torch.no_grad():
                check(torch.equal(found(x), expected(x)), where + "the outputs differ")
            check(set(vars(found)) == set(vars(make())), where + "attributes differ")
            with open(path + ".txt") as text:
                # 1.13 prints each module of a list
                check(str(found) == str(expected) and (not NEW or str(found) == text.read()), where + "prints differ")
            found.train().zero_grad()
            found(x).sum().backward()  # it is as good as any other
            check(all((p.grad is not None) == p.requires_grad for p in found.parameters()), where + "gradients")
            for other in (".state_dict", ".again"):
                state = torch.load(path + other, weights_only=True)
                check(same_state(state, expected.state_dict()), path + other + " differs")
            if NEW and ending == ".pth":
                with torch.serialization.safe_globals(classes_of(expected)):
                    safe = torch.load(path, weights_only=True)
                check(same_state(safe.state_dict(), expected.state_dict()), where + "weights_only=True")
    tied = load_any(os.path.join(folder, "nnstruct", "whole", "Tied.pth"))
    check(tied.head.weight is tied.wte.weight, "Tied: two parameters")


def verify_formats(folder, check):
    """State_dicts in the formats that are asked for."""
    for model in MODELS:
        name = model.__name__
        expected = torch.load(os.path.join(folder, "torch", name + ".pth"), weights_only=True)
        path = os.path.join(folder, "nnstruct", "legacy", name + ".pth")
        with open(path, "rb") as file:
            check(file.read(2) == b"\x80\x02", path + ": no legacy file")
        found = torch.load(path, weights_only=True)
        check(same_state(found, expected) and found._metadata == expected._metadata, path + ": differs")
        check(repr(model().load_state_dict(found)) == "<All keys matched successfully>", path + ": load_state_dict")
        other = os.path.join(folder, "torch", name + ".safetensors")
        if os.path.exists(other):  # a PyTorch that has safetensors wrote it
            path = os.path.join(folder, "nnstruct", "from_safetensors", name + ".pth")
            found = torch.load(path, weights_only=True)
            check(same_state(found, expected), path + ": differs")
        if NEW:
            import safetensors.torch
            path = os.path.join(folder, "nnstruct", "safetensors", name + ".safetensors")
            found = safetensors.torch.load_file(path)
            check(same_state({key: found[key] for key in expected}, expected) and len(found) == len(expected),
                  path + ": differs")
            again = model()
            check(safetensors.torch.load_model(again, path) == (set(), []), path + ": load_model")


def verify_states(folder, check):
    """Generators' states: the same bytes after loading and saving, the same numbers as drawn here, and what follows."""
    for name in STATES:
        expected = torch.load(os.path.join(folder, "torch", name + ".rng.pth"), weights_only=True)
        path = os.path.join(folder, "nnstruct", name + ".rng.pth")
        check(same(torch.load(path, weights_only=True), expected), path + ": differs from what PyTorch saved")
        path = os.path.join(folder, "nnstruct", name + ".on.rng.pth")
        found = torch.load(path, weights_only=True)
        torch.set_rng_state(expected["rng_state"])
        generator = torch.Generator()
        generator.set_state(expected["generator"])
        check(same(torch.randn(7), found["next_normal"]), path + ": normal numbers differ")
        check(same(torch.rand(1300, generator=generator), found["next_uniform"]), path + ": uniform numbers differ")
        check(same(generator.get_state(), found["generator"]), path + ": the generator's state differs")
        expected_next = torch.rand(700)
        torch.set_rng_state(found["rng_state"])
        check(same(torch.rand(700), expected_next), path + ": the numbers after those differ")


def answer(module, inputs):
    """Its output as a list of tensors; nothing, if it does not take these."""
    torch.manual_seed(0)
    try:
        with torch.no_grad():
            out = module(*inputs)
    except Exception:
        return None
    out = [out] if isinstance(out, torch.Tensor) else out
    parts = [t for part in out for t in (part if isinstance(part, (tuple, list)) else [part])]
    return [getattr(t, "tensors", t) for t in parts if t is not None]


def verify_printed(folder, check):
    """A module of each class that tests/data/make_printed.py has, of which nnstruct wrote the struct and that was saved."""
    path = os.path.join(folder, "nnstruct", "printed.pth")
    if not NEW or not os.path.exists(path):
        return
    try:
        import torchvision  # noqa: F401  some of the classes are its own
    except ImportError:
        return
    warnings.simplefilter("ignore")
    ours = load_any(path).eval()
    theirs = load_any(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "printed", "torch-2.14.pth")).eval()
    torch.manual_seed(3)
    check(list(theirs.state_dict()) == list(ours.state_dict()), path + ": keys")
    for a, b in zip([*theirs.parameters(), *theirs.buffers()], [*ours.parameters(), *ours.buffers()]):
        a.data = torch.rand(a.shape).to(a.dtype)
        b.data = a.data.clone()
    words, image = torch.randint(3, (4, 4)), torch.rand(2, 4, 8, 8)
    inputs = [(image,), (image[:, :3],), (image[:, :2],), (image[:, :1],), (image[:, :, :3, :4],), (image[:, :, :4, :4],),
              (image[0],), (image[0, 0],), (image[..., 0],), (image[:, :3, :, 0],), (torch.rand(2, 4, 6, 6, 6),),
              (torch.rand(2, 3, 6, 6, 6),), (torch.rand(2, 2, 6, 6, 6),), (torch.rand(3, 5, 3),), (torch.rand(2, 6),),
              (torch.rand(2, 3),), (torch.rand(2, 4),), (words,), (words.flatten(), torch.tensor([0, 2])),
              (torch.rand(5, 2), torch.rand(5, 3)), (image, image), (torch.rand(5, 2, 4), torch.rand(6, 2, 4)),
              (torch.rand(5, 2, 4), torch.rand(6, 2, 3), torch.rand(6, 2, 4)), (torch.rand(5), torch.ones(5)),
              (torch.rand(5, 4), torch.ones(5, dtype=torch.int64)), (torch.rand(5, 4), torch.rand(5, 4), torch.ones(5)),
              (torch.rand(5, 4), torch.rand(5, 4), torch.rand(5, 4)), (torch.rand(2, 8, 4, 4),), (torch.rand(2, 24, 6),),
              (torch.rand(2, 16, 4),), (torch.rand(3, 2),)]
    ran = 0
    for part, modules in theirs.items():
        for name, module in modules.items():
            for given in inputs:
                expected = answer(module, given)
                if expected is None:
                    continue
                found = answer(ours[part][name], given)
                check(found is not None and len(found) == len(expected) and
                      all(torch.equal(a, b) for a, b in zip(found, expected)), "%s: %s" % (path, name))
                ran += 1
                break
    check(ran > 240, path + ": only %d modules ran" % ran)


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
    verify_formats(folder, check)
    verify_whole(folder, check)
    verify_states(folder, check)
    verify_printed(folder, check)
    ours = torch.load(os.path.join(folder, "nnstruct", "forward.pth"), weights_only=True)["output"]
    theirs = torch.load(os.path.join(folder, "torch", "forward.pth"))["output"]
    check((ours - theirs).abs().max() <= 1e-4 * theirs.abs().max(), "the outputs of Net differ")
    print("torch %s: %d checks passed" % (torch.__version__, check.count))


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("write", "verify"):
        sys.exit(__doc__)
    torch.set_num_threads(1)
    {"write": write, "verify": verify}[sys.argv[1]](sys.argv[2])
