// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include <nnstruct/error.hpp>
#include <nnstruct/random/scaled_fill.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

// The order of operations is PyTorch's, so that the doubles are the same.

namespace detail {

struct fans {
  double in, out;
};

NNSTRUCT_DECLARE fans fans_of(const extent_list& shape) {
  if (shape.size() < 2) throw Error("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
  std::int64_t field = 1;
  for (std::size_t i = 2; i < shape.size(); ++i) field *= shape[i];
  return {static_cast<double>(shape[1] * field), static_cast<double>(shape[0] * field)};
}

NNSTRUCT_DECLARE double kaiming_std(const fill_target& weight, const kaiming_options& options) {
  const fans fan = fans_of(weight.shape());
  return calculate_gain(options.nonlinearity, options.a) /
         std::sqrt(options.mode == fan_mode::fan_in ? fan.in : fan.out);
}

NNSTRUCT_DECLARE double xavier_std(const fill_target& weight, double gain) {
  const fans fan = fans_of(weight.shape());
  return gain * std::sqrt(2.0 / (fan.in + fan.out));
}

}  // namespace detail

NNSTRUCT_DEFINE double calculate_gain(nonlinearity of, double slope) {
  switch (of) {
    case nonlinearity::linear:
    case nonlinearity::sigmoid: break;
    case nonlinearity::tanh: return 5.0 / 3;
    case nonlinearity::relu: return std::sqrt(2.0);
    case nonlinearity::leaky_relu: {
      const volatile double square = slope * slope;  // rounded before 1 is added, whatever the compiler contracts
      return std::sqrt(2.0 / (1 + square));
    }
    case nonlinearity::selu: return 3.0 / 4;
  }
  return 1;
}

NNSTRUCT_DEFINE void kaiming_uniform_(const fill_target& weight, const kaiming_options& options, Generator& generator) {
  const double bound = std::sqrt(3.0) * detail::kaiming_std(weight, options);
  uniform_(weight, -bound, bound, generator);
}

NNSTRUCT_DEFINE void kaiming_normal_(const fill_target& weight, const kaiming_options& options, Generator& generator) {
  normal_(weight, 0, detail::kaiming_std(weight, options), generator);
}

NNSTRUCT_DEFINE void xavier_uniform_(const fill_target& weight, double gain, Generator& generator) {
  const double bound = std::sqrt(3.0) * detail::xavier_std(weight, gain);
  uniform_(weight, -bound, bound, generator);
}

NNSTRUCT_DEFINE void xavier_normal_(const fill_target& weight, double gain, Generator& generator) {
  normal_(weight, 0, detail::xavier_std(weight, gain), generator);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
