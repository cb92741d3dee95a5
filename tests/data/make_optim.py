#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes optim.pth and schedulers.pth beside this script.

optim.pth is what PyTorch's optimizers make of given gradients:

    {"initial": {KEY: tensor}, "gradients": [{KEY: tensor}, ...], "cases": {CASE: {"first": {KEY: tensor},
     "values": {KEY: tensor}, "state": optimizer.state_dict()}},
     "more": [{KEY: tensor}, ...], "continued": {FILE: {"values": {KEY: tensor}, "state": ..., "scheduler": ...}}}

`first` is after one of 20 steps, `values` and `state` after all. Parameter `late` gets its first gradient in the third
step, `none` never gets one. `continued`: from each of the files torch-*/checkpoint_*.pth (make_fixtures.py), 5 steps of
the optimizer and its scheduler with the gradients in `more`. tests/optim computes the same. All tensors are views of
one storage, which keeps the file small.

schedulers.pth is what its schedulers make of the learning rates 0.1 and 0.03 of two groups:

    {"metrics": [...], "cases": {CASE: {"lrs": [0.1, 0.03, ...], "groups": param_groups, "state": scheduler.state_dict()}}}

`lrs` are both learning rates after the constructor and after each step.
Written with PyTorch 2.14 on a CPU with FMA.
"""
import os

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS = 20
torch.set_num_threads(1)
torch.manual_seed(0)

SHAPES = {"weight": (5, 13), "late": (37,), "scale": (), "none": (3,)}
initial = {key: torch.randn(shape) for key, shape in SHAPES.items()}
gradients = []
for step in range(STEPS):
    gradients.append({key: torch.randn(shape) * 0.3 for key, shape in SHAPES.items()
                      if key != "none" and (key != "late" or step >= 2)})


def run(make, at_step=lambda optimizer, step: None):
    parameters = {key: torch.nn.Parameter(value.clone()) for key, value in initial.items()}
    optimizer = make(parameters)
    result = {}
    for step in range(STEPS):
        at_step(optimizer, step)
        for key, p in parameters.items():
            p.grad = gradients[step][key].clone() if key in gradients[step] else None
        optimizer.step()
        if step == 0:
            result["first"] = {key: p.detach().clone() for key, p in parameters.items()}
    result["values"] = {key: p.detach() for key, p in parameters.items()}
    result["state"] = optimizer.state_dict()
    return result


def halve(optimizer, step):
    """A schedule by hand; and momentum from the sixth step on."""
    for group in optimizer.param_groups:
        if step % 5 == 4:
            group["lr"] *= 0.5
        if step == 5:
            group["momentum"] = 0.9


def grouped(kind, **options):
    return lambda p: kind([{"params": [p["late"], p["none"]], "lr": 0.02}, {"params": [p["weight"], p["scale"]]}],
                          **options)


def plain(kind, **options):
    return lambda p: kind(p.values(), **options)


SGD, Adam, AdamW = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
cases = {
    "sgd": run(plain(SGD, lr=0.1)),
    "sgd default": run(plain(SGD)),
    "sgd momentum": run(plain(SGD, lr=0.1, momentum=0.9)),
    "sgd dampening": run(plain(SGD, lr=0.1, momentum=0.9, dampening=0.3)),
    "sgd nesterov": run(plain(SGD, lr=0.1, momentum=0.9, nesterov=True)),
    "sgd weight_decay": run(plain(SGD, lr=0.1, weight_decay=0.01)),
    "sgd maximize": run(plain(SGD, lr=0.1, maximize=True)),
    "sgd all": run(plain(SGD, lr=0.05, momentum=0.8, dampening=0.2, weight_decay=0.02, maximize=True)),
    "sgd nesterov all": run(plain(SGD, lr=0.05, momentum=0.9, weight_decay=0.01, nesterov=True, maximize=True)),
    "sgd changed": run(plain(SGD, lr=0.1), halve),
    "sgd groups": run(grouped(SGD, lr=0.1, momentum=0.9)),
    "adam": run(plain(Adam)),
    "adam amsgrad": run(plain(Adam, lr=0.01, amsgrad=True)),
    "adam weight_decay": run(plain(Adam, lr=0.01, weight_decay=0.1)),
    "adam maximize": run(plain(Adam, lr=0.01, maximize=True)),
    "adam betas": run(plain(Adam, lr=0.01, betas=(0.4, 0.9), eps=1e-3)),
    "adam all": run(plain(Adam, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.05, amsgrad=True, maximize=True)),
    "adam groups": run(grouped(Adam, lr=0.01)),
    "adamw": run(plain(AdamW)),
    "adamw amsgrad": run(plain(AdamW, lr=0.01, weight_decay=0.1, amsgrad=True)),
    "adamw maximize": run(plain(AdamW, lr=0.01, maximize=True)),
    "adamw all": run(plain(AdamW, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.3, amsgrad=True,
                           maximize=True)),
}


def mlp():
    return torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 12), torch.nn.ReLU(),
                               torch.nn.Linear(12, 4))


more = [{key: torch.randn(p.shape) * 0.3 for key, p in mlp().named_parameters()} for _ in range(5)]
continued = {}
for version in ("torch-1.13", "torch-2.14"):
    for name, make in (("sgd", lambda p: SGD(p, lr=0.5)), ("sgd_momentum", lambda p: SGD(p, lr=0.5, momentum=0.1)),
                       ("adam", Adam), ("adamw_amsgrad", lambda p: AdamW([{"params": p[:2]}, {"params": p[2:]}]))):
        path = "%s/checkpoint_%s.pth" % (version, name)
        checkpoint = torch.load(os.path.join(HERE, path), weights_only=True)
        model = mlp()
        model.load_state_dict(checkpoint["model_state_dict"])
        optimizer = make(list(model.parameters()))
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1)
        optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
        scheduler.load_state_dict(checkpoint["scheduler_state_dict"])
        for step in range(5):
            for key, p in model.named_parameters():
                p.grad = more[step][key].clone()
            optimizer.step()
            scheduler.step()
        continued[path] = {"values": {key: p.detach() for key, p in model.named_parameters()},
                           "state": optimizer.state_dict(), "scheduler": scheduler.state_dict()}


def tensors_in(value):
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from tensors_in(item)


def as_views(value, views):
    if isinstance(value, torch.Tensor):
        return next(views)
    if isinstance(value, dict):
        return {key: as_views(item, views) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(as_views(item, views) for item in value)
    return value


data = {"initial": initial, "gradients": gradients, "cases": cases, "more": more, "continued": continued}
every = list(tensors_in(data))
assert all(t.dtype == torch.float32 and t.is_contiguous() for t in every)
flat = torch.cat([t.reshape(-1) for t in every])
offset, views = 0, []
for t in every:
    views.append(flat[offset:offset + t.numel()].view(t.shape))
    offset += t.numel()
torch.save(as_views(data, iter(views)), os.path.join(HERE, "optim.pth"))


S = torch.optim.lr_scheduler
metrics = [1 / (1 + 0.03 * i) + 0.2 * (i % 7 == 3) + (0.5 if 60 < i < 90 else 0) for i in range(200)]


def schedule(make, steps=200):
    p = [torch.nn.Parameter(torch.zeros(2)) for _ in range(3)]
    optimizer = SGD([{"params": p[:1]}, {"params": p[1:], "lr": 0.03}], lr=0.1)
    scheduler = make(optimizer)
    lrs = [group["lr"] for group in optimizer.param_groups]
    for step in range(steps):
        optimizer.step()
        scheduler.step(*([metrics[step]] if isinstance(scheduler, S.ReduceLROnPlateau) else []))
        lrs += [group["lr"] for group in optimizer.param_groups]
    return {"lrs": lrs, "groups": optimizer.state_dict()["param_groups"], "state": scheduler.state_dict()}


torch.save({"metrics": metrics, "cases": {
    "step 30": schedule(lambda o: S.StepLR(o, step_size=30)),
    "step 7": schedule(lambda o: S.StepLR(o, 7, gamma=0.93)),
    "multi": schedule(lambda o: S.MultiStepLR(o, [80, 30, 80, 150])),
    "multi 0": schedule(lambda o: S.MultiStepLR(o, [0, 5], gamma=0.3), 20),
    "cosine 50": schedule(lambda o: S.CosineAnnealingLR(o, 50)),
    "cosine 70": schedule(lambda o: S.CosineAnnealingLR(o, T_max=70, eta_min=0.001)),
    "cosine 1": schedule(lambda o: S.CosineAnnealingLR(o, 1), 20),
    "new": schedule(lambda o: S.CosineAnnealingLR(o, 13), 0),
    "plateau": schedule(lambda o: S.ReduceLROnPlateau(o)),
    "plateau rel": schedule(lambda o: S.ReduceLROnPlateau(o, factor=0.7, patience=3, cooldown=4, min_lr=1e-3)),
    "plateau abs": schedule(lambda o: S.ReduceLROnPlateau(o, "min", 0.5, 2, 0.02, "abs", 0, [1e-3, 0.0], 1e-4)),
    "plateau max": schedule(lambda o: S.ReduceLROnPlateau(o, "max", 0.5, 5, threshold=0.01)),
    "plateau max abs": schedule(lambda o: S.ReduceLROnPlateau(o, "max", 0.9, 5, 0.3, "abs", 3)),
}}, os.path.join(HERE, "schedulers.pth"))
