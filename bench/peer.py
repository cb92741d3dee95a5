#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyTorch's side of the measurements; run.py calls it. Prints one JSON object: row -> list of milliseconds.

    peer.py make FOLDER                the files that are measured: vgg16.pth, many.pth, lenet.pth and others
    peer.py files FOLDER               load and save: as bench_files, a row for each line of the standard input
    peer.py forward THREADS SECONDS    LeNet and VGG16 with one image, each for at least this time
    peer.py train THREADS SECONDS      training steps of LeNet with 64 images and ResNet18 with 4, likewise
    peer.py load MODEL | peer.py save MODEL TO | peer.py first LENET    once: measured from outside
"""
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class LeNet(nn.Module):
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


def vgg16():
    import torchvision  # only where it is needed: it takes seconds
    return torchvision.models.vgg16(weights=None)


def make(folder):
    torch.manual_seed(0)
    from safetensors.torch import save_file
    state = vgg16().state_dict()
    torch.save(state, os.path.join(folder, "vgg16.pth"))
    torch.save(state, os.path.join(folder, "vgg16.legacy.pth"), _use_new_zipfile_serialization=False)
    save_file(state, os.path.join(folder, "vgg16.safetensors"))
    torch.save(LeNet().state_dict(), os.path.join(folder, "lenet.pth"))
    torch.save({"layer%d.weight" % i: torch.randn(64) for i in range(5000)}, os.path.join(folder, "many.pth"))


def timed(function, count, before=lambda: None):
    times = []
    for _ in range(count):
        before()
        start = time.perf_counter()
        result = function()
        times.append(1e3 * (time.perf_counter() - start))
        del result
    return times


def files(folder):
    """Serves the rows of loading and saving."""
    import safetensors.numpy
    import safetensors.torch
    net = vgg16()
    state = {key: value.clone() for key, value in net.state_dict().items()}
    model, many, safe, saved = (os.path.join(folder, name) for name in
                                ("vgg16.pth", "many.pth", "vgg16.safetensors", "peer.pth"))

    def load(path, **options):
        return torch.load(path, weights_only=True, **options)

    def clean():
        if os.path.exists(saved):
            os.remove(saved)
        os.sync()

    rows = {
        "torch.load": lambda: load(model),
        "torch.load + load_state_dict": lambda: net.load_state_dict(load(model)),
        "torch.load(mmap=True)": lambda: load(model, mmap=True),
        "torch.load(mmap=True) + load_state_dict": lambda: net.load_state_dict(load(model, mmap=True)),
        "safetensors, numpy": lambda: safetensors.numpy.load_file(safe),
        "safetensors, torch": lambda: safetensors.torch.load_file(safe),
        "safetensors, torch + load_state_dict": lambda: net.load_state_dict(safetensors.torch.load_file(safe)),
        "torch.load, 5,000 tensors": lambda: load(many),
        "torch.save": lambda: torch.save(state, saved),
        "safetensors, torch, save": lambda: safetensors.torch.save_file(state, saved),
    }
    for line in sys.stdin:
        line = line.rstrip("\n")
        if line == "rows":
            print("".join(row + "\n" for row in rows), flush=True)
        else:
            time = timed(rows[line], 1, clean if "save" in line else lambda: None)[0]
            if "save" in line:
                os.remove(saved)
            print(time, flush=True)


def run_for(seconds, net, x):
    with torch.inference_mode():
        for _ in range(3):
            net(x)
        times = []
        until = time.perf_counter() + seconds
        while time.perf_counter() < until or len(times) < 3:
            times += timed(lambda: net(x), 1)
        return times


def forward(threads, seconds):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    rows = {}
    for name, net, x in [("LeNet", LeNet(), torch.rand(1, 3, 32, 32)), ("VGG16", vgg16(), torch.rand(1, 3, 224, 224))]:
        net.eval()
        rows[name + ", PyTorch"] = run_for(seconds, net, x)
        frozen = torch.jit.freeze(torch.jit.trace(net, x))
        rows[name + ", PyTorch traced and frozen"] = run_for(seconds, frozen, x)
        last = net.to(memory_format=torch.channels_last)
        rows[name + ", PyTorch channels_last"] = run_for(seconds, last, x.to(memory_format=torch.channels_last))
    return rows


def train(threads, seconds):
    import torchvision
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    rows = {}
    for name, net, count, size, classes in [("LeNet", LeNet(), 64, 32, 10),
                                            ("ResNet18", torchvision.models.resnet18(weights=None), 4, 224, 1000)]:
        x, labels = torch.rand(count, 3, size, size), torch.arange(count) % classes
        optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)

        def step():
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x), labels)
            loss.backward()
            optimizer.step()
            return loss.item()

        timed(step, 3)
        times, until = [], time.perf_counter() + seconds
        while time.perf_counter() < until or len(times) < 3:
            times += timed(step, 1)
        rows[name + ", PyTorch"] = times
    return rows


def main():
    what, *arguments = sys.argv[1:]
    if what == "make":
        make(*arguments)
    elif what == "files":
        files(*arguments)
    elif what == "forward":
        print(json.dumps(forward(int(arguments[0]), float(arguments[1]))))
    elif what == "train":
        print(json.dumps(train(int(arguments[0]), float(arguments[1]))))
    elif what == "load":
        net = vgg16()
        net.load_state_dict(torch.load(arguments[0], weights_only=True))
    elif what == "save":
        net = vgg16()
        net.load_state_dict(torch.load(arguments[0], weights_only=True))
        torch.save(net.state_dict(), arguments[1])
    elif what == "first":
        net = LeNet()
        net.load_state_dict(torch.load(arguments[0], weights_only=True))
        net.eval()
        with torch.inference_mode():
            print(net(torch.zeros(1, 3, 32, 32))[0, 0].item())
    else:
        sys.exit(__doc__)


main()
