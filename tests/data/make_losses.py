#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what PyTorch's losses compute: losses.pth, beside this script.

It is a state_dict. For each case, CASE.x, CASE.target, CASE.weight and CASE.pos_weight are what the loss was given. For
each reduction R, none, mean and sum, CASE.R is the loss and CASE.R.dx its gradient with respect to x, where that with
respect to the loss is CASE.none.dy, 1 for the mean and -0.5 for the sum; so is CASE.R.dtarget, where the target is of
float.
Written with PyTorch 2.14; the same version writes the same bytes.
"""
import collections
import os

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20241122)
tensors = collections.OrderedDict()

NAN, INFINITY = float("nan"), float("inf")


def randn(*shape):
    return torch.randn(shape, generator=generator)


def rand(*shape):
    return torch.rand(shape, generator=generator)


def labels(classes, *shape):
    return torch.randint(0, classes, shape, generator=generator)


def case(name, loss, x, target, weights=None, **options):
    weights = weights or {}
    for key, tensor in dict(x=x, target=target, **weights).items():
        tensors["%s.%s" % (name, key)] = tensor
    for reduction in "none", "mean", "sum":
        leaves = [x.clone().requires_grad_(), target.clone().requires_grad_(target.is_floating_point())]
        y = loss(*leaves, reduction=reduction, **weights, **options)
        # Beside the gradient of the loss itself, one that is not 1.
        dy = randn(*y.shape) if reduction == "none" else torch.tensor(1.0 if reduction == "mean" else -0.5)
        y.backward(dy)
        key = "%s.%s" % (name, reduction)
        tensors[key] = y.detach().clone()
        if reduction == "none":
            tensors[key + ".dy"] = dy
        tensors[key + ".dx"] = leaves[0].grad.clone()
        if target.is_floating_point():
            tensors[key + ".dtarget"] = leaves[1].grad.clone()


def of_labels():
    some = labels(5, 7)
    some[2] = some[5] = -100
    weight = rand(5) + 0.2
    everything = dict(label_smoothing=0.1, ignore_index=3)
    case("cross_entropy", F.cross_entropy, randn(7, 5) * 3, labels(5, 7))
    case("cross_entropy_ignored", F.cross_entropy, randn(7, 5), some)
    case("cross_entropy_weight", F.cross_entropy, randn(7, 5), some, dict(weight=weight))
    case("cross_entropy_smoothing", F.cross_entropy, randn(7, 5), some, label_smoothing=0.1)
    case("cross_entropy_all_smooth", F.cross_entropy, randn(7, 5), some, label_smoothing=1.0)
    case("cross_entropy_everything", F.cross_entropy, randn(7, 5), labels(5, 7), dict(weight=weight), **everything)
    case("cross_entropy_images", F.cross_entropy, randn(2, 5, 3, 4), labels(5, 2, 3, 4), dict(weight=weight), **everything)
    case("cross_entropy_unbatched", F.cross_entropy, randn(5), torch.tensor(3))
    case("cross_entropy_unbatched_weight", F.cross_entropy, randn(5), torch.tensor(2), dict(weight=weight), **everything)
    case("cross_entropy_all_ignored", F.cross_entropy, randn(3, 5), torch.full((3,), -100))
    case("cross_entropy_all_ignored_smoothing", F.cross_entropy, randn(3, 5), torch.full((3,), -100), label_smoothing=0.1)
    without = weight.clone()
    without[1] = 0
    case("cross_entropy_zero_weight", F.cross_entropy, randn(3, 5), torch.tensor([1, 1, -100]), dict(weight=without))
    case("cross_entropy_one_class", F.cross_entropy, randn(4, 1), labels(1, 4))
    case("cross_entropy_many", F.cross_entropy, randn(3, 1000) * 20, labels(1000, 3))
    case("cross_entropy_empty", F.cross_entropy, randn(0, 5), labels(5, 0))
    case("cross_entropy_empty_images", F.cross_entropy, randn(2, 5, 0), labels(5, 2, 0))
    special = randn(6, 5)
    special[0, 1], special[1], special[2, 0], special[3, 4] = NAN, -INFINITY, INFINITY, -INFINITY
    special[4, 2], special[4, 0] = 1e37, -1e37
    for name, target in ("a", labels(5, 6)), ("b", torch.tensor([1, 0, 0, 4, 0, -100])):
        case("cross_entropy_special_" + name, F.cross_entropy, special, target)
        case("cross_entropy_special_smoothing_" + name, F.cross_entropy, special, target, label_smoothing=0.2)

    case("nll_loss", F.nll_loss, randn(7, 5), some)
    case("nll_loss_weight", F.nll_loss, randn(7, 5), some, dict(weight=weight))
    case("nll_loss_ignored", F.nll_loss, randn(7, 5), labels(5, 7), ignore_index=1)
    case("nll_loss_images", F.nll_loss, randn(2, 5, 3, 4), labels(5, 2, 3, 4), dict(weight=weight), ignore_index=0)
    case("nll_loss_unbatched", F.nll_loss, randn(5), torch.tensor(4), dict(weight=weight))
    case("nll_loss_special", F.nll_loss, special, labels(5, 6))


def of_probabilities():
    weight = rand(5) + 0.2

    def soft(*shape):
        return torch.softmax(randn(*shape), 1 if len(shape) > 1 else 0)
    case("soft_cross_entropy", F.cross_entropy, randn(7, 5), soft(7, 5))
    case("soft_cross_entropy_weight", F.cross_entropy, randn(7, 5), soft(7, 5), dict(weight=weight))
    case("soft_cross_entropy_smoothing", F.cross_entropy, randn(7, 5), soft(7, 5), label_smoothing=0.1)
    case("soft_cross_entropy_everything", F.cross_entropy, randn(2, 5, 3, 4), soft(2, 5, 3, 4), dict(weight=weight),
         label_smoothing=0.1)
    case("soft_cross_entropy_unbatched", F.cross_entropy, randn(5), soft(5))
    case("soft_cross_entropy_empty", F.cross_entropy, randn(0, 5), randn(0, 5))


def of_elements():
    def special():
        x = randn(40) * 2
        x[:8] = torch.tensor([NAN, INFINITY, -INFINITY, 0.0, 1.0, -1.0, 60.0, -200.0])
        return x

    ones = (rand(40) < 0.5).float()
    for name, function, options in [("mse_loss", F.mse_loss, {}), ("smooth_l1_loss", F.smooth_l1_loss, {}),
                                    ("smooth_l1_loss_beta", F.smooth_l1_loss, dict(beta=0.3)),
                                    ("smooth_l1_loss_beta_0", F.smooth_l1_loss, dict(beta=0.0))]:
        case(name, function, randn(3, 4, 2), randn(3, 4, 2), **options)
        case(name + "_special", function, special(), ones, **options)
        case(name + "_0d", function, randn(), randn(), **options)
        case(name + "_empty", function, randn(0, 4), randn(0, 4), **options)

    bce = F.binary_cross_entropy_with_logits
    case("bce", bce, randn(6, 5) * 2, rand(6, 5))
    case("bce_special", bce, special(), ones)
    case("bce_special_weights", bce, special(), ones, dict(weight=rand(40), pos_weight=rand(40) * 2))
    case("bce_pos_weight", bce, randn(6, 5), rand(6, 5), dict(pos_weight=rand(5) * 2))
    case("bce_weight", bce, randn(6, 5), rand(6, 5), dict(weight=rand(6, 5)))
    case("bce_weight_of_rows", bce, randn(6, 5), rand(6, 5), dict(weight=rand(6, 1), pos_weight=rand(1)))
    case("bce_images", bce, randn(2, 3, 4, 5), rand(2, 3, 4, 5), dict(weight=rand(4, 1), pos_weight=rand(3, 1, 1) * 3))
    case("bce_0d", bce, randn(), rand(), dict(pos_weight=rand()))
    case("bce_empty", bce, randn(0, 4), rand(0, 4))


of_labels()
of_probabilities()
of_elements()
torch.save(tensors, os.path.join(HERE, "losses.pth"))
print(torch.__version__, len(tensors), "tensors")
