#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what PyTorch draws from seeds: random.txt, and random_repr.txt, beside this script.

A line is CASE, the seed, and then dtype, shape (`2x3`, `-` for a 0-d tensor) and the SHA-256 of the row-major bytes
of each tensor; tabs stand in between. tests/random, tests/module and tests/layers draw the same.
random_repr.txt is a line "== CASE" and then print(module), and so on.
Written with PyTorch 2.14 on a CPU with AVX2; 1.13 writes the same, but for those marked (2.14).
"""
import hashlib
import os

import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)
assert os.environ.get("ATEN_CPU_CAPABILITY") is None
lines = []


def sha256(tensor):
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return hashlib.sha256(tensor.numpy().tobytes()).hexdigest()


def keep(case, seed, draw):
    torch.manual_seed(seed)
    made = draw()
    if isinstance(made, nn.Module):
        made = list(made.state_dict().values())
    columns = [case, str(seed)]
    for t in made if isinstance(made, (list, tuple)) else [made]:
        shape = "x".join(map(str, t.shape)) or "-"
        columns += [str(t.dtype).replace("torch.", ""), shape, sha256(t)]
    lines.append("\t".join(columns))


class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5, bias=False))
        self.scale = nn.Parameter(torch.empty(3))
        self.fc = nn.Linear(5, 2)
        self.register_buffer("offset", torch.empty(20))
        nn.init.normal_(self.scale, 1, 0.5)
        nn.init.uniform_(self.offset, -1, 1)
        nn.init.xavier_uniform_(self.inner[0].weight)
        nn.init.zeros_(self.fc.bias)


def mixed():
    """The second of a pair of normal numbers waits for the next small draw, whatever is drawn in between."""
    return [torch.randn(3), torch.rand(5), torch.randn(2), torch.randn(20), torch.randn(1), torch.randperm(4),
            torch.randn(2, dtype=torch.float64), torch.randn(())]


def after(*draws):
    """The generator's state, and what is drawn from it on."""
    def draw():
        for one in draws:
            one()
        return [torch.get_rng_state(), torch.randn(3), torch.rand(700), torch.get_rng_state()]
    return draw


special = torch.tensor([-1.0, 2.0, float("inf"), float("-inf"), float("nan"), 0.0, -0.0, 1e-40, 3.4e38, -5.5])
f64, f16, bf16 = torch.float64, torch.float16, torch.bfloat16
CASES = {
    # those of the first collection
    "Linear(128,16)": lambda: nn.Linear(128, 16),
    "Linear(3,2)": lambda: nn.Linear(3, 2),
    "Conv2d(3,6,5)": lambda: nn.Conv2d(3, 6, 5),
    "Conv2d(4,8,3,groups=2)": lambda: nn.Conv2d(4, 8, 3, groups=2),
    "ConvTranspose2d(4,6,3,groups=2)": lambda: nn.ConvTranspose2d(4, 6, 3, groups=2),
    "Embedding(10,3,padding_idx=2)": lambda: nn.Embedding(10, 3, padding_idx=2),
    "Embedding(3,4)": lambda: nn.Embedding(3, 4),
    "rand(5)": lambda: torch.rand(5),
    "rand(1000)": lambda: torch.rand(1000),
    "rand(10,float64)": lambda: torch.rand(10, dtype=f64),
    "randn(7)": lambda: torch.randn(7),
    "randn(15)": lambda: torch.randn(15),
    "randn(16)": lambda: torch.randn(16),
    "randn(17)": lambda: torch.randn(17),
    "normal_(1000)": lambda: torch.empty(1000).normal_(),
    "normal_(1000,2,3)": lambda: torch.empty(1000).normal_(2, 3),
    "uniform_(100,-2,5)": lambda: torch.empty(100).uniform_(-2, 5),
    "randperm(10)": lambda: torch.randperm(10),
    "randperm(1000)": lambda: torch.randperm(1000),
    "randint(0,10,50)": lambda: torch.randint(0, 10, (50,)),
    "randint(0,2**40,50)": lambda: torch.randint(0, 2**40, (50,)),
    "bernoulli_(0.7,100)": lambda: torch.empty(100).bernoulli_(0.7),
    "dropout(ones(100),0.3)": lambda: F.dropout(torch.ones(100), 0.3),
    "kaiming_normal_fan_out(8,4,3,3)":
        lambda: nn.init.kaiming_normal_(torch.empty(8, 4, 3, 3), mode="fan_out", nonlinearity="relu"),
    "xavier_uniform_(6,5)": lambda: nn.init.xavier_uniform_(torch.empty(6, 5)),
    # many at once, ends of blocks, other types
    "normal_(100003)": lambda: torch.empty(100003).normal_(),
    "normal_(4097,-1,0.5)": lambda: torch.empty(4097).normal_(-1, 0.5),
    "normal_(8192,0,0)": lambda: torch.empty(8192).normal_(0, 0),
    "normal_(15,2.1,3.3)": lambda: torch.empty(15).normal_(2.1, 3.3),
    "normal_(7,2.1,3.3,float64) (2.14)": lambda: torch.empty(7, dtype=f64).normal_(2.1, 3.3),
    "normal_(10007,2.1,3.3,float64)": lambda: torch.empty(10007, dtype=f64).normal_(2.1, 3.3),
    "normal_(0)": lambda: torch.empty(0).normal_(),
    "mixed": mixed,
    "uniform_(100003,-2.1,5.3)": lambda: torch.empty(100003).uniform_(-2.1, 5.3),
    "uniform_(3,1,1)": lambda: torch.empty(3).uniform_(1, 1),
    "uniform_(1000,-2.1,5.3,float64)": lambda: torch.empty(1000, dtype=f64).uniform_(-2.1, 5.3),
    "uniform_(1000,-2.1,5.3,float16) (2.14)": lambda: torch.empty(1000, dtype=f16).uniform_(-2.1, 5.3),
    "uniform_(1000,-2.1,5.3,bfloat16) (2.14)": lambda: torch.empty(1000, dtype=bf16).uniform_(-2.1, 5.3),
    "rand(10000,float16) (2.14)": lambda: torch.rand(10000, dtype=f16),
    "rand(10000,bfloat16) (2.14)": lambda: torch.rand(10000, dtype=bf16),
    "randperm(0)": lambda: torch.randperm(0),
    "randperm(1)": lambda: torch.randperm(1),
    "randperm(2)": lambda: torch.randperm(2),
    "randperm(4097)": lambda: torch.randperm(4097),
    "randperm(50000)": lambda: torch.randperm(50000),
    "randperm(70000)": lambda: torch.randperm(70000),
    "randint(-5,2**28-6,50)": lambda: torch.randint(-5, 2**28 - 6, (50,)),
    "randint(-5,2**28-5,50) (2.14)": lambda: torch.randint(-5, 2**28 - 5, (50,)),
    "randint(-2**63,2**63-1,50)": lambda: torch.randint(-2**63, 2**63 - 1, (50,)),
    "bernoulli_(0,20)": lambda: torch.empty(20).bernoulli_(0),
    "bernoulli_(1,20)": lambda: torch.empty(20).bernoulli_(1),
    "bernoulli_(0.5,1000)": lambda: torch.empty(1000).bernoulli_(0.5),
    # what follows from a shape
    "kaiming_uniform_(6,5)": lambda: nn.init.kaiming_uniform_(torch.empty(6, 5)),
    "kaiming_uniform_(6,5,3),a=0.3": lambda: nn.init.kaiming_uniform_(torch.empty(6, 5, 3), a=0.3),
    "kaiming_uniform_(7,3),fan_out,tanh":
        lambda: nn.init.kaiming_uniform_(torch.empty(7, 3), mode="fan_out", nonlinearity="tanh"),
    "kaiming_normal_(7,3),selu": lambda: nn.init.kaiming_normal_(torch.empty(7, 3), nonlinearity="selu"),
    "kaiming_normal_(7,3),linear": lambda: nn.init.kaiming_normal_(torch.empty(7, 3), nonlinearity="linear"),
    "kaiming_normal_(7,3),sigmoid": lambda: nn.init.kaiming_normal_(torch.empty(7, 3), nonlinearity="sigmoid"),
    "xavier_uniform_(6,5,2,2),gain=5/3": lambda: nn.init.xavier_uniform_(torch.empty(6, 5, 2, 2), 5 / 3),
    "xavier_normal_(6,5)": lambda: nn.init.xavier_normal_(torch.empty(6, 5)),
    "xavier_normal_(6,5,3,1),gain=0.7": lambda: nn.init.xavier_normal_(torch.empty(6, 5, 3, 1), 0.7),
    # layers and modules
    "Linear(3,2,bias=False)": lambda: nn.Linear(3, 2, bias=False),
    "Conv2d(3,4,(2,3),bias=False)": lambda: nn.Conv2d(3, 4, (2, 3), bias=False),
    "ConvTranspose2d(3,5,(2,1))": lambda: nn.ConvTranspose2d(3, 5, (2, 1)),
    "BatchNorm1d(5)": lambda: nn.BatchNorm1d(5),
    "BatchNorm2d(3)": lambda: nn.BatchNorm2d(3),
    "BatchNorm2d(3,affine=False)": lambda: nn.BatchNorm2d(3, affine=False),
    "BatchNorm2d(3,track_running_stats=False)": lambda: nn.BatchNorm2d(3, track_running_stats=False),
    "LayerNorm((2,3))": lambda: nn.LayerNorm((2, 3)),
    "Embedding(7,5,padding_idx=-1)": lambda: nn.Embedding(7, 5, padding_idx=-1),
    "ModuleList(3 x Linear(2,2))": lambda: nn.ModuleList([nn.Linear(2, 2) for _ in range(3)]),
    "Scaled": Scaled,
    # dropout
    "dropout(special,0.5)": lambda: F.dropout(special, 0.5),
    "dropout(special,0)": lambda: [F.dropout(special, 0.0), torch.rand(1)],
    "dropout(special,1)": lambda: [F.dropout(special, 1.0), torch.rand(1)],
    "dropout(special,eval)": lambda: [F.dropout(special, 0.5, training=False), torch.rand(1)],
    "dropout(empty)": lambda: [F.dropout(torch.empty(0, 3), 0.5), torch.rand(1)],
    "dropout(randn(50,20),0.1)": lambda: F.dropout(torch.randn(50, 20), 0.1),
    "Dropout(0.2)(randn(3,4,5,6))": lambda: nn.Dropout(0.2)(torch.randn(3, 4, 5, 6)),
    # the generator's state
    "state (2.14)": after(),
    "state after rand(1)": after(lambda: torch.rand(1)),
    "state after rand(624)": after(lambda: torch.rand(624)),
    "state after rand(625)": after(lambda: torch.rand(625)),
    "state after randn(1)": after(lambda: torch.randn(1)),
    "state after randn(2)": after(lambda: torch.randn(2)),
    "state after randn(1), randn(16), randperm(1000)":
        after(lambda: torch.randn(1), lambda: torch.randn(16), lambda: torch.randperm(1000)),
}

for seed in (0, 1, 42, 1234, 2**32 + 5):
    for case, draw in CASES.items():
        keep(case, seed, draw)
for seed in (-1, 2**64 - 2):  # torch.manual_seed takes both
    keep("rand(1000)", seed, CASES["rand(1000)"])
# A process that seeds nothing: torch's own seed is another one in every run; torch.Generator's is this one.
keep("rand(5)", torch.Generator().initial_seed(), CASES["rand(5)"])
for seed in (-1, torch.Generator().initial_seed()):  # all 64 bits of it are in the state
    keep("state (2.14)", seed, CASES["state (2.14)"])

with open(os.path.join(HERE, "random.txt"), "w", newline="\n", encoding="utf-8") as out:
    out.writelines(line + "\n" for line in lines)
shown = {"dropout": nn.Dropout(), "dropout_p": nn.Dropout(0.2), "dropout_inplace": nn.Dropout(0.2, inplace=True)}
with open(os.path.join(HERE, "random_repr.txt"), "w", newline="\n", encoding="utf-8") as out:
    out.writelines("== %s\n%s\n" % (case, module) for case, module in shown.items())
print(torch.__version__, len(lines), "cases")
