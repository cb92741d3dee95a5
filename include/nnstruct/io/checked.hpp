// SPDX-License-Identifier: Apache-2.0
/// \file
/// Arithmetic on numbers that come from a file. All of it goes through here.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// An unsigned 64-bit number that remembers whether a sum, difference or product on the way left its range.
/// Once it has, every result is invalid, and every comparison with a limit fails: a formula is written as on
/// paper and tested once, at its end.
/// \code
///   if (!(checked(offset) + checked(count) * element_size).at_most(file_size)) ...refuse
/// \endcode
class checked {
 public:
  constexpr checked(std::uint64_t value) noexcept : value_(value) {}

  friend constexpr checked operator+(checked a, checked b) noexcept {
    checked sum(a.value_ + b.value_);
    sum.valid_ = a.valid_ && b.valid_ && sum.value_ >= a.value_;
    return sum;
  }
  friend constexpr checked operator-(checked a, checked b) noexcept {
    checked difference(a.value_ - b.value_);
    difference.valid_ = a.valid_ && b.valid_ && a.value_ >= b.value_;
    return difference;
  }
  friend constexpr checked operator*(checked a, checked b) noexcept {
    checked product(a.value_ * b.value_);
    product.valid_ = a.valid_ && b.valid_ && (a.value_ == 0 || product.value_ / a.value_ == b.value_);
    return product;
  }

  constexpr bool valid() const noexcept { return valid_; }
  constexpr bool at_most(std::uint64_t limit) const noexcept { return valid_ && value_ <= limit; }
  constexpr bool equals(std::uint64_t other) const noexcept { return valid_ && value_ == other; }
  /// The number; only to be used where valid() or a comparison has answered true.
  constexpr std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_;
  bool valid_ = true;
};

/// A signed number of a file (pickle integers are signed) as checked: a negative one is invalid.
constexpr checked from_signed(std::int64_t value) noexcept {
  return value < 0 ? checked(0) - checked(1) : checked(static_cast<std::uint64_t>(value));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
