// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include <nnstruct/checkpoint/in_place.hpp>
#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/checkpoint/source.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/map_tensors.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/module/assign.hpp>
#include <nnstruct/state_dict/hints.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/pattern.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The pairs of the result are of entries and of a source's items.
NNSTRUCT_DECLARE match_result match(const schema_view& schema, const source& from, const LoadOptions& options,
                                    const limits& allowed) {
  const std::vector<offered_tensor> offered = offered_of(from);
  const offered_dict dict{offered, from.metadata};
  match_result result = match_keys(schema, dict, options);
  if (result.report.missing.empty() || from.inner.empty()) {
    add_hints(result.report, schema, dict);
    return result;
  }
  std::vector<std::string> paths;
  const std::vector<source> inner = inner_sources(from, allowed, paths);
  std::vector<std::vector<offered_tensor>> items;
  for (const source& one : inner) items.push_back(offered_of(one));
  std::vector<inner_dict> inner_dicts;
  for (std::size_t i = 0; i < inner.size(); ++i) inner_dicts.push_back({paths[i], {items[i], inner[i].metadata}});
  add_hints(result.report, schema, dict, inner_dicts);
  return result;
}

NNSTRUCT_DECLARE void refuse_empty(const schema_view& schema, const match_result& plan, const std::string& path) {
  std::string keys;
  for (std::string_view key : keys_without_values(schema, plan))
    keys.append(keys.empty() ? "\"" : ", \"").append(key).append("\"");
  if (keys.empty()) return;
  throw StateDictError(
      concat({"a new ", plan.report.class_name, " loaded from ", path, " would have no values for ", keys,
              "; nn::init a model or set these in it, then load into it with nn::load(model, path, "
              "options)"}),
      plan.report);
}

NNSTRUCT_DECLARE limits limits_of(const LoadOptions& options) {
  limits out = options.limits == nullptr ? limits{} : *options.limits;
  if (options.unknown_calls == refuse) out.unknown_calls = refuse;
  return out;
}

/// The tensors of an embedded file are where they shall be already.
NNSTRUCT_DECLARE bool is_mapped(const io::input_file& file, const LoadOptions& options) {
  return options.map || file.memory() != nullptr;
}

NNSTRUCT_DEFINE LoadReport load(const schema_view& schema, held_values* const* values, io::input_file from,
                                const LoadOptions& options, bool complete) {
  if (options.map && options.in_place)
    throw Error(concat({"cannot load ", from.path(),
                        ": .map leaves the values in the file, .in_place puts them in the model's memory"}));
  const bool mapped = is_mapped(from, options);
  const source file = open_source(std::move(from), options.at, limits_of(options));
  match_result plan = match(schema, file, options, limits_of(options));
  if (!plan.report.ok()) throw StateDictError(std::move(plan.report));
  if (complete) refuse_empty(schema, plan, file.path);

  if (options.in_place) {
    plan.report.verified = load_in_place(schema, values, file, plan);
    return std::move(plan.report);
  }
  format::tensors_read fresh = read_from(file, tensors_of(schema, plan), mapped);
  plan.report.verified = fresh.verified;
  assign(schema, values, plan, std::move(fresh.values));
  return std::move(plan.report);
}

NNSTRUCT_DEFINE LoadReport check(const schema_view& schema, io::input_file file, const LoadOptions& options) {
  const limits& allowed = limits_of(options);
  LoadReport report = match(schema, open_source(std::move(file), options.at, allowed), options, allowed).report;
  report.verified = false;
  return report;
}

NNSTRUCT_DEFINE Value load_value(io::input_file file, const LoadOptions& options, bool with_elements, bool& verified) {
  using format::elements;
  const elements wanted = !with_elements             ? elements::left_out
                          : is_mapped(file, options) ? elements::mapped
                                                     : elements::read;
  return read(std::move(file), options.at, wanted, limits_of(options), verified);
}

NNSTRUCT_DEFINE StateDict load_state_dict_file(io::input_file from, const LoadOptions& options) {
  const bool mapped = is_mapped(from, options);
  const source file = open_source(std::move(from), options.at, limits_of(options));
  std::vector<source_item> taken;
  for (const source_item& item : file.items) {
    if (!takes_part(options, item.key)) continue;
    if (options.unexpected == refuse || !(file.is_state_dict || file.inner.empty())) require_tensor(file, item);
    if (item.other_type.empty()) taken.push_back(item);
  }
  if (taken.empty() && !file.items.empty() && options.nothing == refuse) {
    for (const source_item& item : file.items)
      if (takes_part(options, item.key)) require_tensor(file, item);
    LoadReport report;
    report.options = options;
    report.options.limits = nullptr;  // the report may live longer
    throw StateDictError(concat({"no key of ", file.path, " fits .filter, so nothing would be loaded; the first is \"",
                                 file.items.front().key, "\". If it is meant, load with .nothing = nn::allow"}),
                         std::move(report));
  }
  std::vector<std::vector<storage_handle>> storages;
  for (const source_file& part : file.files)
    storages.push_back((mapped ? map_storages(*part.file) : read_storages(*part.file)).values);
  std::vector<StateDict::value_type> items;
  items.reserve(taken.size());
  for (const source_item& item : taken)
    items.emplace_back(item.key, view_of(file.file_of(item), file.tensor_of(item), storages[item.file]));
  StateDict dict(std::move(items));
  dict.metadata() = file.metadata;
  dict.strip_prefix(options.strip_prefix);
  dict.rename(options.rename);
  return dict;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
