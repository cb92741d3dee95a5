// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include <nnstruct/module/parameters.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_DEFINE AnyTensor parameter_reference::grad() const {
  detail::storage_handle gradient = values_->gradient();
  if (!gradient) detail::throw_no_gradient(key(), {shape().data(), shape().size()});
  AnyTensor result;
  result.shape.assign(shape().begin(), shape().end());
  result.strides = detail::row_major(result.shape);
  result.data = shared_bytes(std::move(gradient));
  return result;
}

NNSTRUCT_DEFINE parameter_list parameter_list::subspan(std::size_t offset, std::size_t count) const {
  const std::size_t begin = std::min(offset, size()), end = begin + std::min(count, size() - begin);
  std::vector<parameter_reference> slice;
  for (std::size_t i = begin; i < end; ++i) slice.push_back(parameters_[i]);
  return parameter_list(std::move(slice));
}

namespace detail {
NNSTRUCT_DEFINE parameter_list collect_parameters(const schema_view& schema, held_values* const* values) {
  std::vector<parameter_reference> result;
  std::vector<bool> listed(schema.entry_count, false);  // by the entry that holds the values
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    const std::size_t holder = entry.alias == no_alias ? i : entry.alias;
    if (entry.kind == entry_kind::parameter && !listed[holder]) result.emplace_back(entry, *values[i]);
    listed[holder] = true;
  }
  return parameter_list(std::move(result));
}
}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
