// SPDX-License-Identifier: Apache-2.0
/// \file
/// Labels of classes, as the kernels of losses take them.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine {

/// labels[batch, inner] for numbers [batch, classes, inner].
struct class_labels {
  std::int64_t batch, classes, inner;
  const std::int64_t* labels;  ///< each in [0, classes), or `ignored`
  std::int64_t ignored;
  double smoothing;  ///< how much of a label is spread evenly over all classes, in [0, 1]

  std::int64_t count() const noexcept { return batch * inner; }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine
