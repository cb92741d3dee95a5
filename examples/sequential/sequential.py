#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What sequential.cpp does, in Python: both print the same. expected.txt is what this printed with PyTorch 2.14."""
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(128, 16), nn.ReLU(), nn.Linear(16, 1))
print(model)
x = torch.rand(2, 128)

torch.save(model.state_dict(), "sequential.pth")
state_dict = torch.load("sequential.pth", weights_only=True)
print(state_dict)

loaded = nn.Sequential(nn.Linear(128, 16), nn.ReLU(), nn.Linear(16, 1))
print(loaded.load_state_dict(state_dict))
loaded.eval()
with torch.no_grad():
    print(loaded(x))
    print(torch.equal(loaded(x), model(x)))

torch.save(model, "sequential.pkl")  # the model itself, not only its values
whole = torch.load("sequential.pkl", weights_only=False)
print(whole)
whole.eval()
with torch.no_grad():
    print(torch.equal(whole(x), model(x)))
