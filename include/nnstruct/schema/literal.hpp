// SPDX-License-Identifier: Apache-2.0
/// \file
/// A string literal as a template argument.
#pragma once

#include <cstddef>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The characters of a literal, as long as it is: `nn::named<"default", M>`.
template <std::size_t N> struct literal {
  char chars[N]{};

  constexpr literal(const char (&from)[N]) {
    for (std::size_t i = 0; i < N; ++i) chars[i] = from[i];
  }
  constexpr std::string_view view() const noexcept { return {chars, N - 1}; }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
