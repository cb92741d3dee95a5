#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What vgg16.cpp does, in Python, on seeded weights: both print the same, but for the scores' last digits.

expected.txt is what this printed with PyTorch 2.14 and torchvision 0.29 for --size 64.
"""
import argparse

import torch
import torchvision

parser = argparse.ArgumentParser()
parser.add_argument("--size", type=int, default=224)
parser.add_argument("--weights", choices=["imagenet"])
arguments = parser.parse_args()
size = arguments.size

torch.manual_seed(0)
model = torchvision.models.vgg16(weights="IMAGENET1K_V1" if arguments.weights else None)
print(model)
model.eval()
torch.manual_seed(1)
image = torch.rand(1, 3, size, size)
with torch.no_grad():
    before = model(image)

torch.save(model.state_dict(), "vgg16_weights.pth")
loaded = torchvision.models.vgg16(weights=None)
print(loaded.load_state_dict(torch.load("vgg16_weights.pth", weights_only=True)))

loaded.eval()
with torch.no_grad():
    after = loaded(image)
    print("best class %d, score %.4f" % (after.argmax(), after.max()))
    print("the same predictions before and after:", torch.equal(before, after))
    print("eval: two outputs are equal:", torch.equal(loaded(image), loaded(image)))
    loaded.train()
    print("train: two outputs are equal:", torch.equal(loaded(image), loaded(image)))

torch.save(model, "vgg16_model.pth")  # the model itself, not only its values
loaded = torch.load("vgg16_model.pth", weights_only=False)
print(loaded)
loaded.eval()
with torch.no_grad():
    print("the whole model's predictions are the same:", torch.equal(before, loaded(image)))
