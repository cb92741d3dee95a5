#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The other side of from_pytorch.cpp.

    from_pytorch.py begin DIR     trains for 20 steps, writes DIR/checkpoint.pth, and prints the next 10 steps
    from_pytorch.py go-on FILE    goes on from a checkpoint that from_pytorch.cpp has written, and prints 10 steps

checkpoint.pth is what the first wrote with PyTorch 2.14, expected.txt what it printed.
"""
import csv
import sys
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(64, 16)
        self.out = nn.Linear(16, 10)

    def forward(self, x):
        return self.out(F.relu(self.hidden(x)))


def digits():
    with open(Path(__file__).parent.parent / "digits" / "held_out.csv", newline="") as file:
        rows = [[int(value) for value in row] for row in list(csv.reader(file))[1:]]
    table = torch.tensor(rows)
    return table[:, 2:].float() / 16, table[:, 1]


def train(run, steps):
    images, labels = digits()
    for _ in range(steps):
        run["optimizer"].zero_grad()
        loss = F.cross_entropy(run["model"](images), labels)
        loss.backward()
        run["optimizer"].step()
        run["scheduler"].step()
        run["step"] += 1
        print("step %d  loss %.4f" % (run["step"], loss.item()))
    return loss.item()


def fresh():
    torch.manual_seed(0)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    return {"model": model, "optimizer": optimizer, "step": 0,
            "scheduler": torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)}


def save(run, loss, path):
    torch.save({"step": run["step"], "model_state_dict": run["model"].state_dict(),
                "optimizer_state_dict": run["optimizer"].state_dict(),
                "scheduler_state_dict": run["scheduler"].state_dict(), "loss": loss}, path)


torch.set_num_threads(1)
command, path = sys.argv[1:]
run = fresh()
if command == "begin":
    out, sys.stdout = sys.stdout, sys.stderr
    loss = train(run, 20)
    save(run, loss, Path(path) / "checkpoint.pth")
    sys.stdout = out
else:
    checkpoint = torch.load(path, weights_only=True)
    run["step"] = checkpoint["step"]
    for name in ("model", "optimizer", "scheduler"):
        run[name].load_state_dict(checkpoint[name + "_state_dict"])
train(run, 10)
