#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What warm_start.cpp does, in Python: both print the same. expected.txt is what this printed with PyTorch 2.14."""
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


class OtherHead(nn.Module):
    """The same trunk, another last layer under another name."""
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.head = nn.Linear(84, 100)


class MoreClasses(nn.Module):
    """The same names, another shape."""
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 100)


torch.manual_seed(0)
net = Net()
torch.save(net.state_dict(), "warm_start.pth")

state_dict = torch.load("warm_start.pth", weights_only=True)
again = Net()
print(again.load_state_dict(state_dict, strict=False))

other = OtherHead()
print(other.load_state_dict(state_dict, strict=False))
print(torch.equal(other.fc2.weight, net.fc2.weight))

more = MoreClasses()
try:
    more.load_state_dict(state_dict, strict=False)
except RuntimeError as error:
    print(error)
# Python's way to keep the layer that differs
own = more.state_dict()
matching = {k: v for k, v in state_dict.items() if k in own and v.shape == own[k].shape}
own.update(matching)
print(more.load_state_dict(own))
print([k for k in own if k not in matching])
