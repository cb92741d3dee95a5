#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/held: files whose tensors are held by something else than a dictionary, each twice, as NAME_a and
NAME_b, where one number of one tensor differs; and held.txt, which says what is in them:

    file NAME DIFFERS          the path of the tensor that differs in NAME_b
    tensor PATH DTYPE SHAPE SHA256     of NAME_a, in the order of the walk below; SHA256 of its row-major bytes
A path leads to a tensor: keys of dictionaries, indices, attributes, joined by dots. It is found here by walking the
objects that torch.load gives. Besides: state_dicts with `_extra_state`, and TorchScript with weights in constants,
attributes and packed parameters.

And paths.txt, tab-separated, of held/paths.pt, whose keys have dots and are no texts:

    at PATH REPR               what the path leads to, as Python prints it
    two PATH ONE OTHER         it has two meanings, which these two paths have alone
A path in brackets is what Python evaluates behind the object. Last, of held/kind_NAME.pt, which hold one tensor in
containers of different kinds:

    same NAME NAME             for Python they are equal
    differ NAME NAME
"""
import collections
import hashlib
import os
import warnings

import torch

warnings.simplefilter("ignore")
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "held")


class Average:
    """An average of weights, as training loops keep one."""

    def __init__(self, weight):
        self.n, self.weight = 3, weight


class Slots:
    __slots__ = ("weight", "count")

    def __init__(self, weight):
        self.weight, self.count = weight, 1


class SlotsAndMore(Slots):
    def __init__(self, weight):
        super().__init__(weight)
        self.more = weight * 2


class Own:
    """Says itself what is saved of it."""

    def __init__(self, state):
        self.state = state

    def __getstate__(self):
        return self.state

    def __setstate__(self, state):
        self.state = state


Point = collections.namedtuple("Point", ["x", "y"])


class Table(dict):
    pass


class Shelf(list):
    pass


class Marked(torch.Tensor):
    pass


class Pair(torch.Tensor):
    """A tensor that holds others, as those of quantization libraries do."""

    @staticmethod
    def __new__(cls, first):
        return torch.Tensor._make_wrapper_subclass(cls, first.shape, dtype=first.dtype)

    def __init__(self, first):
        self.first = first

    def __tensor_flatten__(self):
        return ["first"], None

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        raise NotImplementedError


class Held(torch.nn.Module):
    def __init__(self, weight):
        super().__init__()
        self.fc = torch.nn.Linear(2, 1)
        with torch.no_grad():
            self.fc.weight.fill_(1)
            self.fc.bias.fill_(2)
        self.register_buffer("kept", torch.ones(1))
        self.register_buffer("passing", weight, persistent=False)
        self.fc.scale = weight * 3
        self.parts = [weight * 4, {"deep": Average(weight * 5)}]


def with_attributes(tensor, **attributes):
    for name, value in attributes.items():
        setattr(tensor, name, value)
    return tensor


def attributed(weight=None, kept=None):
    net = Held(torch.ones(2))
    if weight is not None:
        net.fc.weight.mask = weight
    if kept is not None:
        net.register_buffer("kept", with_attributes(torch.ones(1).as_subclass(Marked), mask=kept))
    return net


def ordered(items, **attributes):
    return with_attributes(collections.OrderedDict(items), **attributes)


# NAME: what makes it of a tensor, and the path of that tensor.
KINDS = {
    "object": (lambda t: {"epoch": 1, "average": Average(t)}, "average.weight"),
    "root": (Average, "weight"),
    "slots": (lambda t: {"average": Slots(t)}, "average.weight"),
    "slots_and_more": (lambda t: {"average": SlotsAndMore(t)}, "average.weight"),
    "own_dict": (lambda t: {"average": Own({"ema": [t, 2]})}, "average.ema.0"),
    "own_tuple": (lambda t: {"average": Own((t, 5))}, "average.state.0"),
    "own_tensor": (lambda t: {"average": Own(t)}, "average.state"),
    "namedtuple": (lambda t: {"point": Point(1.5, t)}, "point.1"),
    "dict_subclass": (lambda t: {"table": with_attributes(Table(w=t), mean=t * 2)}, "table.w"),
    "list_subclass": (lambda t: [Shelf([0, t])], "0.1"),
    "ordered_attribute": (lambda t: ordered([("w", torch.ones(1))], mean=t), "mean"),
    "nested": (lambda t: {"all": [{"a": (Average(Point(t, 0)),)}]}, "all.0.a.0.weight.0"),
    "set": (lambda t: {"set": {t}}, "set.0"),
    "subclass": (lambda t: {"w": t.as_subclass(Marked)}, "w"),
    "subclass_attribute": (lambda t: {"w": with_attributes(torch.ones(2).as_subclass(Marked), mask=t)}, "w.mask"),
    "tensor_attribute": (lambda t: {"w": with_attributes(torch.ones(2), mask=t, note="x")}, "w.mask"),
    "parameter_attribute": (
        lambda t: {"w": with_attributes(torch.nn.Parameter(torch.ones(2)), mask=t)},
        "w.mask",
    ),
    "wrapper": (lambda t: {"w": Pair(t)}, "w.first"),
    "storage": (lambda t: {"raw": t.storage(), "same": t}, "raw"),
    "untyped_storage": (lambda t: {"raw": t.untyped_storage()}, "raw"),
    "module_buffer": (Held, "passing"),
    "module_parameter": (lambda t: attributed(weight=t), "fc.weight.mask"),
    "module_buffer_class": (lambda t: attributed(kept=t), "kept.mask"),
    "sparse": (
        lambda t: {"w": torch.sparse_coo_tensor([[0, 1], [1, 0]], [1.0, 2.0], (2, 2 if t[1] == 3 else 3))},
        "w.size",
    ),
    "module_attribute": (lambda t: with_attributes(Held(torch.ones(2)), late=t), "late"),
    "module_inside": (lambda t: {"model": with_attributes(Held(torch.ones(2)), late=Average(t))}, "model.late.weight"),
}


class Extra(torch.nn.Linear):
    """A module with a state of its own, which its state_dict has under `_extra_state`."""

    def __init__(self, extra):
        super().__init__(2, 1)
        self.extra = extra

    def get_extra_state(self):
        return self.extra

    def set_extra_state(self, extra):
        self.extra = extra


EXTRAS = {
    "none": None,
    "number": 5,
    "bytes": b"abc",
    "dict": {"scale": 0.5},
    "tensors": {"scale": torch.tensor([1.0, 3.0])},
}


def members(value):
    """Attributes, those in slots too."""
    out = dict(getattr(value, "__dict__", {}))
    for kind in type(value).__mro__:
        for name in getattr(kind, "__slots__", ()):
            if hasattr(value, name):
                out[name] = getattr(value, name)
    return out


def walk(value, path, out):
    def go(name, part):
        walk(part, path + [str(name)], out)

    if isinstance(value, (torch.storage.TypedStorage, torch.UntypedStorage)):
        typed = isinstance(value, torch.storage.TypedStorage)
        flat = torch.tensor([], dtype=value.dtype if typed else torch.uint8)
        out.append((".".join(path), flat.set_(value if typed else value, 0, (value.size(),))))
    elif isinstance(value, torch.Tensor) and value.is_sparse:
        go("indices", value._indices())
        go("values", value._values())
    elif isinstance(value, Pair):
        go("first", value.first)
    elif isinstance(value, torch.Tensor):
        out.append((".".join(path), value))
        for name, part in vars(value).items():
            go(name, part)
    elif isinstance(value, torch.nn.Module):
        keys = value.state_dict()
        for name, part in keys.items():
            go(name, part)
        walk_module(value, path, out)
    elif isinstance(value, dict):
        for key, part in value.items():
            go(key, part)
        for name, part in vars(value).items() if hasattr(value, "__dict__") else ():
            go(name, part)
    elif isinstance(value, (list, tuple, set)):
        for i, part in enumerate(value):
            go(i, part)
    elif isinstance(value, Own):
        if isinstance(value.state, dict):
            walk(value.state, path, out)
        else:
            go("state", value.state)
    else:
        for name, part in members(value).items():
            go(name, part)


def walk_module(module, path, out):
    """What a module holds beside its state_dict."""
    own = {"_parameters", "_buffers", "_modules"}
    for name, part in list(module._parameters.items()) + list(module._buffers.items()):
        if part is not None and name in module._non_persistent_buffers_set:
            walk(part, path + [name], out)
        else:
            for attribute, held in vars(part).items():
                walk(held, path + [name, attribute], out)
    for name, child in module._modules.items():
        walk_module(child, path + [name], out)
    for name, part in vars(module).items():
        if name not in own:
            walk(part, path + [name], out)


def shown(tensor):
    tensor = tensor.detach().as_subclass(torch.Tensor).contiguous().clone()
    data = bytes(tensor.untyped_storage().tolist())[: tensor.numel() * tensor.element_size()]
    dtype = str(tensor.dtype).replace("torch.", "")
    return "%s %s %s" % (dtype, "x".join(map(str, tensor.shape)) or "-", hashlib.sha256(data).hexdigest())


@torch.jit.script
class Box:
    def __init__(self, tensor: torch.Tensor):
        self.tensor = tensor


class Boxed(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.box = Box(torch.tensor([1.0, 3.0]))

    def forward(self, x: torch.Tensor):
        return x + self.box.tensor


class Listed(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.all = [torch.ones(2), torch.ones(1)]

    def forward(self, x: torch.Tensor):
        return x + self.all[0]


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(2, 2)
        self.mean = torch.ones(2)  # an attribute, no buffer

    def forward(self, x):
        return self.fc(x - self.mean) * torch.tensor([2.0, 3.0])


def save_scripts():
    """Of a state_dict, of that and constants, of constants alone."""
    torch.manual_seed(0)
    net = Net().eval()
    net.fc.weight.data.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    net.fc.bias.data.copy_(torch.tensor([5.0, 6.0]))
    example = torch.ones(1, 2)
    torch.jit.save(torch.jit.trace(net, example), os.path.join(FOLDER, "traced.pt"))
    scripted = torch.jit.script(net)
    torch.jit.save(scripted, os.path.join(FOLDER, "scripted.pt"))
    torch.jit.save(torch.jit.freeze(scripted), os.path.join(FOLDER, "frozen.pt"))
    quantized = torch.ao.quantization.quantize_dynamic(net, {torch.nn.Linear}, dtype=torch.qint8)
    torch.jit.save(torch.jit.script(quantized), os.path.join(FOLDER, "quantized_script.pt"))
    torch.jit.save(torch.jit.script(Boxed()), os.path.join(FOLDER, "boxed.pt"))
    torch.jit.save(torch.jit.script(Listed()), os.path.join(FOLDER, "listed.pt"))
    convolution = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 1), torch.nn.BatchNorm2d(1)).eval()
    optimized = torch.jit.optimize_for_inference(torch.jit.script(convolution))
    torch.jit.save(optimized, os.path.join(FOLDER, "optimized.pt"))
    torch.save(quantized, os.path.join(FOLDER, "quantized_model.pt"))
    torch.save(quantized.state_dict(), os.path.join(FOLDER, "quantized_state_dict.pt"))


def save_extras():
    for name, extra in EXTRAS.items():
        net = torch.nn.Sequential(Extra(extra), torch.nn.Linear(1, 1))
        for i, parameter in enumerate(net.parameters()):
            parameter.data.fill_(i)
        torch.save(net.state_dict(), os.path.join(FOLDER, "extra_%s.pt" % name))


def save_orders():
    """Of two networks the layers, in the order in which a Sequential calls them."""
    layers = [("a", torch.nn.ReLU()), ("b", torch.nn.Tanh())]
    torch.save(torch.nn.Sequential(collections.OrderedDict(layers)), os.path.join(FOLDER, "layers_ab.pt"))
    torch.save(torch.nn.Sequential(collections.OrderedDict(layers[::-1])), os.path.join(FOLDER, "layers_ba.pt"))


def with_dots_and_other_keys():
    mean = ordered([("mean", 1.5), ("state", 2.5)], mean=3.5)
    table = with_attributes(Table({"w": 4.5, 7: 5.5}), w=6.5)
    return {
        "a.b": 1,
        "a": {"b": 2, "c.d": 3, "": 4, "x[0]": 5, "[0]": 6, "list": [7, {"x": 8}]},
        "a.list": {"0": 9},
        1: 10,
        "1": 11,
        2: 12,
        None: 13,
        0.5: 14,
        1e300: 15,
        False: 16,
        (1, "x", None): 17,
        -3: 18,
        2**70: 19,
        b"k": 20,
        "it's": 21,
        "deep.er": {"x": {"y": 22}},
        "deep": {"er": {"x": {"z": 23}}},
        "mean": mean,
        "table": table,
        "slots": SlotsAndMore(24),
        "tensor": with_attributes(torch.tensor(25.0), note=26),
    }


# A path, and how Python writes it.
PATHS = [
    ("a.c.d", "['a']['c.d']"),
    ("a.", "['a']['']"),
    ("a['']", "['a']['']"),
    ("a.x[0]", "['a']['x[0]']"),
    ("a.[0]", "['a']['[0]']"),
    ("a['[0]']", "['a']['[0]']"),
    ("a.list[0]", "['a']['list'][0]"),
    ("a['list'].1.x", "['a']['list'][1]['x']"),
    ("a.list.1.x", "['a']['list'][1]['x']"),
    ("['a.list'].0", "['a.list']['0']"),
    ("['a.b']", "['a.b']"),
    ("['a']['b']", "['a']['b']"),
    ("['a'].b", "['a']['b']"),
    ("[1]", "[1]"),
    ("['1']", "['1']"),
    ("2", "[2]"),
    ("None", "[None]"),
    ("0.5", "[0.5]"),
    ("[1e+300]", "[1e300]"),
    ("False", "[False]"),
    ("(1, 'x', None)", "[(1, 'x', None)]"),
    ("-3", "[-3]"),
    ("1180591620717411303424", "[2**70]"),
    ("b'k'", "[b'k']"),
    ("it's", "[\"it's\"]"),
    ('["it\'s"]', "[\"it's\"]"),
    ("deep.er.x.y", "['deep.er']['x']['y']"),
    ("deep.er.x.z", "['deep']['er']['x']['z']"),
    ("mean['mean']", "['mean']['mean']"),
    ("mean.__dict__['mean']", "['mean'].__dict__['mean']"),
    ("mean.__dict__.mean", "['mean'].__dict__['mean']"),
    ("mean.state", "['mean']['state']"),
    ("table['w']", "['table']['w']"),
    ("table.__dict__['w']", "['table'].__dict__['w']"),
    ("table.7", "['table'][7]"),
    ("slots.weight", "['slots'].weight"),
    ("slots.__dict__['more']", "['slots'].__dict__['more']"),
    ("tensor.note", "['tensor'].note"),
]
TWO = [
    ("a.b", "['a.b']", "['a']['b']"),
    ("1", "[1]", "['1']"),
    ("a.list.0", "['a.list']['0']", "['a']['list'][0]"),
    ("deep.er", "['deep.er']", "['deep']['er']"),
    ("deep.er.x", "['deep.er']['x']", "['deep']['er']['x']"),
    ("mean.mean", "['mean']['mean']", "['mean'].__dict__['mean']"),
    ("table.w", "['table'].__dict__['w']", "['table']['w']"),
]


def save_paths():
    torch.save(with_dots_and_other_keys(), os.path.join(FOLDER, "paths.pt"))
    root = torch.load(os.path.join(FOLDER, "paths.pt"), weights_only=False)
    lines = []
    for path, python in PATHS:
        lines.append("at\t%s\t%r" % (path, eval("root" + python)))
    for path, one, other in TWO:
        assert eval("root" + one) is not eval("root" + other)
        lines.append("two\t%s\t%s\t%s" % (path, one, other))
    return lines


KINDS_OF_CONTAINERS = {
    "list": lambda t: [t],
    "tuple": lambda t: (t,),
    "tuple_of_one": lambda t: {"x": (1,), "t": t},
    "list_of_one": lambda t: {"x": [1], "t": t},
    "integer_key": lambda t: {1: t},
    "text_key": lambda t: {"1": t},
    "integer_keys": lambda t: {"a": {0: t}},
    "text_keys": lambda t: {"a": {"0": t}},
    "list_in": lambda t: {"a": [t]},
    "tuple_in": lambda t: {"a": (t,)},
    "none_key": lambda t: {None: 5, "t": t},
    "none_text_key": lambda t: {"None": 5, "t": t},
    "dotted": lambda t: {"a.b": t},
    "nested": lambda t: {"a": {"b": t}},
    "both": lambda t: {"a.b": t, "a": {"b": t}},
    "ordered": lambda t: ordered([("a.b", t)]),
    "ordered_in": lambda t: {"a": ordered([("b", t)])},
    "set": lambda t: {"a": {5, 6}, "t": t},
    "list_of_two": lambda t: {"a": [5, 6], "t": t},
}


def save_kinds_of_containers():
    """Python compares tensors of one element by it, so that == means what is meant."""
    for name, make in KINDS_OF_CONTAINERS.items():
        torch.save(make(torch.tensor([1.0])), os.path.join(FOLDER, "kind_%s.pt" % name))
    values = {name: make(torch.tensor([1.0])) for name, make in KINDS_OF_CONTAINERS.items()}
    return [
        "%s\t%s\t%s" % ("same" if values[a] == values[b] else "differ", a, b) for a in values for b in values
    ]


class Graph(torch.nn.Module):
    """Of sparse buffers one that makes no key, and a sparse Parameter."""

    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(2, 1)
        with torch.no_grad():
            self.fc.weight.fill_(1)
            self.fc.bias.fill_(2)
        self.register_buffer("adjacency", torch.sparse_coo_tensor([[0, 1], [1, 0]], [1.0, 2.0], (2, 3)))
        self.register_buffer("passing", torch.sparse_coo_tensor([[0], [1]], [3.0], (2, 2)), persistent=False)
        self.rows = torch.nn.Parameter(torch.sparse_csr_tensor([0, 1], [1], [4.0], (1, 2)))


def save_sparse_modules():
    torch.save(Graph(), os.path.join(FOLDER, "graph.pt"))
    torch.save(Graph().state_dict(), os.path.join(FOLDER, "graph_state_dict.pt"))
    kept = Graph().state_dict(keep_vars=True)
    assert isinstance(kept["rows"], torch.nn.Parameter)
    torch.save(kept, os.path.join(FOLDER, "graph_kept.pt"))


def save_metadata():
    """`_metadata` with more in it than versions: a tensor, a text; or with nothing, or no OrderedDict."""
    for name, more in {
        "tensor": lambda m: m[""].update(scale=torch.tensor([1.0, 3.0])),
        "note": lambda m: m[""].update(note="x"),
        "empty": lambda m: m.clear(),
    }.items():
        state = torch.nn.Linear(1, 1, bias=False).state_dict()
        state["weight"].fill_(1)
        more(state._metadata)
        torch.save(state, os.path.join(FOLDER, "metadata_%s.pt" % name))
    state._metadata = {"": {"version": 1}}
    torch.save(state, os.path.join(FOLDER, "metadata_dict.pt"))


def save_parameters():
    """Tensors that are parameters, and require gradients or not; alone, in a state_dict and in a whole model."""
    for name, make in {
        "tensor": torch.tensor,
        "parameter": lambda t: torch.nn.Parameter(torch.tensor(t)),
        "frozen": lambda t: torch.nn.Parameter(torch.tensor(t), requires_grad=False),
    }.items():
        torch.save({"weight": make([[1.0]])}, os.path.join(FOLDER, "parameter_%s.pt" % name))
    for name in "model", "frozen_model":
        net = torch.nn.Linear(1, 1, bias=False)
        net.weight.data.fill_(1)
        net.requires_grad_(name == "model")
        torch.save(net, os.path.join(FOLDER, "parameter_%s.pt" % name))


def main():
    os.makedirs(FOLDER, exist_ok=True)
    lines = []
    for name, (make, differs) in KINDS.items():
        for variant, last in (("a", 3.0), ("b", 3.5)):
            path = os.path.join(FOLDER, "%s_%s.pt" % (name, variant))
            torch.save(make(torch.tensor([1.0, last])), path)
        lines.append("file %s %s" % (name, differs))
        found = []
        walk(torch.load(os.path.join(FOLDER, name + "_a.pt"), weights_only=False), [], found)
        lines += ["tensor %s %s" % (path, shown(tensor)) for path, tensor in found]
    save_extras()
    save_orders()
    save_scripts()
    save_parameters()
    save_sparse_modules()
    save_metadata()
    with open(os.path.join(os.path.dirname(FOLDER), "paths.txt"), "w") as out:
        out.write("\n".join(save_paths() + save_kinds_of_containers()) + "\n")
    with open(os.path.join(os.path.dirname(FOLDER), "held.txt"), "w") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
