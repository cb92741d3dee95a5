#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the gradients of PyTorch's layers, functions and networks: autograd.pth, beside this script.

It is a state_dict. For each case, CASE.state.KEY are a module's values, or what a function is given beside its input;
CASE.x is the input, CASE.y the output, CASE.dy the gradient with respect to that, CASE.dx and CASE.grad.KEY those with
respect to the former. Of modules in training mode, CASE.trained.KEY are the values after the case's batches, CASE.x.0,
CASE.x.1 ..., over which parameters' gradients are added up. clip.* are gradients, and what clip_grad_norm_ makes of them.
Written with PyTorch 2.14; the same version writes the same bytes.
"""
import collections
import math
import os

import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20241123)
tensors = collections.OrderedDict()

NAN, INFINITY = float("nan"), float("inf")


def randn(*shape):
    return torch.randn(shape, generator=generator)


def rand(*shape):
    return torch.rand(shape, generator=generator)


def keep(key, tensor):
    tensors[key] = tensor.detach().clone()


def fill(module):
    """Parameters drawn from this script's generator, of a size that keeps the outputs near 1."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(randn(*p.shape) / math.sqrt(max(1, p.numel() // p.shape[0])))
    return module


def through(function, key, x, suffix=""):
    """Runs function(x) forwards and backwards; keeps both."""
    x = x.clone()
    if x.is_floating_point():
        x.requires_grad_()
    y = function(x)
    dy = randn(*y.shape)
    y.backward(dy)
    keep(key + ".x" + suffix, x)
    keep(key + ".y" + suffix, y)
    keep(key + ".dy" + suffix, dy)
    if x.is_floating_point():
        keep(key + ".dx" + suffix, x.grad)


def keep_gradients(key, named):
    for name, p in named:
        if p.grad is not None:
            keep("%s.grad.%s" % (key, name), p.grad)


def module(key, m, x, evaluate=False):
    fill(m).train(not evaluate)
    for name, value in m.state_dict().items():
        keep("%s.state.%s" % (key, name), value)
    through(m, key, x)
    keep_gradients(key, m.named_parameters())


def trained(key, m, batches):
    fill(m).train()
    for name, value in m.state_dict().items():
        keep("%s.state.%s" % (key, name), value)
    for i, x in enumerate(batches):
        through(m, key, x, ".%d" % i)
    keep_gradients(key, m.named_parameters())
    for name, value in m.state_dict().items():
        keep("%s.trained.%s" % (key, name), value)


def function(key, f, x, **more):
    """The gradients of f(x, more...), of which those called _NAME are constants."""
    leaves = {name: value.clone().requires_grad_(not name.startswith("_")) for name, value in more.items()}
    for name, value in leaves.items():
        keep("%s.state.%s" % (key, name.lstrip("_")), value)
    through(lambda x: f(x, *leaves.values()), key, x)
    keep_gradients(key, leaves.items())


def elements():
    x = randn(19) * 2
    x[:9] = torch.tensor([NAN, INFINITY, -INFINITY, 0.0, -0.0, 1.0, -1.0, 6.0, -20.0])
    for name, m in [("relu", nn.ReLU()), ("relu6", nn.ReLU6()), ("leaky_relu", nn.LeakyReLU(0.2)), ("elu", nn.ELU(1.5)),
                    ("hardtanh", nn.Hardtanh(-1, 2)), ("sigmoid", nn.Sigmoid()), ("tanh", nn.Tanh()),
                    ("gelu", nn.GELU()), ("gelu_tanh", nn.GELU(approximate="tanh"))]:
        module(name, m, x)
    module("relu_empty", nn.ReLU(), randn(0, 3))
    a, b = randn(3, 4), randn(3, 4)
    function("add", lambda a, b: a + b, a, b=b)
    function("sub", lambda a, b: a - b, a, b=b)
    function("mul", lambda a, b: a * b, a, b=b)
    function("square", lambda a: a * a, a)
    function("twice", lambda a: a + a, a)
    function("nothing", lambda a: a - a * 1, a)
    function("numbers", lambda a: (2 * a + 1) / 3 - (1 - a) * 0.5 - 4 + (7 + -a), a)
    function("expression", lambda a, b: (a + b) * (a - b) - b * (a * a), a, b=b)
    for seed, p in (1, 0.5), (2, 0.2), (3, 1.0):
        torch.manual_seed(seed)
        module("dropout_%d" % seed, nn.Dropout(p), randn(7, 5))
    twice = nn.Sequential(nn.Dropout(0.3), nn.Linear(5, 5), nn.Dropout(0.3))
    torch.manual_seed(4)
    module("dropout_twice", twice, randn(7, 5))
    module("dropout_eval", nn.Dropout(0.5), randn(3, 4), evaluate=True)


def products():
    module("linear", nn.Linear(5, 3), randn(4, 5))
    module("linear_1d", nn.Linear(5, 3), randn(5))
    module("linear_3d", nn.Linear(5, 3), randn(2, 3, 5))
    module("linear_no_bias", nn.Linear(5, 3, bias=False), randn(4, 5))
    module("linear_empty", nn.Linear(5, 3), randn(0, 5))
    module("conv2d", nn.Conv2d(3, 4, 3), randn(2, 3, 6, 5))
    module("conv2d_options", nn.Conv2d(2, 4, (2, 3), stride=(2, 1), padding=(1, 2), dilation=(3, 2), groups=2, bias=False),
           randn(2, 2, 7, 6))
    module("conv2d_depthwise", nn.Conv2d(4, 4, 3, padding=1, groups=4), randn(1, 4, 5, 4))
    module("conv2d_one_pixel", nn.Conv2d(3, 4, 1, stride=2), randn(2, 3, 5, 4))
    module("conv2d_unbatched", nn.Conv2d(3, 2, 3, padding=1), randn(3, 4, 5))
    module("conv2d_empty", nn.Conv2d(3, 4, 3), randn(0, 3, 6, 5))
    module("conv_transpose2d", nn.ConvTranspose2d(3, 2, 3), randn(2, 3, 4, 3))
    module("conv_transpose2d_options",
           nn.ConvTranspose2d(4, 6, (3, 2), stride=(2, 3), padding=1, output_padding=(1, 0), groups=2, bias=False,
                              dilation=(1, 2)), randn(2, 4, 3, 4))
    module("conv_transpose2d_empty", nn.ConvTranspose2d(3, 2, 3), randn(0, 3, 4, 3))

    function("linear_function", F.linear, randn(4, 5), weight=randn(3, 5), bias=randn(3))
    function("linear_constant_weight", F.linear, randn(4, 5), _weight=randn(3, 5), bias=randn(3))
    function("conv2d_function", lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1), randn(1, 2, 5, 6),
             weight=randn(3, 2, 3, 3), bias=randn(3))
    function("conv_transpose2d_function", lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2), randn(1, 2, 3, 3),
             weight=randn(2, 3, 2, 2), bias=randn(3))
    function("matmul", torch.matmul, randn(3, 4), b=randn(4, 5))
    function("matmul_batched", torch.matmul, randn(2, 3, 4), b=randn(2, 4, 5))
    function("matmul_one_b", torch.matmul, randn(2, 2, 3, 4), b=randn(4, 5))
    function("matmul_square", lambda a: torch.matmul(a, a), randn(3, 3))
    function("matmul_empty", torch.matmul, randn(0, 4), b=randn(4, 5))


def pooling():
    module("max_pool2d", nn.MaxPool2d(3, 2, padding=1), randn(2, 3, 6, 5))
    module("max_pool2d_options", nn.MaxPool2d((2, 3), (1, 2), padding=(1, 0), dilation=(2, 1), ceil_mode=True),
           randn(1, 2, 6, 6))
    equal = torch.randint(0, 2, (1, 2, 6, 6), generator=generator).float()
    module("max_pool2d_equal", nn.MaxPool2d(3, 2), equal)
    special = torch.where(rand(1, 3, 6, 6) < 0.2, NAN, randn(1, 3, 6, 6))
    special[0, 1] = -INFINITY
    special[0, 2, 1, 1] = special[0, 2, 4, 2] = INFINITY
    module("max_pool2d_special", nn.MaxPool2d(3, 2, padding=1), special)
    module("avg_pool2d", nn.AvgPool2d(3, 2, padding=1), randn(2, 3, 6, 5))
    module("avg_pool2d_options", nn.AvgPool2d((2, 3), (2, 1), padding=(0, 1), ceil_mode=True, count_include_pad=False),
           randn(1, 2, 5, 6))
    module("avg_pool2d_divisor", nn.AvgPool2d(2, divisor_override=3), randn(1, 2, 4, 4))
    module("adaptive_avg_pool2d", nn.AdaptiveAvgPool2d((3, 5)), randn(1, 2, 7, 4))
    module("adaptive_avg_pool2d_one", nn.AdaptiveAvgPool2d(1), randn(2, 3, 4, 3))


def normalization():
    batches = [randn(3, 3, 3, 2) * 2 + 1, randn(2, 3, 3, 4) - 3, randn(5, 3, 1, 2)]
    trained("batch_norm2d", nn.BatchNorm2d(3), batches)
    trained("batch_norm2d_cumulative", nn.BatchNorm2d(3, momentum=None), batches)
    trained("batch_norm2d_plain", nn.BatchNorm2d(3, eps=1e-2, momentum=0.3, affine=False), batches)
    trained("batch_norm2d_not_tracking", nn.BatchNorm2d(3, track_running_stats=False), batches)
    trained("batch_norm2d_empty", nn.BatchNorm2d(3), [randn(0, 3, 2, 2)])
    trained("batch_norm1d", nn.BatchNorm1d(3), [randn(6, 3), randn(5, 3) * 5])
    trained("batch_norm1d_length", nn.BatchNorm1d(3), [randn(2, 3, 4), randn(1, 3, 5)])

    def with_statistics(m):
        m.running_mean.copy_(randn(3))
        m.running_var.copy_(rand(3) + 0.5)
        return m
    module("batch_norm2d_eval", with_statistics(nn.BatchNorm2d(3)), randn(2, 3, 3, 2), evaluate=True)
    module("batch_norm1d_eval_plain", with_statistics(nn.BatchNorm1d(3, affine=False)), randn(4, 3), evaluate=True)
    module("batch_norm2d_eval_empty", with_statistics(nn.BatchNorm2d(3)), randn(0, 3, 3, 2), evaluate=True)
    module("layer_norm", nn.LayerNorm(5), randn(4, 5) * 3 + 1)
    module("layer_norm_2d", nn.LayerNorm((3, 4)), randn(2, 2, 3, 4))
    module("layer_norm_no_bias", nn.LayerNorm(5, bias=False, eps=1e-2), randn(4, 5))
    module("layer_norm_plain", nn.LayerNorm(5, elementwise_affine=False), randn(4, 5))
    module("layer_norm_empty", nn.LayerNorm(5), randn(0, 5))

    function("batch_norm_function", lambda x, w, b: F.batch_norm(x, None, None, w, b, True), randn(4, 3, 2),
             weight=randn(3), bias=randn(3))
    function("batch_norm_function_eval", lambda x, m, v, w, b: F.batch_norm(x, m, v, w, b, False), randn(4, 3),
             _mean=randn(3), _variance=rand(3) + 0.5, weight=randn(3), bias=randn(3))
    function("layer_norm_function", lambda x, w, b: F.layer_norm(x, (5,), w, b), randn(2, 5), weight=randn(5),
             bias=randn(5))


def reductions():
    x = randn(2, 3, 4)
    function("sum", lambda x: x.sum(), x)
    function("mean", lambda x: x.mean(), x)
    for dim in 0, 1, -1:
        function("sum_%d" % dim, lambda x: x.sum(dim), x)
        function("mean_%d" % dim, lambda x: x.mean(dim), x)
    function("sum_empty", lambda x: x.sum(), randn(0, 3))
    function("mean_empty", lambda x: x.mean(), randn(0, 3))
    function("sum_along_empty", lambda x: x.sum(1), randn(2, 0, 3))
    function("mean_along_empty", lambda x: x.mean(1), randn(2, 0, 3))
    for dim in 0, 1, -1:
        module("softmax_%d" % dim, nn.Softmax(dim), x)
        module("log_softmax_%d" % dim, nn.LogSoftmax(dim), x)
    module("softmax_empty", nn.Softmax(1), randn(3, 0))
    module("log_softmax_empty", nn.LogSoftmax(1), randn(0, 3))


def rows():
    indices = torch.tensor([[3, 0, 3], [1, 3, 5]])
    module("embedding", nn.Embedding(6, 4), indices)
    module("embedding_padding", nn.Embedding(6, 4, padding_idx=-3), indices)
    function("embedding_function", F.embedding, indices, weight=randn(6, 2))
    function("cat", lambda a, b, c: torch.cat([a, b, c], 1), randn(2, 3, 2), b=randn(2, 1, 2), c=randn(2, 2, 2))
    function("cat_first", lambda a, b: torch.cat([a, b], 0), randn(2, 3), b=randn(1, 3))
    function("cat_last", lambda a, b: torch.cat([a, b], -1), randn(2, 3), b=randn(2, 4))
    function("cat_one_twice", lambda a: torch.cat([a, a], 0), randn(2, 3))
    function("cat_constant", lambda a, b: torch.cat([b, a], 0), randn(2, 3), _b=randn(1, 3))
    function("cat_empty", lambda a, b: torch.cat([a, b], 0), randn(0, 3), b=randn(2, 3))
    function("reshape", lambda a: (a * a).reshape(3, -1) * 2, randn(2, 3, 2))
    module("flatten", nn.Sequential(nn.Flatten(), nn.Linear(6, 2)), randn(3, 2, 3))


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 3, 3)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(3, 4, 3)
        self.fc1 = nn.Linear(16, 12)
        self.fc2 = nn.Linear(12, 5)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(torch.flatten(x, 1))))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(4)
        self.downsample = nn.Sequential(nn.Conv2d(2, 4, 1, stride=2, bias=False), nn.BatchNorm2d(4))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.downsample(x))


class Shared(nn.Module):
    """One layer, called three times."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        for _ in range(3):
            x = torch.tanh(self.fc(x))
        return x


class LM(nn.Module):
    """One weight at both ends, and attention between them."""

    def __init__(self):
        super().__init__()
        self.wte = nn.Embedding(7, 4)
        self.q = nn.Linear(4, 4)
        self.k = nn.Linear(4, 4)
        self.ln = nn.LayerNorm(4)
        self.lm_head = nn.Linear(4, 7, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, tokens):
        x = self.wte(tokens)
        scores = torch.matmul(self.q(x), self.k(x).reshape(2, 4, 3))
        return self.lm_head(self.ln(x + torch.matmul(torch.softmax(scores * 0.5, -1), x)))


def networks():
    module("lenet", LeNet(), randn(3, 1, 14, 14))
    trained("block", Block(), [randn(3, 2, 6, 5), randn(2, 2, 6, 5)])
    module("block_eval", Block(), randn(2, 2, 6, 5), evaluate=True)
    module("sequential", nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Sequential(nn.Linear(4, 3), nn.Tanh())), randn(6, 5))
    module("shared", Shared(), randn(2, 4))
    module("lm", LM(), torch.tensor([[1, 6, 1], [0, 5, 2]]))
    frozen = nn.Sequential(nn.Linear(5, 4), nn.Linear(4, 3), nn.Linear(3, 2))
    frozen[1].requires_grad_(False)
    module("frozen", frozen, randn(6, 5))


def clip():
    """A gradient for each parameter of Linear(3, 2) and Linear(2, 1), of which the last bias has none."""
    shapes = collections.OrderedDict([("0.weight", (2, 3)), ("0.bias", (2,)), ("1.weight", (1, 2)), ("1.bias", (1,))])
    gradients = {key: randn(*shape) for key, shape in shapes.items()}
    for case, max_norm, norm, spoil in [("two", 1.0, 2.0, None), ("one", 1.0, 1.0, None), ("inf", 0.5, INFINITY, None),
                                        ("three", 0.7, 3.0, None), ("enough", 100.0, 2.0, None), ("zero", 0.0, 2.0, None),
                                        ("nan", 1.0, 2.0, NAN), ("nan_inf", 1.0, INFINITY, NAN),
                                        ("infinite", 1.0, 2.0, INFINITY)]:
        parameters = []
        for key, shape in shapes.items():
            p = nn.Parameter(torch.zeros(shape))
            if key != "1.bias":
                p.grad = gradients[key].clone()
                if spoil is not None and key == "0.bias":
                    p.grad[1] = spoil
                keep("clip.%s.before.%s" % (case, key), p.grad)
            parameters.append(p)
        keep("clip.%s.total" % case, nn.utils.clip_grad_norm_(parameters, max_norm, norm))
        for key, p in zip(shapes, parameters):
            if p.grad is not None:
                keep("clip.%s.after.%s" % (case, key), p.grad)


elements()
products()
pooling()
normalization()
reductions()
rows()
networks()
clip()
torch.save(tensors, os.path.join(HERE, "autograd.pth"))
print(torch.__version__, len(tensors), "tensors")
