// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers in the names of keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Texts with each number as `#`, and the numbers.
struct counted {
  std::string text;
  std::vector<std::uint64_t> numbers;
};
NNSTRUCT_DECLARE counted count_in(std::string_view name);

/// The items' names with the numbers that the model has: of the outermost list of a key that both sides have, with as
/// many elements, but counted otherwise (`0`, `2`, `4` for `0`, `1`, `2`). Other keys stay.
NNSTRUCT_DECLARE std::vector<std::string> names_by_number(const schema_view& schema, span<const offered_tensor> items);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
