#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what PyTorch's layers compute and how they print: layers.pth and layers_repr.txt, beside this script.

layers.pth is a state_dict with the keys CASE.input, CASE.output and CASE.state.KEY (the module's own state_dict), those of
train(), and windows, see below.
layers_repr.txt is a line "== CASE" and then print(module), and so on.
Written with PyTorch 2.14; the same version writes the same bytes.
"""
import collections
import itertools
import math
import os

import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20240607)
tensors = collections.OrderedDict()
texts = []


def randn(*shape):
    return torch.randn(*shape, generator=generator)


def says(case, module):
    texts.append("== %s\n%s\n" % (case, module))


def keep(case, x, y, state=()):
    for key, value in dict(state).items():
        tensors["%s.state.%s" % (case, key)] = value
    tensors[case + ".input"] = x
    tensors[case + ".output"] = y.detach().clone()


def fill(module):
    """Parameters drawn from this script's generator, of a size that keeps the outputs near 1."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(randn(*p.shape) / math.sqrt(max(1, p.numel() // p.shape[0])))
    return module


def run(case, module, x):
    fill(module).eval()
    with torch.no_grad():
        keep(case, x, module(x), module.state_dict())
    says(case, module)


def train(case, module, batches):
    """Batches in training mode, one after the other, and then `input` in evaluation mode. Keys CASE.state.KEY before,
    CASE.trained.KEY after, CASE.batch.I, CASE.trained_output.I."""
    fill(module).train()
    with torch.no_grad():
        for key, value in module.state_dict().items():
            tensors["%s.state.%s" % (case, key)] = value.clone()
        for i, x in enumerate(batches):
            tensors["%s.batch.%d" % (case, i)] = x
            tensors["%s.trained_output.%d" % (case, i)] = module(x).clone()
        for key, value in module.state_dict().items():
            tensors["%s.trained.%s" % (case, key)] = value.clone()
        module.eval()
        keep(case, batches[0], module(batches[0]))
    says(case, module)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(6, 8)
        self.fc2 = nn.Linear(8, 6, bias=False)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 8, 5)
        self.fc1 = nn.Linear(200, 32)
        self.fc2 = nn.Linear(32, 16)
        self.fc3 = nn.Linear(16, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


class Backbone(nn.Module):
    """The blocks are attributes, one of them is None, and each prints under its name."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, padding=1))
        self.downsample = None
        self.block = Block()
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(16, 6), Block())


class Shown(nn.Module):
    """Prints attributes, and then its modules."""

    def __init__(self, **children):
        super().__init__()
        for name, child in children.items():
            self.add_module(name, child)

    def extra_repr(self):
        return "3, stride=(2, 1), bias=False, last=-1"


class Values(nn.Module):
    """Prints values of all types that attributes have."""

    def extra_repr(self):
        return "%s, yes=%s, eps=%s, %s, approximate=%r, four=%s, empty=%s, size=%s" % (
            None, True, 1e-5, 1.0, "none", (4,), (), (2, None, -3))


class Nothing(nn.Module):
    pass


def linear():
    run("linear_1d", nn.Linear(5, 3), randn(5))
    run("linear_2d", nn.Linear(5, 3), randn(4, 5))
    run("linear_3d", nn.Linear(5, 3), randn(2, 3, 5))
    run("linear_4d", nn.Linear(5, 3), randn(2, 1, 3, 5))
    run("linear_no_bias", nn.Linear(5, 3, bias=False), randn(4, 5))
    run("linear_one_feature", nn.Linear(1, 1), randn(3, 1))
    run("linear_empty_batch", nn.Linear(5, 3), randn(0, 5))
    run("linear_wide", nn.Linear(300, 7), randn(3, 300))
    x, weight, bias = randn(4, 5), randn(3, 5), randn(3)
    keep("linear_function", x, F.linear(x, weight, bias), {"weight": weight, "bias": bias})
    keep("linear_function_no_bias", x, F.linear(x, weight), {"weight": weight})


def conv2d():
    image = randn(2, 3, 12, 10)
    run("conv2d_plain", nn.Conv2d(3, 6, 5), image)
    run("conv2d_no_bias", nn.Conv2d(3, 4, 3, bias=False), image)
    run("conv2d_stride", nn.Conv2d(3, 4, 3, stride=2), image)
    run("conv2d_padding", nn.Conv2d(3, 4, 3, padding=1), image)
    run("conv2d_dilation", nn.Conv2d(3, 4, 3, dilation=2), image)
    run("conv2d_all_options", nn.Conv2d(3, 4, 3, stride=2, padding=1, dilation=2, bias=False), image)
    run("conv2d_groups", nn.Conv2d(4, 6, 3, groups=2), randn(2, 4, 7, 6))
    run("conv2d_depthwise", nn.Conv2d(4, 4, 3, padding=1, groups=4), randn(2, 4, 7, 6))
    run("conv2d_depthwise_two_each", nn.Conv2d(4, 8, 3, groups=4, bias=False), randn(2, 4, 7, 6))
    run("conv2d_rectangles", nn.Conv2d(2, 4, (2, 3), stride=(2, 1), padding=(1, 2), dilation=(3, 2), groups=2),
        randn(2, 2, 9, 11))
    run("conv2d_one_pixel", nn.Conv2d(3, 4, 1), image)
    run("conv2d_one_pixel_stride", nn.Conv2d(3, 4, 1, stride=2, bias=False), image)
    run("conv2d_as_large_as_the_image", nn.Conv2d(3, 4, (12, 10)), image)
    run("conv2d_larger_than_the_image", nn.Conv2d(3, 4, 5, padding=2), randn(1, 3, 2, 1))
    run("conv2d_unbatched", nn.Conv2d(3, 4, 3, padding=1), randn(3, 6, 5))
    run("conv2d_empty_batch", nn.Conv2d(3, 4, 3), randn(0, 3, 6, 5))
    run("conv2d_many_taps", nn.Conv2d(16, 3, 3), randn(1, 16, 26, 26))
    weight, bias = randn(4, 3, 3, 3), randn(4)
    keep("conv2d_function", image, F.conv2d(image, weight, bias, stride=2, padding=(1, 0)),
         {"weight": weight, "bias": bias})
    keep("conv2d_function_no_bias", image, F.conv2d(image, weight), {"weight": weight})
    x, weight = randn(2, 4, 5, 5), randn(6, 2, 3, 3)
    keep("conv2d_function_groups", x, F.conv2d(x, weight, groups=2), {"weight": weight})


def max_pool2d():
    image = randn(2, 3, 9, 8)
    run("max_pool2d_plain", nn.MaxPool2d(2, 2), image)
    run("max_pool2d_default_stride", nn.MaxPool2d(3), image)
    run("max_pool2d_stride", nn.MaxPool2d(3, 1), image)
    run("max_pool2d_padding", nn.MaxPool2d(3, 2, padding=1), image)
    run("max_pool2d_dilation", nn.MaxPool2d(2, 1, dilation=3), image)
    run("max_pool2d_ceil", nn.MaxPool2d(2, 2, ceil_mode=True), image)
    run("max_pool2d_ceil_last_window_dropped", nn.MaxPool2d(1, 3, ceil_mode=True), randn(1, 2, 5, 8))
    run("max_pool2d_ceil_padding_last_window_dropped", nn.MaxPool2d(2, 3, padding=1, ceil_mode=True), randn(1, 2, 4, 7))
    run("max_pool2d_ceil_larger_than_the_image", nn.MaxPool2d(3, 2, ceil_mode=True), randn(1, 2, 2, 2))
    run("max_pool2d_rectangles",
        nn.MaxPool2d((2, 3), (1, 2), padding=(1, 0), dilation=(2, 1), ceil_mode=True), image)
    run("max_pool2d_pair_of_equals", nn.MaxPool2d((2, 2), (2, 2), padding=(1, 1)), image)
    run("max_pool2d_unbatched", nn.MaxPool2d(2), randn(3, 5, 4))
    run("max_pool2d_empty_batch", nn.MaxPool2d(2), randn(0, 3, 5, 4))
    run("max_pool2d_sees_padding_only", nn.MaxPool2d(2, 1, padding=1, dilation=2), randn(1, 2, 1, 1))
    special = randn(1, 2, 8, 8)
    special[0, 0, 0, 0] = special[0, 0, 3, 2] = special[0, 1, 7, 7] = float("nan")
    special[0, 0, 4, 5] = special[0, 1, 0, 1] = float("inf")
    special[0, 0, 2, 3] = float("inf")                    # beside a NaN
    special[0, 1, 2:6, 2:6] = float("-inf")               # whole windows of it
    special[0, 0, 6:8, 6:8] = torch.tensor([[-0.0, 0.0], [0.0, -0.0]])
    run("max_pool2d_special", nn.MaxPool2d(2, 2), special)
    run("max_pool2d_special_overlapping", nn.MaxPool2d(3, 2, padding=1), special)
    keep("max_pool2d_function", image, F.max_pool2d(image, 3, 2, padding=1))


def adaptive_avg_pool2d():
    image = randn(2, 3, 9, 8)
    run("adaptive_avg_pool2d_one", nn.AdaptiveAvgPool2d(1), image)
    run("adaptive_avg_pool2d_number", nn.AdaptiveAvgPool2d(3), image)
    run("adaptive_avg_pool2d_pair", nn.AdaptiveAvgPool2d((1, 1)), image)
    run("adaptive_avg_pool2d_rectangle", nn.AdaptiveAvgPool2d((4, 5)), image)
    run("adaptive_avg_pool2d_larger", nn.AdaptiveAvgPool2d((11, 3)), image)
    run("adaptive_avg_pool2d_none", nn.AdaptiveAvgPool2d((None, 3)), image)
    run("adaptive_avg_pool2d_number_none", nn.AdaptiveAvgPool2d((2, None)), image)
    run("adaptive_avg_pool2d_only_none", nn.AdaptiveAvgPool2d((None, None)), randn(1, 2, 3, 4))
    says("adaptive_avg_pool2d_one_none", nn.AdaptiveAvgPool2d(None))  # PyTorch does not run it
    run("adaptive_avg_pool2d_same", nn.AdaptiveAvgPool2d(7), randn(1, 2, 7, 7))
    run("adaptive_avg_pool2d_unbatched", nn.AdaptiveAvgPool2d(2), randn(3, 5, 4))
    run("adaptive_avg_pool2d_empty_batch", nn.AdaptiveAvgPool2d(2), randn(0, 3, 5, 4))
    keep("adaptive_avg_pool2d_function", image, F.adaptive_avg_pool2d(image, (2, 7)))


def batch_norm():
    def images(count=3, shape=(4, 3, 5, 4)):
        return [randn(*shape) * 2 + 3 for _ in range(count)]

    def statistics(module):
        """Running statistics as after some training."""
        module.running_mean.copy_(randn(module.num_features))
        module.running_var.copy_(randn(module.num_features).abs() + 0.5)
        module.num_batches_tracked.fill_(41)
        return module

    train("batch_norm2d", nn.BatchNorm2d(3), images())
    train("batch_norm2d_from_statistics", statistics(nn.BatchNorm2d(3)), images())
    train("batch_norm2d_options", statistics(nn.BatchNorm2d(3, eps=0.5, momentum=0.25)), images(2))
    train("batch_norm2d_cumulative", nn.BatchNorm2d(3, momentum=None), images())
    train("batch_norm2d_not_affine", nn.BatchNorm2d(3, affine=False), images(2))
    train("batch_norm2d_no_bias", nn.BatchNorm2d(3, bias=False), images(2))
    train("batch_norm2d_not_tracking", nn.BatchNorm2d(3, track_running_stats=False), images(2))
    train("batch_norm2d_nothing", nn.BatchNorm2d(3, eps=1e-3, momentum=None, affine=False, track_running_stats=False), images(1))
    train("batch_norm2d_one_image", nn.BatchNorm2d(5), images(2, (1, 5, 1, 2)))
    train("batch_norm2d_empty_batch", statistics(nn.BatchNorm2d(3)), [randn(0, 3, 2, 2)])
    train("batch_norm2d_far_from_zero", nn.BatchNorm2d(2), [randn(3, 2, 3, 3) + 1000])
    train("batch_norm1d", nn.BatchNorm1d(5), images(3, (4, 5)))
    train("batch_norm1d_length", statistics(nn.BatchNorm1d(5)), images(2, (4, 5, 3)))
    train("batch_norm1d_options", nn.BatchNorm1d(5, eps=1e-3, momentum=None, affine=False), images(2, (4, 5)))
    for case, module, shape in (("batch_norm2d", nn.BatchNorm2d(3), (1, 3, 1, 1)), ("batch_norm1d", nn.BatchNorm1d(5), (1, 5)),
                                ("batch_norm1d_length", nn.BatchNorm1d(5), (1, 5, 1))):
        try:
            module(randn(*shape))
        except ValueError as error:
            says(case + "_one_value", error)
    x, mean, var, weight, bias = randn(4, 3, 2), randn(3), randn(3).abs() + 0.1, randn(3), randn(3)
    state = {"mean": mean, "var": var, "weight": weight, "bias": bias}
    keep("batch_norm_function", x, F.batch_norm(x, mean, var, weight, bias), state)
    keep("batch_norm_function_eps", x, F.batch_norm(x, mean, var, eps=0.5), state)
    keep("batch_norm_function_batch", x, F.batch_norm(x, None, None, weight, bias, training=True), state)


def avg_pool2d():
    image = randn(2, 3, 9, 8)
    run("avg_pool2d_plain", nn.AvgPool2d(2, 2), image)
    run("avg_pool2d_default_stride", nn.AvgPool2d(3), image)
    run("avg_pool2d_stride", nn.AvgPool2d(3, 1), image)
    run("avg_pool2d_padding", nn.AvgPool2d(3, 2, padding=1), image)
    run("avg_pool2d_padding_not_counted", nn.AvgPool2d(3, 2, padding=1, count_include_pad=False), image)
    run("avg_pool2d_divisor", nn.AvgPool2d(3, 2, padding=1, divisor_override=5), image)
    run("avg_pool2d_negative_divisor", nn.AvgPool2d(2, divisor_override=-3), image)
    run("avg_pool2d_ceil", nn.AvgPool2d(2, 2, ceil_mode=True), image)
    run("avg_pool2d_ceil_padding", nn.AvgPool2d(3, 2, padding=1, ceil_mode=True), randn(1, 2, 6, 4))
    run("avg_pool2d_ceil_padding_not_counted",
        nn.AvgPool2d(3, 2, padding=1, ceil_mode=True, count_include_pad=False), randn(1, 2, 6, 4))
    run("avg_pool2d_ceil_divisor", nn.AvgPool2d(3, 2, ceil_mode=True, divisor_override=2), randn(1, 2, 6, 4))
    run("avg_pool2d_rectangles", nn.AvgPool2d((2, 3), (1, 2), padding=(1, 0)), image)
    run("avg_pool2d_all_options", nn.AvgPool2d((2, 3), (1, 2), (1, 0), True, False, 7), image)
    run("avg_pool2d_unbatched", nn.AvgPool2d(2), randn(3, 5, 4))
    run("avg_pool2d_empty_batch", nn.AvgPool2d(2), randn(0, 3, 5, 4))
    keep("avg_pool2d_function", image, F.avg_pool2d(image, 3, 2, padding=1))


def conv_transpose2d():
    image = randn(2, 4, 4, 3)
    T = nn.ConvTranspose2d
    run("conv_transpose2d_plain", T(4, 3, 2), image)
    run("conv_transpose2d_no_bias", T(4, 3, 3, bias=False), image)
    run("conv_transpose2d_stride", T(4, 3, 2, stride=2), image)
    run("conv_transpose2d_padding", T(4, 3, 3, padding=1), image)
    run("conv_transpose2d_output_padding", T(4, 3, 3, stride=2, padding=1, output_padding=1), image)
    run("conv_transpose2d_dilation", T(4, 3, 3, dilation=2), image)
    run("conv_transpose2d_output_padding_by_dilation", T(4, 3, 2, dilation=2, output_padding=1), image)
    run("conv_transpose2d_groups", T(4, 6, 3, groups=2), image)
    run("conv_transpose2d_depthwise", T(4, 4, 2, stride=2, groups=4, bias=False), image)
    run("conv_transpose2d_rectangles",
        T(4, 2, (2, 3), stride=(3, 2), padding=(0, 1), output_padding=(2, 1), dilation=(1, 2), groups=2, bias=False), image)
    run("conv_transpose2d_stride_larger_than_kernel", T(4, 2, 1, stride=3), image)
    run("conv_transpose2d_unbatched", T(4, 3, 2), randn(4, 3, 2))
    run("conv_transpose2d_empty_batch", T(4, 3, 2), randn(0, 4, 3, 2))
    weight, bias = randn(4, 3, 3, 3), randn(3)
    keep("conv_transpose2d_function", image, F.conv_transpose2d(image, weight, bias, stride=2, padding=(1, 0)),
         {"weight": weight, "bias": bias})
    weight = randn(4, 3, 2, 2)
    keep("conv_transpose2d_function_groups", image, F.conv_transpose2d(image, weight, groups=2), {"weight": weight})


def elements():
    x = randn(3, 7) * 3
    special = torch.tensor([float("nan"), -0.0, 0.0, float("inf"), float("-inf"), 100.0, -100.0, 1e-30, -1e-30, 3e38])
    for name, module in (("leaky_relu", nn.LeakyReLU()), ("leaky_relu_slope", nn.LeakyReLU(0.2)),
                         ("leaky_relu_negative_slope", nn.LeakyReLU(-1.5)), ("sigmoid", nn.Sigmoid()), ("tanh", nn.Tanh()),
                         ("gelu", nn.GELU()), ("gelu_tanh", nn.GELU("tanh")), ("identity", nn.Identity()),
                         ("elu", nn.ELU()), ("elu_alpha", nn.ELU(-0.5)), ("relu6", nn.ReLU6()), ("hardtanh", nn.Hardtanh()),
                         ("hardtanh_bounds", nn.Hardtanh(-2.5, 0.5))):
        run(name, module, x)
        run(name + "_special", module, special)
        run(name + "_0d", module, torch.tensor(-1.5))
        run(name + "_empty", module, randn(0, 4))
    says("leaky_relu_inplace", nn.LeakyReLU(0.2, inplace=True))
    says("elu_inplace", nn.ELU(inplace=True))
    says("relu6_inplace", nn.ReLU6(inplace=True))
    says("hardtanh_inplace", nn.Hardtanh(-2.5, 0.5, inplace=True))
    says("identity_with_arguments", nn.Identity(54, unused=0.1))


def softmax():
    x = randn(2, 3, 4) * 5
    for name, layer in (("softmax", nn.Softmax), ("log_softmax", nn.LogSoftmax)):
        run(name + "_0", layer(0), x)
        run(name + "_1", layer(1), x)
        run(name + "_last", layer(-1), x)
        run(name + "_second_last", layer(-2), x)
        run(name + "_1d", layer(0), randn(5))
        run(name + "_one", layer(1), randn(3, 1))
        run(name + "_empty", layer(1), randn(0, 4))
        run(name + "_4d", layer(1), randn(2, 3, 2, 2))
        big = torch.tensor([[1000.0, 1001.0, -1000.0], [float("-inf"), 0.0, 1.0], [3e38, -3e38, 0.0], [float("nan"), 0.0, 1.0]])
        run(name + "_large", layer(1), big)


def embedding():
    indices = torch.tensor([[0, 3, 3], [4, 1, 0]])
    run("embedding", nn.Embedding(5, 3), indices)
    run("embedding_1d", nn.Embedding(5, 2), torch.tensor([4, 0, 1]))
    run("embedding_0d", nn.Embedding(5, 2), torch.tensor(2))
    run("embedding_empty", nn.Embedding(5, 2), torch.zeros(0, 3, dtype=torch.int64))
    run("embedding_padding", nn.Embedding(5, 3, padding_idx=0), indices)
    run("embedding_negative_padding", nn.Embedding(5, 3, padding_idx=-1), indices)
    weight = randn(5, 2)
    keep("embedding_function", indices, F.embedding(indices, weight), {"weight": weight})


def layer_norm():
    x = randn(3, 2, 5) * 2 + 10
    run("layer_norm", nn.LayerNorm(5), x)
    run("layer_norm_eps", nn.LayerNorm(5, eps=0.5), x)
    run("layer_norm_no_bias", nn.LayerNorm(5, bias=False), x)
    run("layer_norm_not_affine", nn.LayerNorm(5, elementwise_affine=False), x)
    run("layer_norm_two", nn.LayerNorm((2, 5)), x)
    run("layer_norm_all", nn.LayerNorm((3, 2, 5), eps=1e-6, elementwise_affine=False), x)
    run("layer_norm_1d", nn.LayerNorm(4), randn(4))
    run("layer_norm_one", nn.LayerNorm(1), randn(3, 1))
    run("layer_norm_empty", nn.LayerNorm(4), randn(0, 4))
    run("layer_norm_far_from_zero", nn.LayerNorm(7), randn(2, 7) + 1000)
    weight, bias = randn(5), randn(5)
    state = {"weight": weight, "bias": bias}
    keep("layer_norm_function", x, F.layer_norm(x, (5,), weight, bias), state)
    keep("layer_norm_function_eps", x, F.layer_norm(x, (2, 5), eps=0.5), state)


class Stack(nn.Module):
    def __init__(self, count=3):
        super().__init__()
        self.blocks = nn.ModuleList([Block() for _ in range(count)])
        self.head = nn.Linear(6, 2)

    def forward(self, x):
        for block in self.blocks:
            x = block(x) + x
        return self.head(x)


def module_list():
    run("module_list", Stack(), randn(4, 6))
    says("module_list_layers", nn.ModuleList([nn.Linear(2, 2) for _ in range(3)]))
    says("module_list_one", nn.ModuleList([nn.Linear(2, 2)]))
    says("module_list_empty", nn.ModuleList())
    says("module_list_eleven", nn.ModuleList([nn.ReLU() for _ in range(11)]))
    says("module_list_nested", nn.ModuleList([nn.ModuleList([Block(), Block()]), nn.ModuleList([Block(), Block()])]))
    says("module_list_in_sequential", nn.Sequential(nn.ReLU(), nn.ReLU(), nn.ModuleList([nn.ReLU(), nn.ReLU()])))


def windows():
    """How many positions a window has: rows of input, kernel, stride, padding, dilation, ceil_mode, positions
    (0: PyTorch refuses it)."""
    rows = []
    for size, kernel, stride, dilation in itertools.product(range(1, 10), range(1, 5), range(1, 5), range(1, 4)):
        for padding, ceil_mode in itertools.product(range(kernel // 2 + 1), (False, True)):
            try:
                y = F.max_pool2d(torch.zeros(1, size, 1), (kernel, 1), (stride, 1), (padding, 0), (dilation, 1), ceil_mode)
                positions = y.shape[1]
            except RuntimeError as error:
                assert "Output size is too small" in str(error), error
                positions = 0
            rows.append((size, kernel, stride, padding, dilation, int(ceil_mode), positions))
    tensors["windows"] = torch.tensor(rows, dtype=torch.uint8)


def relu():
    x = randn(3, 7)
    x[0, :6] = torch.tensor([float("nan"), -0.0, 0.0, float("inf"), float("-inf"), -1e-45])
    x[2, 3:] = torch.tensor([1e-45, float("nan"), -0.0, 3.4e38])
    run("relu", nn.ReLU(), x)
    run("relu_0d", nn.ReLU(), torch.tensor(-1.5))
    run("relu_4d", nn.ReLU(), randn(2, 3, 2, 2))
    run("relu_empty", nn.ReLU(), randn(0, 4))
    says("relu_inplace", nn.ReLU(inplace=True))
    keep("relu_function", x, F.relu(x))


def flatten():
    x = randn(2, 3, 4, 5)
    run("flatten_default", nn.Flatten(), x)
    run("flatten_all", nn.Flatten(0), x)
    run("flatten_middle", nn.Flatten(1, 2), x)
    run("flatten_first", nn.Flatten(0, 1), x)
    run("flatten_last", nn.Flatten(2), x)
    run("flatten_negative", nn.Flatten(-3, -2), x)
    run("flatten_nothing", nn.Flatten(1, 1), x)
    run("flatten_1d", nn.Flatten(0), randn(6))
    run("flatten_empty_batch", nn.Flatten(), randn(0, 3, 2))
    keep("flatten_function", x, torch.flatten(x, 1))
    keep("flatten_function_all", x, torch.flatten(x))


def whole_networks():
    run("sequential", nn.Sequential(nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 3)), randn(4, 5))
    run("sequential_of_blocks", nn.Sequential(nn.Linear(5, 6), Block(), nn.Sequential(nn.ReLU(), Block())), randn(4, 5))
    run("sequential_images", nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(12, 5)), randn(3, 2, 4, 4))
    run("sequential_of_eleven", nn.Sequential(*[nn.Linear(2, 2) for _ in range(11)]), randn(3, 2))
    run("sequential_empty", nn.Sequential(), randn(2, 3))
    run("block", Block(), randn(4, 6))
    run("net", Net(), randn(2, 3, 32, 32))
    says("backbone", Backbone())
    says("shown", Shown())
    says("shown_with_child", Shown(child=Nothing()))
    says("values", Values())
    says("nothing", Nothing())


linear()
conv2d()
max_pool2d()
windows()
relu()
flatten()
whole_networks()
adaptive_avg_pool2d()
batch_norm()
avg_pool2d()
conv_transpose2d()
elements()
softmax()
embedding()
layer_norm()
module_list()
for key, value in tensors.items():
    tensors[key] = value.clone()
torch.save(tensors, os.path.join(HERE, "layers.pth"))
with open(os.path.join(HERE, "layers_repr.txt"), "w", newline="\n", encoding="utf-8") as out:
    out.writelines(texts)
print(torch.__version__, len(tensors), "tensors,", len(texts), "texts")
