#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What data_parallel.cpp does, in Python: both print the same. expected.txt is what this printed with PyTorch 2.14."""
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 4)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


torch.manual_seed(0)
parallel = nn.DataParallel(Net())
print(parallel)
torch.save(parallel.state_dict(), "parallel.pth")
print(list(torch.load("parallel.pth", weights_only=True)))

net = Net()
try:
    net.load_state_dict(torch.load("parallel.pth", weights_only=True))
except RuntimeError as error:
    print(error)

# A file of a DataParallel model into a model without it.
state_dict = torch.load("parallel.pth", weights_only=True)
nn.modules.utils.consume_prefix_in_state_dict_if_present(state_dict, "module.")
print(net.load_state_dict(state_dict))

# And the other way round.
torch.save(net.state_dict(), "plain.pth")
parallel = nn.DataParallel(Net())
print(parallel.module.load_state_dict(torch.load("plain.pth", weights_only=True)))
x = torch.rand(2, 8)
print(torch.equal(net(x), parallel.module(x)))
