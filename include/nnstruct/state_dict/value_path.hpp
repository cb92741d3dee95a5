// SPDX-License-Identifier: Apache-2.0
/// \file
/// Paths of a Value: what Value::at and Value::find mean by a name and by an index.
#pragma once

#include <cstddef>
#include <span>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The dictionaries in which a name stands that a path has: of an object its attributes, those in slots too, and the
/// keys of a class that derives from dict.
struct tables_of_names {
  const Value* dicts[8];
  std::size_t count = 0;

  NNSTRUCT_DECLARE explicit tables_of_names(const Value& v) noexcept;

 private:
  NNSTRUCT_DECLARE void add(const Value& v) noexcept;
};

/// The items to which an index leads: of an object those of a class that derives from list, or from tuple.
NNSTRUCT_DECLARE std::span<const Value> items_by_index(const Value& v) noexcept;

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
