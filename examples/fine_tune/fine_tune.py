#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What fine_tune.cpp does, in Python, on seeded weights: both print the same.

expected.txt is what this printed with PyTorch 2.14 and torchvision 0.29.
"""
import torch
import torch.nn.functional as F
import torchvision

torch.manual_seed(0)
model = torchvision.models.resnet18(weights=None)
model.fc = torch.nn.Linear(model.fc.in_features, 100)
for param in list(model.parameters())[:-2]:
    param.requires_grad = False
for name, param in model.named_parameters():
    if param.requires_grad:
        print(name)
model.eval()

images = torch.rand(4, 3, 64, 64)
labels = torch.tensor([0, 7, 14, 21])

optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.01, momentum=0.9)
torch.save(model.state_dict(), "before.pth")
loss = F.cross_entropy(model(images), labels)
loss.backward()
optimizer.step()
torch.save(model.state_dict(), "after.pth")
with torch.no_grad():
    print("loss %.4f, then %.4f" % (loss.item(), F.cross_entropy(model(images), labels).item()))
