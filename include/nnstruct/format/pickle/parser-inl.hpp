// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of parser.hpp.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/builder-inl.hpp>
#include <nnstruct/format/pickle/machine-inl.hpp>
#include <nnstruct/format/pickle/parser.hpp>
#include <nnstruct/format/pickle/scalars-inl.hpp>
#include <nnstruct/format/pickle/text-inl.hpp>
#include <nnstruct/format/pickle/value-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

NNSTRUCT_INLINE document parse(std::string bytes, const file_place& place, const limits& allowed) {
  constexpr std::uint32_t most = 0xfffffffe;  // offsets, lengths and indices of a document have 32 bits
  limits bounded = allowed;
  bounded.nesting = std::min(allowed.nesting, most / 2);
  bounded.bytes = std::min<std::uint64_t>(allowed.bytes, most);
  bounded.elements = std::min<std::uint64_t>(allowed.elements, most);
  if (bytes.size() > bounded.bytes) {
    throw FormatError(
        format_problem::limit, place,
        concat({"a pickle of ", bytes.size(), " bytes, more than the limit of ", bounded.bytes, " (limits::bytes)"}));
  }
  auto owned = std::make_unique<const std::string>(std::move(bytes));
  return detail::machine(std::move(owned), place, bounded).run();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
