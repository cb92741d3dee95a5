#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What compile_time_check.cpp prints, in PyTorch: python3 compile_time_check.py ../digits/digits.pth > expected.txt"""
import sys

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, last="fc3", classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        setattr(self, last, nn.Linear(84, classes))


state_dict = torch.load(sys.argv[1], weights_only=True)
print(f"The build has compared the {len(state_dict)} tensors of digits.pth with each network.")
print(f"Net: {Net().load_state_dict(state_dict)}")
renamed = {key.replace("fc3.", "head."): value for key, value in state_dict.items()}
print(f"Renamed: {Net('head').load_state_dict(renamed)}")
print(f"Letters: {Net('head', 26).load_state_dict(state_dict, strict=False)}")
