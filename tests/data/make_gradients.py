#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the gradients that PyTorch computes: gradients.pth, beside this script.

It is a state_dict. For each case, CASE.NAME are the tensors that a function was given, x, weight, bias, a, b ...,
CASE.y what it computed, CASE.dy the gradient with respect to that, and CASE.dNAME the gradients with respect to the
former.
Written with PyTorch 2.14; the same version writes the same bytes.
"""
import collections
import os

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20240909)
tensors = collections.OrderedDict()

NAN, INFINITY = float("nan"), float("inf")


def randn(*shape):
    return torch.randn(*shape, generator=generator)


def case(name, function, **inputs):
    """The gradients of function(inputs...) with respect to its inputs of float; those called _NAME are constants."""
    leaves = {key: value.clone().requires_grad_(value.is_floating_point() and not key.startswith("_"))
              for key, value in inputs.items() if value is not None}
    y = function(*(leaves.get(key) for key in inputs))
    dy = randn(*y.shape)
    y.backward(dy)
    for key, leaf in leaves.items():
        tensors["%s.%s" % (name, key.lstrip("_"))] = leaf.detach().clone()
    tensors[name + ".y"] = y.detach().clone()
    tensors[name + ".dy"] = dy
    for key, leaf in leaves.items():
        if leaf.requires_grad:
            tensors["%s.d%s" % (name, key)] = leaf.grad.clone()


def products():
    case("linear", F.linear, x=randn(5, 7), weight=randn(4, 7), bias=randn(4))
    case("linear_no_bias", F.linear, x=randn(2, 3, 6), weight=randn(1, 6), bias=None)

    case("matmul", torch.matmul, a=randn(3, 4, 5), b=randn(3, 5, 6))
    case("matmul_one_b", torch.matmul, a=randn(3, 4, 5), b=randn(5, 6))

    def conv2d(**options):
        return lambda x, weight, bias: F.conv2d(x, weight, bias, **options)
    case("conv2d", conv2d(), x=randn(2, 3, 7, 6), weight=randn(4, 3, 3, 2), bias=randn(4))
    case("conv2d_no_bias", conv2d(stride=2, padding=1), x=randn(2, 3, 8, 7), weight=randn(5, 3, 3, 3), bias=None)
    case("conv2d_groups", conv2d(groups=2, padding=1), x=randn(2, 4, 5, 6), weight=randn(6, 2, 3, 3), bias=randn(6))
    case("conv2d_depthwise", conv2d(groups=4, padding=(2, 1)), x=randn(1, 4, 5, 6), weight=randn(4, 1, 5, 3),
         bias=randn(4))
    case("conv2d_dilation", conv2d(stride=(1, 2), padding=(2, 3), dilation=(2, 3)), x=randn(2, 2, 9, 8),
         weight=randn(3, 2, 3, 2), bias=randn(3))
    case("conv2d_one_pixel", conv2d(stride=2), x=randn(2, 5, 5, 6), weight=randn(3, 5, 1, 1), bias=randn(3))

    def conv_transpose2d(**options):
        return lambda x, weight, bias: F.conv_transpose2d(x, weight, bias, **options)
    case("conv_transpose2d", conv_transpose2d(), x=randn(2, 3, 4, 5), weight=randn(3, 2, 3, 2), bias=randn(2))
    case("conv_transpose2d_groups", conv_transpose2d(groups=2, stride=2, padding=1), x=randn(2, 4, 4, 3),
         weight=randn(4, 3, 3, 3), bias=None)
    case("conv_transpose2d_output_padding", conv_transpose2d(stride=3, output_padding=(2, 1), dilation=(1, 2)),
         x=randn(1, 2, 3, 4), weight=randn(2, 3, 2, 2), bias=randn(3))


def pooling():
    def max_pool2d(*options, **more):
        return lambda x: F.max_pool2d(x, *options, **more)
    case("max_pool2d", max_pool2d(3, 2, 1), x=randn(2, 3, 8, 7))
    case("max_pool2d_overlapping", max_pool2d((2, 3), 1), x=randn(1, 2, 5, 6))
    case("max_pool2d_dilation", max_pool2d(2, 1, dilation=(3, 2)), x=randn(1, 2, 7, 6))
    case("max_pool2d_ceil", max_pool2d(3, 2, 1, ceil_mode=True), x=randn(1, 2, 6, 8))
    # Of equal numbers the first one is the largest.
    case("max_pool2d_equal", max_pool2d(3, 2, 1), x=torch.randint(0, 2, (1, 3, 8, 8), generator=generator).float())
    special = torch.where(torch.rand(1, 6, 8, 8, generator=generator) < 0.15, NAN, randn(1, 6, 8, 8))
    special[0, 2:4] = -INFINITY
    special[0, 3, 3, 4] = NAN
    special[0, 5] = randn(8, 8)
    case("max_pool2d_special", max_pool2d(3, 2, 1), x=special)

    def avg_pool2d(*options, **more):
        return lambda x: F.avg_pool2d(x, *options, **more)
    case("avg_pool2d", avg_pool2d(3, 2, 1), x=randn(2, 3, 8, 7))
    case("avg_pool2d_exclude", avg_pool2d(3, 2, 1, count_include_pad=False), x=randn(1, 2, 8, 7))
    case("avg_pool2d_ceil", avg_pool2d(3, 2, 1, ceil_mode=True), x=randn(1, 2, 6, 8))
    case("avg_pool2d_divisor", avg_pool2d(2, 1, divisor_override=3), x=randn(1, 2, 4, 5))

    def adaptive_avg_pool2d(*size):
        return lambda x: F.adaptive_avg_pool2d(x, size)
    case("adaptive_avg_pool2d_one", adaptive_avg_pool2d(1, 1), x=randn(2, 5, 4, 3))
    case("adaptive_avg_pool2d_equal_parts", adaptive_avg_pool2d(3, 2), x=randn(1, 2, 6, 8))
    case("adaptive_avg_pool2d_overlapping", adaptive_avg_pool2d(3, 5), x=randn(1, 2, 7, 4))


def normalisations():
    def batch_norm_eval(x, weight, bias, _mean, _variance):
        return F.batch_norm(x, _mean, _variance, weight, bias, False, eps=1e-3)
    case("batch_norm_eval", batch_norm_eval, x=randn(3, 4, 5, 2), weight=randn(4), bias=randn(4), _mean=randn(4),
         _variance=randn(4).square())

    def batch_norm(x, weight, bias):
        return F.batch_norm(x, None, None, weight, bias, True)
    case("batch_norm", batch_norm, x=randn(3, 4, 5, 3) * 2 + 1, weight=randn(4), bias=randn(4))
    case("batch_norm_plain", batch_norm, x=randn(2, 3, 4, 4), weight=None, bias=None)
    case("batch_norm_1d", batch_norm, x=randn(7, 5) - 2, weight=randn(5), bias=randn(5))

    def layer_norm(x, weight, bias):
        return F.layer_norm(x, x.shape[-1:], weight, bias)
    case("layer_norm", layer_norm, x=randn(6, 9) * 3 + 1, weight=randn(9), bias=randn(9))
    case("layer_norm_no_bias", layer_norm, x=randn(3, 8), weight=randn(8), bias=None)
    case("layer_norm_plain", layer_norm, x=randn(4, 5), weight=None, bias=None)


def elements():
    # The first of them are special; PyTorch computes many at once, and the last ones of an odd number in another way.
    x = randn(64) * 2
    x[:9] = torch.tensor([NAN, INFINITY, -INFINITY, 0.0, -0.0, 1.0, -1.0, 20.0, -20.0])
    for name, function in [
            ("relu", F.relu), ("leaky_relu", lambda x: F.leaky_relu(x, 0.2)), ("elu", lambda x: F.elu(x, 1.5)),
            ("hardtanh", lambda x: F.hardtanh(x, -1, 2)), ("sigmoid", torch.sigmoid), ("tanh", torch.tanh),
            ("gelu", F.gelu), ("gelu_tanh", lambda x: F.gelu(x, approximate="tanh"))]:
        case(name, function, x=x)


def rows():
    x = randn(2, 5, 3) * 3
    case("softmax", lambda x: F.softmax(x, 1), x=x)
    case("log_softmax", lambda x: F.log_softmax(x, 1), x=x)
    special = randn(5, 6)
    special[0, 1] = NAN
    special[1, 2] = INFINITY
    special[2] = -INFINITY
    special[3, 3] = -INFINITY
    case("softmax_special", lambda x: F.softmax(x, 1), x=special)
    case("log_softmax_special", lambda x: F.log_softmax(x, 1), x=special)
    case("sum", lambda x: x.sum(1), x=randn(3, 4, 5))
    case("cat", lambda a, b: torch.cat([a, b], 1), a=randn(2, 3, 2), b=randn(2, 1, 2))
    indices = torch.tensor([3, 0, 3, 1, 3, 5])
    case("embedding", F.embedding, indices=indices, weight=randn(6, 4))
    case("embedding_padding", lambda indices, weight: F.embedding(indices, weight, padding_idx=3), indices=indices,
         weight=randn(6, 4))


products()
pooling()
normalisations()
elements()
rows()
torch.save(tensors, os.path.join(HERE, "gradients.pth"))
print(torch.__version__, len(tensors), "tensors")
