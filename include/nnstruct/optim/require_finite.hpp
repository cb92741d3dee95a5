// SPDX-License-Identifier: Apache-2.0
/// \file
/// Training that stops when its loss is no number any more.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
NNSTRUCT_DECLARE [[noreturn]] void throw_not_finite(double loss, std::int64_t step);
}

/// Throws Error, naming the step, if a loss (a number, or a tensor of one) is NaN or infinite. Called before
/// backward(), it leaves model and optimizer as the last good step has made them.
/// \code
///   auto loss = nn::cross_entropy(net.forward(x), labels);
///   nn::require_finite(loss, step);
///   loss.backward();
///   opt.step(net);
/// \endcode
template <class Loss> void require_finite(const Loss& loss, std::int64_t step) {
  if constexpr (requires { loss.item(); }) {
    nnstruct::require_finite(loss.item(), step);
  } else {
    const double number = static_cast<double>(loss);
    if (!(number - number == 0)) detail::throw_not_finite(number, step);
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
