// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far two tensors are apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct_command {

/// Elements of one type, compared in pieces: two are equal if their bits are.
class element_differences {
 public:
  explicit element_differences(nnstruct::dtype dtype) : dtype_(dtype) {}

  void add(const std::byte* a, const std::byte* b, std::size_t bytes);

  std::uint64_t count() const { return count_; }
  /// The largest |a - b|; `nan` if one of two that differ is no number.
  std::string maximum() const;

 private:
  void add_element(const std::byte* a, const std::byte* b);

  nnstruct::dtype dtype_;
  std::uint64_t count_ = 0;
  double most_ = 0;
  std::uint64_t most_integer_ = 0;
  bool nan_ = false;
};

}  // namespace nnstruct_command
