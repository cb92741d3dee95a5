#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes data_loader.txt beside this script: the batches of torch.utils.data.DataLoader, and what they draw.

A line is an epoch, tabs between its columns: the seed, the number of rows, batch_size, shuffle, drop_last, the
generator (`none`, `own`: one seeded with seed + 1, `default`: the default generator itself), whether a number is
drawn from the default generator after each batch, after how many batches the loop is left (-1: never), the epoch's
number; then the batches (`3 1|0 2`, or the SHA-256 of all their numbers as int64), len(loader), and what the SHA-256 of the
default generator's state and of the other one's after the epoch begin with. PyTorch 1.13 and 2.14 write the same.
"""
import hashlib
import itertools
import os

import torch
from torch.utils.data import DataLoader, TensorDataset

HERE = os.path.dirname(os.path.abspath(__file__))


def sha256(tensor):
    return hashlib.sha256(tensor.numpy().tobytes()).hexdigest()


def text_of(batches):
    if sum(map(len, batches)) > 30:
        return sha256(torch.cat(batches))
    return "|".join(" ".join(map(str, batch.tolist())) for batch in batches)


def epochs(out, seed, n, batch_size, shuffle, drop_last, which, between, leave):
    torch.manual_seed(seed)
    own = torch.Generator().manual_seed(seed + 1)
    generator = {"none": None, "own": own, "default": torch.default_generator}[which]
    loader = DataLoader(TensorDataset(torch.arange(n)), batch_size=batch_size, shuffle=shuffle, drop_last=drop_last,
                        generator=generator)
    for epoch in range(2):
        batches = []
        for (batch,) in loader:
            batches.append(batch)
            if between:
                torch.rand(1)
            if len(batches) == leave:
                break
        out.append("\t".join(map(str, [
            seed, n, batch_size, int(shuffle), int(drop_last), which, int(between), leave, epoch, text_of(batches),
            len(loader), sha256(torch.get_rng_state())[:16], sha256(own.get_state())[:16]])))


lines = []
for seed, n, batch_size, shuffle, drop_last, which, between, leave in itertools.chain(
        itertools.product((0, 42), (1, 8, 10), (1, 4), (True, False), (True, False), ("none", "own", "default"),
                          (False,), (-1,)),
        itertools.product((7,), (8, 10), (4,), (True,), (True, False), ("none", "own", "default"), (True,),
                          (-1, 1, 2, 3)),
        itertools.product((2**32 + 5,), (3,), (5,), (True, False), (True, False), ("none", "own"), (False,), (-1,)),
        itertools.product((-1, 1), (1437, 5000), (64,), (True,), (True, False), ("none", "own"), (False,), (-1,)),
        [(3, 70000, 256, True, False, "none", False, -1), (3, 0, 4, False, False, "own", False, -1)]):
    epochs(lines, seed, n, batch_size, shuffle, drop_last, which, between, leave)
with open(os.path.join(HERE, "data_loader.txt"), "w", newline="\n", encoding="utf-8") as out:
    out.writelines(line + "\n" for line in lines)
print(torch.__version__, len(lines), "epochs")
