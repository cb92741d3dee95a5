# SPDX-License-Identifier: Apache-2.0
"""PyTorch's side of the interop tests of training.

    optimizers.py write FOLDER       PyTorch trains, and saves checkpoints to FOLDER/torch
    (nnstruct_optimizers FOLDER      goes on from them, and makes its own, in FOLDER/nnstruct)
    optimizers.py verify FOLDER      PyTorch, of the same or another version, goes on from those

Each case is there with an optimizer that never stepped and with one that did; then there are 5 more steps, on both
sides, on the same data, each with its own gradients. And each case trains for 20 steps on both sides. `verify` ends
with the number of checks that it made.
"""

import os
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

NEW = int(torch.__version__.split(".")[0]) >= 2
BATCH, STEPS, LONGEST = 8, 5, 20


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


def sgd(model):
    return torch.optim.SGD(model.parameters(), lr=0.1)


def momentum(model):
    return torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-3, nesterov=True)


# Adam divides a gradient by its own size, so where that is no more than rounding errors, so is the step. With this eps
# such a step is small. (The default is tested with given gradients, in tests/optim.)
EPS = 1e-4


def adam(model):
    return torch.optim.Adam(model.parameters(), lr=0.001, eps=EPS)


def adamw(model):
    first = list(model.conv1.parameters()) + list(model.conv2.parameters())
    rest = [p for layer in (model.fc1, model.fc2, model.fc3) for p in layer.parameters()]
    return torch.optim.AdamW([{"params": first, "lr": 0.002}, {"params": rest}], lr=0.001, weight_decay=0.1,
                             amsgrad=True, eps=EPS)


def part(model):
    return torch.optim.SGD(model.fc3.parameters(), lr=0.1, momentum=0.9)


CASES = [sgd, momentum, adam, adamw, part]


def schedule(optimizer):
    return torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5)


def train(model, optimizer, scheduler, data, first, steps):
    for i in range(first, first + steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(data["images"][i]), data["labels"][i])
        loss.backward()
        optimizer.step()
        scheduler.step()
    return loss.item() if steps else 0.4


def write(folder):
    torch.manual_seed(1)
    os.makedirs(os.path.join(folder, "torch"), exist_ok=True)
    path = os.path.join(folder, "torch", "%s.pth")
    data = {"initial": Net().state_dict(), "images": torch.rand(LONGEST, BATCH, 3, 32, 32),
            "labels": torch.randint(10, (LONGEST, BATCH))}
    torch.save(data, path % "data")

    def begin(make):
        model = Net()
        model.load_state_dict(data["initial"])
        optimizer = make(model)
        return model, optimizer, schedule(optimizer)

    for make in CASES:
        for done in (0, STEPS):
            model, optimizer, scheduler = run = begin(make)
            loss = train(*run, data, 0, done)
            name = "%s_%d" % (make.__name__, done)
            torch.save({"epoch": done, "model_state_dict": model.state_dict(),
                        "optimizer_state_dict": optimizer.state_dict(),
                        "scheduler_state_dict": scheduler.state_dict(), "loss": loss}, path % name)
            train(*run, data, done, STEPS)
            torch.save({"model_state_dict": model.state_dict(), "lr": scheduler.get_last_lr()},
                       path % (name + "_expected"))
        model, _, scheduler = run = begin(make)
        loss = train(*run, data, 0, LONGEST)
        torch.save({"model_state_dict": model.state_dict(), "lr": scheduler.get_last_lr(), "loss": loss},
                   path % (make.__name__ + "_20"))


class Checks:
    count = 0
    largest = 0.0

    def __call__(self, claim, what):
        self.count += 1
        if not claim:
            sys.exit("interop: " + what)


def verify(folder):
    check = Checks()
    load = lambda place, name: torch.load(os.path.join(folder, place, name + ".pth"), weights_only=NEW)
    data = load("torch", "data")

    def compare(state, expected, tolerance, where):
        check(list(state) == list(expected), where + ": keys")
        for key, tensor in expected.items():
            difference = ((state[key] - tensor).abs().max() / tensor.abs().max()).item()
            check(difference <= tolerance, "%s: %s differs by %g of its largest element" % (where, key, difference))
            check.largest = max(check.largest, difference)

    for make in CASES:
        for done in (0, STEPS):
            name = "%s_%d" % (make.__name__, done)
            expected = load("torch", name + "_expected")
            continued = load("nnstruct", name + "_continued")
            compare(continued["model_state_dict"], expected["model_state_dict"], 1e-5, name + " went on in nnstruct")
            check(continued["epoch"] == done + STEPS, name + ": epoch")
            check(continued["scheduler_state_dict"]["_last_lr"] == expected["lr"], name + ": lr in nnstruct")
            for way in ("_again", "_own"):
                where = name + way
                checkpoint = load("nnstruct", where)
                check(list(checkpoint) == ["epoch", "model_state_dict", "optimizer_state_dict", "scheduler_state_dict",
                                           "loss"] and checkpoint["epoch"] == done, where)
                model = Net()
                model.load_state_dict(checkpoint["model_state_dict"])
                optimizer = make(model)
                scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=7)
                optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
                scheduler.load_state_dict(checkpoint["scheduler_state_dict"])
                again = optimizer.state_dict()
                check([list(s) for s in again["state"].values()] ==
                      [list(s) for s in checkpoint["optimizer_state_dict"]["state"].values()], where + ": state's keys")
                train(model, optimizer, scheduler, data, done, STEPS)
                compare(model.state_dict(), expected["model_state_dict"], 1e-5, where + " went on in PyTorch")
                check(scheduler.get_last_lr() == expected["lr"], where + ": lr")
        where = make.__name__ + "_20"
        expected, found = load("torch", where), load("nnstruct", where)
        compare(found["model_state_dict"], expected["model_state_dict"], 1e-4, where)
        check(found["scheduler_state_dict"]["_last_lr"] == expected["lr"], where + ": lr")
        check(abs(found["loss"] - expected["loss"]) <= 1e-4 * abs(expected["loss"]), where + ": loss")
    print("torch %s: %d checks passed; weights differ by at most %.1e of the largest" %
          (torch.__version__, check.count, check.largest))


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("write", "verify"):
        sys.exit(__doc__)
    torch.set_num_threads(1)
    {"write": write, "verify": verify}[sys.argv[1]](sys.argv[2])
