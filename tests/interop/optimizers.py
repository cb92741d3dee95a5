# SPDX-License-Identifier: Apache-2.0
"""PyTorch's side of the interop tests of optimizers.

    optimizers.py write FOLDER       PyTorch trains with given gradients, and saves checkpoints to FOLDER/torch
    (nnstruct_optimizers FOLDER      goes on from them, and makes its own, in FOLDER/nnstruct)
    optimizers.py verify FOLDER      PyTorch, of the same or another version, goes on from those

Each case is there with an optimizer that never stepped and with one that did; then there are 5 more steps, on both
sides, with the same gradients. `verify` ends with the number of checks that it made.
"""

import os
import sys

import torch
import torch.nn as nn

NEW = int(torch.__version__.split(".")[0]) >= 2
STEPS = 5


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 12)
        self.fc3 = nn.Linear(12, 4)


def sgd(model):
    return torch.optim.SGD(model.parameters(), lr=0.1)


def momentum(model):
    return torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-3, nesterov=True)


def adam(model):
    return torch.optim.Adam(model.parameters(), lr=0.01)


def adamw(model):
    return torch.optim.AdamW([{"params": model.fc1.parameters(), "lr": 0.02}, {"params": [
        p for layer in (model.fc2, model.fc3) for p in layer.parameters()]}], lr=0.01, weight_decay=0.1, amsgrad=True)


def part(model):
    return torch.optim.SGD(model.fc3.parameters(), lr=0.1, momentum=0.9)


CASES = [sgd, momentum, adam, adamw, part]


def train(model, optimizer, scheduler, gradients):
    for step in gradients:
        for key, p in model.named_parameters():
            p.grad = step[key].clone()
        optimizer.step()
        scheduler.step()


def write(folder):
    torch.manual_seed(1)
    os.makedirs(os.path.join(folder, "torch"), exist_ok=True)
    path = os.path.join(folder, "torch", "%s.pth")
    initial = Net()
    gradients = [{key: torch.randn(p.shape) * 0.3 for key, p in initial.named_parameters()} for _ in range(2 * STEPS)]
    torch.save({"initial": initial.state_dict(), "gradients": gradients}, path % "given")
    for make in CASES:
        for done in (0, STEPS):
            model = Net()
            model.load_state_dict(initial.state_dict())
            optimizer = make(model)
            scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5)
            train(model, optimizer, scheduler, gradients[:done])
            name = "%s_%d" % (make.__name__, done)
            torch.save({"epoch": done, "model_state_dict": model.state_dict(),
                        "optimizer_state_dict": optimizer.state_dict(),
                        "scheduler_state_dict": scheduler.state_dict(), "loss": 0.4}, path % name)
            train(model, optimizer, scheduler, gradients[done:done + STEPS])
            torch.save({"model_state_dict": model.state_dict(), "lr": scheduler.get_last_lr()},
                       path % (name + "_expected"))


class Checks:
    count = 0

    def __call__(self, claim, what):
        self.count += 1
        if not claim:
            sys.exit("interop: " + what)


def verify(folder):
    check = Checks()
    load = lambda place, name: torch.load(os.path.join(folder, place, name + ".pth"), weights_only=NEW)
    given = load("torch", "given")

    def compare(state, expected, where):
        check(list(state) == list(expected), where + ": keys")
        for key, tensor in expected.items():
            check((state[key] - tensor).abs().max() <= 1e-6 * tensor.abs().max(), where + ": " + key + " differs")

    for make in CASES:
        for done in (0, STEPS):
            name = "%s_%d" % (make.__name__, done)
            expected = load("torch", name + "_expected")
            continued = load("nnstruct", name + "_continued")
            compare(continued["model_state_dict"], expected["model_state_dict"], name + " went on in nnstruct")
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
                train(model, optimizer, scheduler, given["gradients"][done:done + STEPS])
                compare(model.state_dict(), expected["model_state_dict"], where + " went on in PyTorch")
                check(scheduler.get_last_lr() == expected["lr"], where + ": lr")
    print("torch %s: %d checks passed" % (torch.__version__, check.count))


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("write", "verify"):
        sys.exit(__doc__)
    torch.set_num_threads(1)
    {"write": write, "verify": verify}[sys.argv[1]](sys.argv[2])
