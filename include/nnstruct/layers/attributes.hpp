// SPDX-License-Identifier: Apache-2.0
/// \file
/// Options of layers as attributes: how PyTorch prints sizes and optional values.
#pragma once

#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/schema/attribute.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Both sizes, however they were written: `(2, 2)`.
constexpr attribute pair_attribute(std::string_view name, pair size, shown how = shown::named) {
  const auto number = [](std::int64_t extent) { return extent == dyn ? no_number : extent; };
  return tuple_attribute(name, extent_list(number(size.first), number(size.second)), how);
}

/// What a convolution of PyTorch's keeps of its padding: width twice, then height twice. Never printed.
constexpr attribute twice_reversed_attribute(std::string_view name, pair size) {
  return tuple_attribute(name, extent_list(size.second, size.second, size.first, size.first), shown::hidden);
}

/// A size as it was written: `2`, `(2, 2)`, `None` or `(None, 2)`.
constexpr attribute as_written(std::string_view name, pair size, shown how = shown::named) {
  if (!size.one_number) return pair_attribute(name, size, how);
  return size.first == dyn ? none_attribute(name, how) : integer_attribute(name, size.first, how);
}

constexpr attribute maybe_attribute(std::string_view name, maybe<double> value, shown how = shown::named) {
  return value.given ? real_attribute(name, value.value, how) : none_attribute(name, how);
}
constexpr attribute maybe_attribute(std::string_view name, maybe<std::int64_t> value, shown how = shown::named) {
  return value.given ? integer_attribute(name, value.value, how) : none_attribute(name, how);
}

/// Printed unless it has its default value.
constexpr shown hidden_if(bool is_default) { return is_default ? shown::hidden : shown::named; }

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
