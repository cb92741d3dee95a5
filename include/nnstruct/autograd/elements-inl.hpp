// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/random/dropout.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {
struct saved_add {
  NNSTRUCT_DECLARE void backward(gradients& g) const { g.pass_on(0), g.pass_on(1); }
};
struct saved_sub {
  std::int64_t count;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    g.pass_on(0);
    if (g.wants(1)) engine::scale(count, -1, g.of_result(), g.of(1, count));
  }
};
struct saved_mul {
  std::int64_t count;
  storage_handle a, b;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    if (g.wants(0)) engine::mul(count, g.of_result(), elements(b), g.of(0, count));
    if (g.wants(1)) engine::mul(count, g.of_result(), elements(a), g.of(1, count));
  }
};
struct saved_scale {
  std::int64_t count;
  double factor;

  NNSTRUCT_DECLARE void backward(gradients& g) const { engine::scale(count, factor, g.of_result(), g.of(0, count)); }
};
struct saved_shift {
  NNSTRUCT_DECLARE void backward(gradients& g) const { g.pass_on(0); }
};
/// y = x * factors
struct saved_dropout {
  std::int64_t count;
  storage_handle factors;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::mul(count, g.of_result(), elements(factors), g.of(0, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void add(std::int64_t count, const variable& a, const variable& b, const result& y) {
  engine::add(count, a.data(), b.data(), y.data);
  const std::array operands{a, b};
  if (detail::records(operands)) detail::record(y, "add", operands, detail::saved_add{});
}

NNSTRUCT_DEFINE void sub(std::int64_t count, const variable& a, const variable& b, const result& y) {
  engine::sub(count, a.data(), b.data(), y.data);
  const std::array operands{a, b};
  if (detail::records(operands)) detail::record(y, "sub", operands, detail::saved_sub{count});
}

NNSTRUCT_DEFINE void mul(std::int64_t count, const variable& a, const variable& b, const result& y) {
  engine::mul(count, a.data(), b.data(), y.data);
  const std::array operands{a, b};
  if (detail::records(operands))
    detail::record(y, "mul", operands,
                   detail::saved_mul{count, detail::kept_if(b.node, a), detail::kept_if(a.node, b)});
}

NNSTRUCT_DEFINE void scale(std::int64_t count, const variable& x, const result& y, double factor) {
  engine::scale(count, factor, x.data(), y.data);
  const std::array operands{x};
  if (detail::records(operands)) detail::record(y, "scale", operands, detail::saved_scale{count, factor});
}

NNSTRUCT_DEFINE void shift(std::int64_t count, const variable& x, const result& y, double term) {
  const auto number = static_cast<float>(term);
  for (std::int64_t i = 0; i < count; ++i) y.data[i] = x.data()[i] + number;
  const std::array operands{x};
  if (detail::records(operands)) detail::record(y, "shift", operands, detail::saved_shift{});
}

NNSTRUCT_DEFINE void dropout(double p, std::int64_t count, const variable& x, const result& y) {
  const std::array operands{x};
  const auto size = static_cast<std::size_t>(count);
  if (!detail::records(operands)) return nnstruct::detail::dropout(p, size, x.data(), y.data, nullptr);
  detail::storage_handle factors(detail::allocate_storage(size * sizeof(float), false));
  nnstruct::detail::dropout(p, size, x.data(), y.data, reinterpret_cast<float*>(factors.data()));
  detail::record(y, "dropout", operands, detail::saved_dropout{count, std::move(factors)});
}

namespace detail {
struct saved_relu {
  std::int64_t count;
  storage_handle y;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::relu_backward(count, elements(y), g.of_result(), g.of(0, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void relu(std::int64_t count, const variable& x, const result& y) {
  engine::relu(count, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "relu", operands, detail::saved_relu{count, *y.values});
}

namespace detail {
struct saved_leaky_relu {
  std::int64_t count;
  double slope;
  storage_handle x;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::leaky_relu_backward(count, slope, elements(x), g.of_result(), g.of(0, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void leaky_relu(std::int64_t count, double slope, const variable& x, const result& y) {
  engine::leaky_relu(count, slope, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "leaky_relu", operands, detail::saved_leaky_relu{count, slope, *x.values});
}

namespace detail {
struct saved_elu {
  std::int64_t count;
  double alpha;
  storage_handle x;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::elu_backward(count, alpha, elements(x), g.of_result(), g.of(0, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void elu(std::int64_t count, double alpha, const variable& x, const result& y) {
  engine::elu(count, alpha, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "elu", operands, detail::saved_elu{count, alpha, *x.values});
}

namespace detail {
struct saved_hardtanh {
  std::int64_t count;
  double low, high;
  storage_handle x;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::hardtanh_backward(count, low, high, elements(x), g.of_result(), g.of(0, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void hardtanh(std::int64_t count, double low, double high, const variable& x, const result& y) {
  engine::hardtanh(count, low, high, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "hardtanh", operands, detail::saved_hardtanh{count, low, high, *x.values});
}

namespace detail {
struct saved_sigmoid {
  std::int64_t count;
  storage_handle y;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::sigmoid_backward(count, elements(y), g.of_result(), g.of(0, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void sigmoid(std::int64_t count, const variable& x, const result& y) {
  engine::sigmoid(count, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "sigmoid", operands, detail::saved_sigmoid{count, *y.values});
}

namespace detail {
struct saved_tanh {
  std::int64_t count;
  storage_handle y;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::tanh_backward(count, elements(y), g.of_result(), g.of(0, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void tanh(std::int64_t count, const variable& x, const result& y) {
  engine::tanh(count, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "tanh", operands, detail::saved_tanh{count, *y.values});
}

namespace detail {
struct saved_gelu {
  std::int64_t count;
  bool tanh_approximation;
  storage_handle x;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::gelu_backward(count, tanh_approximation, elements(x), g.of_result(), g.of(0, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void gelu(std::int64_t count, bool tanh_approximation, const variable& x, const result& y) {
  engine::gelu(count, tanh_approximation, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "gelu", operands, detail::saved_gelu{count, tanh_approximation, *x.values});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
