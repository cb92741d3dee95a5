// SPDX-License-Identifier: Apache-2.0
/// \file
/// SGD: stochastic gradient descent, with momentum.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/optim/optimizer.hpp>
#include <nnstruct/optim/options.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
template <> struct optimizer_with<sgd_options> {
  static constexpr std::string_view name = "SGD";
  NNSTRUCT_DECLARE static const optimizer_kind& kind();
};
}  // namespace detail

/// Stochastic gradient descent, with momentum: bit for bit what PyTorch computes on a CPU.
/// https://pytorch.org/docs/stable/generated/torch.optim.SGD.html
/// \code
///   nn::SGD<Net> opt{{.lr = 0.001, .momentum = 0.9}};
///   opt.step(net);
/// \endcode
template <class Model> using SGD = optimizer<Model, sgd_options>;

}  // namespace nnstruct::inline NNSTRUCT_ABI
