#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes one model in several dtypes, in the folder dtypes beside this script:

float32.pth                      the model's state_dict
DTYPE.pth, .legacy.pth, .safetensors
                                 that of model.to(DTYPE), in three formats: float16, bfloat16, float64
mixed.pth                        in bfloat16, but for its norm, which is in float32
float16_model.pth                a whole model in float16, of PyTorch's own classes
doubles.pth                      numbers in float64 under "from", and under "to" what .float().double() makes of them
checkpoint_bfloat16.pth          a model in bfloat16 with its SGD after a step, as a general checkpoint

The model is the struct Mixed of tests/checkpoint/dtypes.cpp. Among its numbers are halves to be rounded, what is too large
for float16, subnormals, infinities; and in `edges` a NaN. Written with PyTorch 2.14.
"""
import os

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dtypes")
os.makedirs(FOLDER, exist_ok=True)
torch.set_num_threads(1)
torch.manual_seed(20250101)

EDGES = [0.0, -0.0, 1.0, 65504.0, 65519.99, 65520.0, -65520.0, 1e38, -3.4e38, float("inf"), float("-inf"), 2.0**-14,
         2.0**-14 - 2.0**-25, 2.0**-24, 2.0**-25, 2.0**-25 * 1.0001, -3 * 2.0**-25, 1 + 2.0**-11, 1 + 3 * 2.0**-11,
         1 + 2.0**-8, 1 + 3 * 2.0**-8, 2.0**-126, 2.0**-133, 2.0**-134, 2.0**-149, 1e-40, 3.39e38, float("nan")]


class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.bn = nn.BatchNorm2d(2)
        self.fc = nn.Linear(2, 3)
        self.edges = nn.Parameter(torch.tensor(EDGES))
        self.register_buffer("mask", torch.tensor([True, False]))


def path_of(name):
    return os.path.join(FOLDER, name)


def model():
    torch.manual_seed(7)
    out = Mixed()
    out.bn.num_batches_tracked.fill_(3)
    out.bn.running_mean.copy_(torch.tensor([0.1, -70000.0]))
    return out


torch.save(model().state_dict(), path_of("float32.pth"))
for dtype in (torch.float16, torch.bfloat16, torch.float64):
    name = str(dtype)[len("torch."):]
    state = model().to(dtype).state_dict()
    assert state["bn.num_batches_tracked"].dtype == torch.int64 and state["mask"].dtype == torch.bool
    torch.save(state, path_of(name + ".pth"))
    torch.save(state, path_of(name + ".legacy.pth"), _use_new_zipfile_serialization=False)
    save_file(dict(state), path_of(name + ".safetensors"))
mixed = model()
mixed.conv.bfloat16()
mixed.fc.bfloat16()
mixed.edges.data = mixed.edges.data.bfloat16()
torch.save(mixed.state_dict(), path_of("mixed.pth"))

torch.save(nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3)).half(),
           path_of("float16_model.pth"))

doubles = torch.cat([torch.tensor(EDGES + [1e300, -1e300, 1e-300, 1 + 2.0**-24, 1 + 2.0**-24 + 2.0**-50, 3.4028235677973366e38],
                                  dtype=torch.float64), torch.randn(20, dtype=torch.float64) * 1e-3])
torch.save({"from": doubles, "to": doubles.float().double()}, path_of("doubles.pth"))

net = nn.Linear(2, 3).bfloat16()
optimizer = torch.optim.SGD(net.parameters(), lr=0.5, momentum=0.75)
net(torch.ones(1, 2, dtype=torch.bfloat16)).sum().backward()
optimizer.step()
torch.save({"epoch": 2, "model_state_dict": net.state_dict(), "optimizer_state_dict": optimizer.state_dict(),
            "mean": torch.tensor([0.5, 0.1], dtype=torch.bfloat16)}, path_of("checkpoint_bfloat16.pth"))
print(torch.__version__, len(os.listdir(FOLDER)), "files")
