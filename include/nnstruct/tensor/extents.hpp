// SPDX-License-Identifier: Apache-2.0
/// \file
/// Extents that types know and extents that only run time knows, in std::mdspan's words.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// An extent that only run time knows. Compilers print it as -1, as PyTorch does.
inline constexpr std::int64_t dyn = -1;

/// The extents of a tensor as a value, in a constant too: at most max_rank of them.
class extent_list {
 public:
  static constexpr std::size_t max_rank = 8;

  constexpr extent_list() = default;
  template <class... N>
    requires(sizeof...(N) > 0 && sizeof...(N) <= max_rank)
  constexpr explicit(sizeof...(N) == 1) extent_list(N... extents)
      : extents_{static_cast<std::int64_t>(extents)...}, rank_(sizeof...(N)) {}
  /// At most max_rank extents, which a Tensor's are.
  constexpr extent_list(const std::int64_t* extents, std::size_t rank) : rank_(rank) {
    for (std::size_t i = 0; i < rank; ++i) extents_[i] = extents[i];
  }

  constexpr std::size_t size() const noexcept { return rank_; }
  constexpr const std::int64_t* begin() const noexcept { return extents_; }
  constexpr const std::int64_t* end() const noexcept { return extents_ + rank_; }
  constexpr const std::int64_t* data() const noexcept { return extents_; }
  constexpr std::int64_t operator[](std::size_t i) const noexcept { return extents_[i]; }

  friend constexpr bool operator==(const extent_list& a, const extent_list& b) noexcept {
    if (a.rank_ != b.rank_) return false;
    for (std::size_t i = 0; i < a.rank_; ++i)
      if (a.extents_[i] != b.extents_[i]) return false;
    return true;
  }

 private:
  std::int64_t extents_[max_rank]{};
  std::size_t rank_ = 0;
};

/// The number of elements: the product of the extents, 1 without any.
constexpr std::int64_t numel(const extent_list& extents) noexcept {
  std::int64_t product = 1;
  for (std::int64_t extent : extents) product *= extent;
  return product;
}

namespace detail {

/// The product of extents [from, to), dyn if one of them is.
template <std::int64_t... E> constexpr std::int64_t static_product(std::size_t from, std::size_t to) noexcept {
  std::int64_t product = 1;
  std::size_t i = 0;
  bool known = true;
  ((i >= from && i < to ? (known = known && E != dyn, product *= E, void()) : void(), ++i), ...);
  return known ? product : dyn;
}

/// Facts for error messages: incomplete types, so that the compiler prints the numbers and nothing else.
template <std::int64_t... Extents> struct expected;
template <std::int64_t... Extents> struct found;

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
