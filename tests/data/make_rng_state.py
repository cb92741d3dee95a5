#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes rng_state.pth beside this script: PyTorch's generator in a checkpoint, and what it drew afterwards.

rng_state is the default generator's state with a normal number waiting in it, generator that of another generator.
"""
import os

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(42)
torch.randn(3)
other = torch.Generator().manual_seed(7)
torch.rand(1000, generator=other)
checkpoint = {"epoch": 5, "rng_state": torch.get_rng_state(), "generator": other.get_state()}
checkpoint["next_normal"] = torch.randn(5)
checkpoint["next_uniform"] = torch.rand(700)
checkpoint["next_of_generator"] = torch.rand(700, generator=other)
torch.save(checkpoint, os.path.join(HERE, "rng_state.pth"))
print(torch.__version__)
