// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/read_tensors.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/state_dict/match.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_INLINE match_result match(const schema_view& schema, const format::pytorch::state_dict_file& file,
                                   const LoadOptions& options) {
  std::vector<offered_tensor> offered;
  offered.reserve(file.tensors().size());
  for (const auto& tensor : file.tensors()) offered.push_back({tensor.key, tensor.dtype, file.shape(tensor)});
  return match(schema, offered, options);
}

NNSTRUCT_INLINE void refuse_empty(const LoadReport& report, const std::string& path) {
  if (report.missing.empty() && report.skipped.empty()) return;
  std::string keys;
  for (const auto* list : {&report.missing, &report.skipped})
    for (const std::string& key : *list) keys.append(keys.empty() ? "\"" : ", \"").append(key).append("\"");
  throw StateDictError("a new " + report.class_name + " loaded from " + path + " would have no values for " + keys +
                           "; nn::init a model or set these in it, then load into it with nn::load(model, path, "
                           "options)",
                       report);
}

NNSTRUCT_INLINE LoadReport load(const schema_view& schema, held_values* const* values, const std::string& path,
                                const LoadOptions& options, bool complete) {
  const format::pytorch::state_dict_file file(path);
  match_result plan = match(schema, file, options);
  if (!plan.report.ok()) throw StateDictError(std::move(plan.report));
  if (complete) refuse_empty(plan.report, path);

  std::vector<format::pytorch::wanted_tensor> wanted;
  wanted.reserve(plan.pairs.size());
  for (const auto& [entry, tensor] : plan.pairs) wanted.push_back({tensor, schema.entries[entry].dtype});
  format::pytorch::tensors_read fresh = read_tensors(file, wanted);
  plan.report.verified = fresh.verified;
  for (std::size_t i = 0; i < wanted.size(); ++i) values[plan.pairs[i].entry]->replace(std::move(fresh.values[i]));
  return std::move(plan.report);
}

NNSTRUCT_INLINE LoadReport check(const schema_view& schema, const std::string& path, const LoadOptions& options) {
  LoadReport report = match(schema, format::pytorch::state_dict_file(path), options).report;
  report.verified = false;
  return report;
}

NNSTRUCT_INLINE StateDict load_state_dict_file(const std::string& path) {
  const format::pytorch::state_dict_file file(path);
  const std::vector<storage_handle> storages = read_storages(file.file()).values;
  StateDict dict;
  for (const auto& tensor : file.tensors()) dict[tensor.key] = view_of(file.file(), tensor, storages);
  dict.metadata() = file.metadata();
  return dict;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
