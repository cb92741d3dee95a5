// SPDX-License-Identifier: Apache-2.0
/// \file
/// Some of many rows that are alike, where each starts a process.
#pragma once

#include <cstddef>

namespace nnstruct_test {

/// Takes the first of every `count` rows. With NNSTRUCT_TEST_FULL it takes all.
class one_of {
 public:
  explicit one_of(std::size_t count) : count_(NNSTRUCT_TEST_FULL ? 1 : count) {}
  bool takes() { return seen_++ % count_ == 0; }
  /// How many of `rows` rows are taken.
  std::size_t taken(std::size_t rows) const { return (rows + count_ - 1) / count_; }

 private:
  std::size_t count_;
  std::size_t seen_ = 0;
};

}  // namespace nnstruct_test
