// SPDX-License-Identifier: Apache-2.0
/// \file
/// Values whose spread follows from a weight's shape, as in torch.nn.init.
/// https://pytorch.org/docs/stable/nn.init.html
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/random/fill.hpp>
#include <nnstruct/random/generator.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// Which of a weight's two counts keeps the size of numbers: what comes in (for the forward pass) or what goes out
/// (for the backward pass).
enum class fan_mode : std::uint8_t { fan_in, fan_out };
inline constexpr fan_mode fan_in = fan_mode::fan_in;
inline constexpr fan_mode fan_out = fan_mode::fan_out;

/// What follows a layer.
enum class nonlinearity : std::uint8_t { linear, sigmoid, tanh, relu, leaky_relu, selu };

/// The factor by which a nonlinearity makes numbers smaller: 1, 1, 5/3, sqrt(2), sqrt(2 / (1 + slope^2)), 3/4.
NNSTRUCT_DECLARE double calculate_gain(nonlinearity of, double slope = 0.01);

/// Options of kaiming_uniform_ and kaiming_normal_, with torch.nn.init's names and defaults.
struct kaiming_options {
  double a = 0;  ///< the slope of leaky_relu
  fan_mode mode = nnstruct::fan_in;
  nnstruct::nonlinearity nonlinearity = nnstruct::nonlinearity::leaky_relu;
};

/// K. He et al. (2015): uniform in (-b, b) with b = gain sqrt(3 / fan), or normal with std = gain / sqrt(fan). Of a
/// weight [out, in, ...] the fans are in and out, times the extents behind them.
/// Throw Error if the weight has less than two extents.
/// \code
///   nn::kaiming_normal_(conv.weight, {.mode = nn::fan_out, .nonlinearity = nn::nonlinearity::relu}, generator);
/// \endcode
NNSTRUCT_DECLARE void kaiming_uniform_(const fill_target& weight, const kaiming_options& options = {},
                                       Generator& generator = default_generator());
NNSTRUCT_DECLARE void kaiming_normal_(const fill_target& weight, const kaiming_options& options = {},
                                      Generator& generator = default_generator());

/// X. Glorot, Y. Bengio (2010): uniform in (-b, b) with b = gain sqrt(6 / (fan_in + fan_out)), or normal with
/// std = gain sqrt(2 / (fan_in + fan_out)).
/// Throw Error if the weight has less than two extents.
NNSTRUCT_DECLARE void xavier_uniform_(const fill_target& weight, double gain = 1,
                                      Generator& generator = default_generator());
NNSTRUCT_DECLARE void xavier_normal_(const fill_target& weight, double gain = 1,
                                     Generator& generator = default_generator());

}  // namespace nnstruct::inline NNSTRUCT_ABI
