// SPDX-License-Identifier: Apache-2.0
/// \file
/// The lock of those who draw.
#pragma once

#include <mutex>

#include <nnstruct/random/generator.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The mutex of the process's generator. Recursive: who holds the lock calls functions that take it.
NNSTRUCT_DECLARE std::recursive_mutex& default_generator_mutex();

/// Held while something is drawn from a generator: locks the process's one.
class drawing_from {
 public:
  NNSTRUCT_DECLARE explicit drawing_from(Generator& generator);

 private:
  std::unique_lock<std::recursive_mutex> lock_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
