// SPDX-License-Identifier: Apache-2.0
/// \file
/// The names of modules in a list: "0", "1" and so on.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The text of a number: the name of a module in a list.
template <std::size_t N> struct decimal {
  static constexpr std::size_t digits = [] {
    std::size_t count = 1;
    for (std::size_t n = N; n >= 10; n /= 10) ++count;
    return count;
  }();
  static constexpr std::array<char, digits> text = [] {
    std::array<char, digits> result{};
    std::size_t n = N;
    for (std::size_t i = digits; i-- > 0; n /= 10) result[i] = static_cast<char>('0' + n % 10);
    return result;
  }();
  static constexpr std::string_view name{text.data(), digits};
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
