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
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

NNSTRUCT_DEFINE void require_size(std::uint64_t bytes, const file_place& place, const limits& allowed) {
  constexpr std::uint64_t most = 0xfffffffe;  // offsets, lengths and indices of a document have 32 bits
  const std::uint64_t limit = std::min(allowed.pickle_bytes, most);
  if (bytes <= limit) return;
  const std::string found = concat({"a pickle of ", bytes, " bytes"});
  throw FormatError(format_problem::limit, place, nnstruct::detail::over_limit(found, "pickle_bytes", limit));
}

NNSTRUCT_DEFINE document parse(std::string bytes, const file_place& place, const limits& allowed, leniency taken) {
  require_size(bytes.size(), place, allowed);
  constexpr std::uint64_t most = 0xfffffffe;
  limits bounded = allowed;
  bounded.nesting = std::min(allowed.nesting, most / 2);
  bounded.elements = std::min(allowed.elements, most);
  bounded.memo = std::min(allowed.memo, most);
  auto owned = std::make_unique<const std::string>(std::move(bytes));
  return detail::machine(std::move(owned), place, bounded, taken).run();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
