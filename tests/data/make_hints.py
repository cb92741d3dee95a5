#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes state_dicts that need something before they load, as torch's own wrappers and people's refactorings make them,
beside this script:

hints/CASE.pth   what torch.save wrote
hints.pth        CASE: {"x": input, "y": what the model gives from which CASE was saved}; and what PyTorch makes of
                 reparametrized weights, NAME: state_dict, NAME.removed: the same without the reparametrization
weight_norm.txt  == EXTENTS of a weight, and below those of each g that weight norm makes of it; `-` for none

The models are the structs of tests/state_dict/hints.cpp and fold.cpp. Written with PyTorch 2.14.
"""
import collections
import copy
import os
import warnings

import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune

warnings.simplefilter("ignore")
torch.manual_seed(16)
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "hints")
os.makedirs(FOLDER, exist_ok=True)
expected = {}


class Stack(nn.Module):
    """Layers of one shape, so that only their names and order tell one from another."""

    def __init__(self, first=0, step=1):
        super().__init__()
        self.layers = nn.Module()
        self.names = [str(first + step * i) for i in range(3)]
        for name in self.names:
            self.layers.add_module(name, nn.Linear(3, 3))

    def forward(self, x):
        for name in self.names:
            x = torch.relu(self.layers.get_submodule(name)(x))
        return x


class Net(nn.Module):
    """Layers of different shapes."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 3, 1))
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)
        self.bn = nn.BatchNorm1d(2)

    def forward(self, x):
        return self.bn(self.fc(x))


def value(name, model, state):
    """The file of a case, and what its model gives."""
    with torch.no_grad():
        x = torch.randn(2, 1, 3, 3) if isinstance(model, Net) else torch.randn(2, 3)
        was_training = model.training
        expected[name] = {"x": x, "y": model.eval()(x)}
        model.train(was_training)
    torch.save(state, os.path.join(FOLDER, name + ".pth"))


def case(name, model, change=lambda key: key, wrap=lambda state: state):
    state = model.state_dict()
    renamed = collections.OrderedDict((change(key), v) for key, v in state.items())
    if list(renamed) == list(state):
        renamed = state  # with its _metadata
    value(name, model, wrap(renamed))


# Numbers.
case("even", Stack(step=2))
case("shifted", Stack(first=1))
case("renamed_list", Stack(), lambda key: key.replace("layers", "blocks"))
case("renamed_and_even", Stack(step=2), lambda key: key.replace("layers", "blocks"))
case("swapped", Stack(), lambda key: key.replace(".0.", ".9.").replace(".2.", ".0.").replace(".9.", ".2."))
case("fewer", Stack(), lambda key: key.replace(".2.", ".3."), lambda s: {k: v for k, v in s.items() if ".1." not in k})

# Wrappers.
net = Net()
case("nested", net, wrap=lambda s: {"epoch": 3, "state_dict": {"model." + k: v for k, v in s.items()}})
value("compiled", net, torch.compile(net).state_dict())
inside = copy.deepcopy(net)
inside.features = torch.compile(inside.features)
value("compiled_inside", net, inside.state_dict())
value("compiled_twice", net, torch.compile(inside).state_dict())
value("compiled_in_parallel", net, nn.DataParallel(torch.compile(net)).state_dict())
value("compiled_inside_parallel", net, {"net": nn.DataParallel(inside).state_dict(), "step": 1})
value("averaged", net, torch.optim.swa_utils.AveragedModel(net).state_dict())
both = {"online_model." + k: v for k, v in Net().state_dict().items()}
value("two_models", net, dict(both, **{"ema_model." + k: v for k, v in net.state_dict().items()}))
value("two_dictionaries", net, {"model": Net().state_dict(), "ema": net.state_dict(), "step": 1})
value("one_of_two", net, {"other": Stack().state_dict(), "model": nn.DataParallel(net).state_dict(), "step": 1})
value("only_others", net, {"a": Stack().state_dict(), "b": {"table": torch.ones(2)}, "step": 1})

normed = Normed()
normed(torch.randn(8, 3))
value("normed_in_parallel", normed, nn.DataParallel(normed).state_dict())
no_metadata = dict(nn.DataParallel(normed).state_dict())
value("normed_without_metadata", normed, no_metadata)
value("normed_without_counter", normed, {k: v for k, v in no_metadata.items() if "num_batches" not in k})

# Other names.
case("renamed", net, lambda key: key.replace("features.", "backbone.").replace("fc.", "head."))
case("renamed_part", net, lambda key: key.replace("features.", "backbone."))
case("renamed_in_parallel", net, lambda key: "module." + key.replace("features.", "backbone."))
case("sorted", net, lambda key: key.replace("features.", "backbone."),
     lambda s: collections.OrderedDict(sorted(s.items())))
case("words", Stack(), lambda key: key.replace("layers.0", "a").replace("layers.1", "b").replace("layers.2", "c"))
case("numbered_words", Stack(), lambda key: key.replace("layers.", "block"))
case("letters", Stack(), lambda key: key.replace("layers.0", "b").replace("layers.1", "c").replace("layers.2", "d"))
case("slip", net, lambda key: key.replace("fc.weight", "fc.weigth"))
case("other_dtype", net, lambda key: key.replace("fc.weight", "fc.weigth"),
     lambda s: {k: v.to(torch.int64) if k == "fc.weigth" else v for k, v in s.items()})
case("transposed_slip", net, lambda key: key.replace("fc.weight", "fc.weigth"),
     lambda s: {k: v.t().contiguous() if k == "fc.weigth" else v for k, v in s.items()})
case("two_slips", net, lambda key: key.replace("fc.weight", "fc.weigth"),
     lambda s: dict(s, **{"fc.wieght": torch.zeros(2, 3)}))
case("part", net, wrap=lambda s: {k[9:]: v for k, v in s.items() if k.startswith("features.")})

# Reparametrized weights.


def with_(function, model, *names, **options):
    model = copy.deepcopy(model)
    for name in names:
        function(model.get_submodule(name), "weight", **options)
    return model


value("weight_norm", net, (old := with_(nn.utils.weight_norm, net, "features.0", "fc")).state_dict())
value("weight_norm_new", net, with_(parametrizations.weight_norm, net, "features.0", "fc").state_dict())
value("weight_norm_nested", net, {"net": nn.DataParallel(old).state_dict(), "step": 1})
pruned = with_(prune.random_unstructured, net, "features.2", "fc", amount=0.4)
value("pruned", pruned, pruned.state_dict())
mixed = with_(prune.random_unstructured, net, "features.2", "fc", amount=0.4)
nn.utils.weight_norm(mixed.features[0])
value("pruned_and_weight_norm", mixed, mixed.state_dict())
for name, function, call in (
        ("spectral", nn.utils.spectral_norm,
         'torch.nn.utils.remove_spectral_norm(model.get_submodule("fc"), "weight")'),
        ("spectral_new", parametrizations.spectral_norm,
         'model.eval() and torch.nn.utils.parametrize.remove_parametrizations(model.get_submodule("fc"), "weight")'),
        ("orthogonal", parametrizations.orthogonal,
         'model.eval() and torch.nn.utils.parametrize.remove_parametrizations(model.get_submodule("fc"), "weight")')):
    model = with_(function, net, "fc")
    model.eval()
    value(name, model, model.state_dict())
    y = expected[name]
    eval(call)  # what the hint says
    torch.save(model.state_dict(), os.path.join(FOLDER, name + "_removed.pth"))
    expected[name + "_removed"] = {"x": y["x"], "y": y["y"]}


# Models that were saved whole.
value("whole_parallel", net, nn.DataParallel(net))
value("whole_nested", net, {"net": nn.DataParallel(net), "step": 1})
value("whole_weight_norm", net, with_(nn.utils.weight_norm, net, "fc"))


# Each value and place of a weight, for nn::fold_weight_norm and nn::apply_masks.
class Several(nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, (2, 3), dtype=dtype)
        self.last = nn.Linear(5, 4, dtype=dtype)
        self.middle = nn.Conv2d(2, 3, 2, dtype=dtype)
        self.whole = nn.Linear(4, 3, dtype=dtype)
        self.zeros = nn.Linear(3, 2, dtype=dtype)
        self.gru = nn.GRU(3, 2, dtype=dtype)
        self.one = nn.Linear(1, 4, dtype=dtype)


def fold(name, state, removed):
    expected[name], expected[name + ".removed"] = state, removed


DIMS = [("conv", "weight", 0), ("last", "weight", 1), ("middle", "weight", 2), ("whole", "weight", None),
        ("zeros", "weight", 0), ("gru", "weight_ih_l0", 0), ("gru", "weight_hh_l0", 0), ("one", "weight", 0)]
for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
    short = str(dtype)[6:]
    for spelling, norm, remove in (("old", nn.utils.weight_norm, nn.utils.remove_weight_norm),
                                   ("new", parametrizations.weight_norm, parametrize.remove_parametrizations)):
        model = Several(dtype)
        with torch.no_grad():
            model.zeros.weight[1] = 0
        for module, name, dim in DIMS:
            norm(model.get_submodule(module), name, dim)
        with torch.no_grad():  # so that a norm is not what the values happen to have
            for p in model.parameters():
                p.mul_(1 + torch.rand(p.shape).to(dtype))
        state = copy.deepcopy(model.state_dict())
        for module, name, _ in DIMS:
            remove(model.get_submodule(module), name)
        if spelling == "old" or dtype == torch.float32:  # else nothing that the two have not shown
            fold("weight_norm_%s_%s" % (spelling, short), state, model.state_dict())
    model = Several(dtype)
    for module, name in (("conv", "weight"), ("conv", "bias"), ("whole", "weight"), ("gru", "bias_ih_l0")):
        prune.random_unstructured(model.get_submodule(module), name, amount=0.4)
    state = copy.deepcopy(model.state_dict())
    for module, name in (("conv", "weight"), ("conv", "bias"), ("whole", "weight"), ("gru", "bias_ih_l0")):
        prune.remove(model.get_submodule(module), name)
    fold("pruned_" + short, state, model.state_dict())

chained = parametrizations.weight_norm(nn.Linear(3, 2))
parametrize.register_parametrization(chained, "weight", nn.Identity())
expected["chained"] = chained.state_dict()

# What looks like half of a pair: the bias_k and bias_v of attention beside a weight that is normed.
attending = nn.Sequential(nn.MultiheadAttention(2, 1, add_bias_kv=True), nn.utils.weight_norm(nn.Linear(2, 1)))
torch.save(attending.state_dict(), os.path.join(FOLDER, "bias_k_and_v.pth"))
nn.utils.remove_weight_norm(attending[1])
torch.save(attending.state_dict(), os.path.join(FOLDER, "bias_k_and_v_removed.pth"))


def norms_of(norm, shape):
    """The shapes of g, of each dimension that weight norm takes."""
    found = set()
    for dim in [None, *range(-5, 5)]:
        module = nn.Module()
        module.weight = nn.Parameter(torch.randn(shape))
        try:
            norm(module, "weight", dim)
            module.weight  # computed: that of a 0-d one is an error
        except (IndexError, RuntimeError):
            continue
        g, v = module.state_dict().values()
        assert v.shape == shape
        found.add(tuple(g.shape))
    return found


with open(os.path.join(HERE, "weight_norm.txt"), "w") as out:
    for shape in ((), (1,), (5,), (3, 4), (1, 4), (4, 1), (1, 1), (0, 3), (3, 0), (3, 2, 4), (3, 1, 4), (1, 2, 1),
                  (3, 2, 4, 5), (3, 3, 3, 3)):
        old, new = norms_of(nn.utils.weight_norm, shape), norms_of(parametrizations.weight_norm, shape)
        assert old == new
        print("== " + ("x".join(map(str, shape)) or "-"), file=out)
        for g in sorted(old):
            print("x".join(map(str, g)) or "-", file=out)

# In the format of before 1.6, which has no space between tensors.
torch.save(expected, os.path.join(HERE, "hints.pth"), _use_new_zipfile_serialization=False)
print(torch.__version__, len(expected), "values")
