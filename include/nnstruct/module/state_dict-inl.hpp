// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/module/assign.hpp>
#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void require_all_values(const schema_view& schema, held_values* const* values) {
  std::string keys;
  for (std::size_t i = 0; i < schema.entry_count; ++i)
    if (!values[i]->has_values() && schema.entries[i].alias == no_alias)
      keys.append(keys.empty() ? "\"" : ", \"").append(schema.entries[i].key).append("\"");
  if (!keys.empty())
    throw Error(
        concat({"these parameters of ", schema.class_name, " have no values yet: ", keys,
                "; load the model from a file with nn::load, give it PyTorch's initial values with nn::init, or set "
                "them with copy_ or fill_"}));
}

NNSTRUCT_DEFINE StateDict state_dict(const schema_view& schema, held_values* const* values) {
  require_all_values(schema, values);
  StateDict dict;
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    AnyTensor& tensor = dict[entry.key];
    tensor.dtype = entry.dtype;
    tensor.shape.assign(entry.shape.begin(), entry.shape.end());
    tensor.strides = row_major(tensor.shape);
    if (entry.alias == no_alias) tensor.data = shared_bytes(snapshot(values[i]->storage()));
  }
  for (std::size_t i = 0; i < schema.entry_count; ++i)  // one memory for both keys, as in PyTorch
    if (schema.entries[i].alias != no_alias)
      dict[schema.entries[i].key].data = dict[schema.entries[schema.entries[i].alias].key].data;
  for (std::size_t i = 0; i < schema.group_count; ++i)
    dict.metadata().emplace_back(schema.groups[i].path, schema.groups[i].version);
  return dict;
}

NNSTRUCT_DEFINE storage_handle values_as(const AnyTensor& tensor, nnstruct::dtype wanted) {
  const AnyTensor elements = tensor.contiguous();
  const auto count = static_cast<std::size_t>(tensor.numel());
  const bool whole = elements.data.size() == elements.data.storage().bytes();
  if (tensor.dtype == wanted && whole) return snapshot(elements.data.storage());
  storage_handle values(allocate_storage(count * size_of(wanted), false));
  if (tensor.dtype != wanted) convert(tensor.dtype, elements.data.get(), wanted, values.data(), count);
  else if (count != 0) std::memcpy(values.data(), elements.data.get(), elements.data.size());
  return values;
}

NNSTRUCT_DEFINE LoadReport load_state_dict(const schema_view& schema, held_values* const* values, const StateDict& dict,
                                           const LoadOptions& options) {
  if (!options.at.empty())
    throw Error(concat({"cannot load a state_dict that is at \"", options.at.view(),
                        "\" of an nn::StateDict, which holds no dictionaries: .at is for files"}));
  std::vector<offered_tensor> offered;
  for (const auto& [key, tensor] : dict) offered.push_back({key, tensor.dtype, tensor.shape});
  match_result found = match(schema, {offered, dict.metadata()}, options);
  if (!found.report.ok()) throw StateDictError(std::move(found.report));

  std::vector<storage_handle> fresh;
  for (const auto& [entry, j] : found.pairs)
    fresh.push_back(values_as((dict.begin() + j)->second, schema.entries[entry].dtype));
  assign(schema, values, found, std::move(fresh));
  return std::move(found.report);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
