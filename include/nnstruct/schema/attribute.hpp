// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a class says about itself besides its fields: a table of names and values, as data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// How a printout shows an attribute.
enum class shown : std::uint8_t {
  named,       ///< `stride=(1, 1)`
  positional,  ///< `3`
  hidden,      ///< not at all: it has its default value
};

/// One attribute of a class, such as `in_features` = 400, with a value of one of Python's simple types.
struct attribute {
  enum class type : std::uint8_t { integer, pair, boolean };

  std::string_view name;
  type kind;
  std::int64_t first;   // the integer, the pair's first, or 0 and 1
  std::int64_t second;  // the pair's second
  shown how;
};

constexpr attribute integer_attribute(std::string_view name, std::int64_t value, shown how = shown::named) {
  return {name, attribute::type::integer, value, 0, how};
}
constexpr attribute boolean_attribute(std::string_view name, bool value, shown how = shown::named) {
  return {name, attribute::type::boolean, value, 0, how};
}
constexpr attribute pair_attribute(std::string_view name, std::int64_t first, std::int64_t second,
                                   shown how = shown::named) {
  return {name, attribute::type::pair, first, second, how};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
