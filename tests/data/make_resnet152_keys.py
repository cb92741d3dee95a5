#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes resnet152_keys.txt beside this script: the state_dict of torchvision's resnet152, a line for each entry:

    KEY DTYPE EXTENTS...

and before them a line `parameters N` with the number of learnable elements and `bytes N` with the size of all entries.
Written with torchvision 0.29.1.
"""
import os

import torch
import torchvision

here = os.path.dirname(os.path.abspath(__file__))
with torch.device("meta"):
    net = torchvision.models.resnet152()
with open(os.path.join(here, "resnet152_keys.txt"), "w", newline="\n", encoding="utf-8") as out:
    state = net.state_dict()
    out.write("parameters %d\n" % sum(p.numel() for p in net.parameters()))
    out.write("bytes %d\n" % sum(t.numel() * t.element_size() for t in state.values()))
    for key, tensor in state.items():
        words = [key, str(tensor.dtype).replace("torch.", "")] + [str(extent) for extent in tensor.shape]
        out.write(" ".join(words) + "\n")
print(torchvision.__version__, len(state), "keys")
