// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/read_tensors.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/io/checked.hpp>
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
                           "; set these in a model first, then load into it with nn::load(model, path, options)",
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

/// A tensor that repeats its elements by strides of 0 makes much out of little: without a model that says what is
/// wanted, what a file may take in memory stands in proportion to its size.
NNSTRUCT_INLINE void refuse_expansion(const format::pytorch::state_dict_file& file) {
  constexpr std::uint64_t free_of_charge = std::uint64_t{64} << 20;
  io::checked bytes = 0;
  for (const auto& tensor : file.tensors()) bytes = bytes + io::checked(tensor.numel) * size_of(tensor.dtype);
  const std::uint64_t size = file.archive().file().size();
  if (!bytes.at_most((io::checked(size) * 16 + free_of_charge).value()))
    throw FormatError(format_problem::limit, {file.path(), {}, {}},
                      "its tensors take more than 16 times the file's size in memory; load it into a model, which says "
                      "how large they are");
}

NNSTRUCT_INLINE StateDict load_state_dict_file(const std::string& path) {
  const format::pytorch::state_dict_file file(path);
  refuse_expansion(file);
  std::vector<format::pytorch::wanted_tensor> wanted;
  for (std::size_t i = 0; i < file.tensors().size(); ++i) wanted.push_back({i, file.tensors()[i].dtype});
  format::pytorch::tensors_read fresh = read_tensors(file, wanted);
  StateDict dict;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& record = file.tensors()[i];
    AnyTensor& tensor = dict[record.key];
    tensor.dtype = record.dtype;
    tensor.shape.assign(file.shape(record).begin(), file.shape(record).end());
    tensor.strides = row_major(tensor.shape);
    tensor.data = shared_bytes(std::move(fresh.values[i]));
  }
  dict.metadata() = file.metadata();
  return dict;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
