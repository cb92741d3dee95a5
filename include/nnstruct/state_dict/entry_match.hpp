// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whether what a state_dict has under a key can be an entry's values: in constants and at run time alike.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Equal, or PyTorch's one leniency: a tensor of shape (1,) is taken for a 0-d one.
template <class Extents> constexpr bool same_shape(const extent_list& expected, const Extents& found) {
  const std::size_t rank = expected.size();
  const std::int64_t *a = expected.data(), *b = found.data();  // each operator[] would be steps of a constant
  if (rank != found.size()) return rank == 0 && found.size() == 1 && b[0] == 1;
  for (std::size_t i = 0; i < rank; ++i)
    if (a[i] != b[i]) return false;
  return true;
}

/// Equal, converted without being asked, or allowed.
constexpr bool dtype_fits(nnstruct::dtype from, nnstruct::dtype to, policy differing) {
  return from == to || converts_freely(from, to) || (differing == allow && converts_if_allowed(from, to));
}

enum class entry_match : std::uint8_t { fits, not_a_tensor, reshaped, retyped };

/// The first of these that is true of an entry and what has its key.
template <class Extents>
constexpr entry_match match_entry(const extent_list& expected, nnstruct::dtype to, bool is_tensor, const Extents& found,
                                  nnstruct::dtype from, policy differing_dtype) {
  if (!is_tensor) return entry_match::not_a_tensor;
  if (!same_shape(expected, found)) return entry_match::reshaped;
  if (!dtype_fits(from, to, differing_dtype)) return entry_match::retyped;
  return entry_match::fits;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
