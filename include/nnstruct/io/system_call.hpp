// SPDX-License-Identifier: Apache-2.0
/// \file
/// System calls that a signal interrupted are made again.
#pragma once

#include <cerrno>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// Calls until the answer is something other than "interrupted by a signal".
/// Not for close: Linux has closed the descriptor even when it says EINTR.
template <class Call> auto uninterrupted(Call call) {
  for (;;) {
    const auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
