// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>

#include <nnstruct/checkpoint/record.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/hints.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/problems.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DECLARE std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : concat({path, ".", name});
}

NNSTRUCT_DEFINE void record_cast::missing_key(std::string_view name) { report.missing.push_back(joined(path, name)); }

NNSTRUCT_DEFINE void record_cast::unexpected_keys(const Value& dict, const std::string_view* names, std::size_t count) {
  for (const auto& [key, mapped] : dict.pairs())
    if (!key.is(Value::kind::string) || std::find(names, names + count, key.text()) == names + count)
      report.unexpected.push_back(joined(path, key.is(Value::kind::string) ? std::string(key.text()) : repr(key)));
}

NNSTRUCT_DEFINE void record_cast::end_fields(const mark& begin) {
  if (report.loaded.size() == begin.loaded && report.missing.size() != begin.missing &&
      report.nothing_loaded.size() == begin.nothing)
    report.nothing_loaded.push_back(path);
}

NNSTRUCT_DEFINE record_cast begin_record(std::string_view class_name, const LoadOptions& options) {
  record_cast where;
  where.options = options;
  where.options.at = {};           // the record was found there; its models are under their fields
  where.options.limits = nullptr;  // the file is read already
  where.options.map = where.options.in_place = false;
  where.report.class_name = class_name;
  where.report.options = options;
  where.report.options.limits = nullptr;  // the report may live longer
  return where;
}

/// What a dictionary offers.
NNSTRUCT_DECLARE std::vector<offered_tensor> offered_of(const StateDict& dict) {
  std::vector<offered_tensor> offered;
  for (const auto& [key, tensor] : dict) offered.push_back({key, tensor.dtype, tensor.shape});
  return offered;
}

/// Hints for one of the models: its options are those of all.
NNSTRUCT_DECLARE void add_hints_for(record_cast& where, std::size_t number) {
  std::vector<std::vector<offered_tensor>> offered;
  std::vector<model_and_dict> others;
  for (const matched_model& model : where.models) offered.push_back(offered_of(model.dict));
  for (std::size_t i = 0; i < where.models.size(); ++i)
    if (i != number) others.push_back({*where.models[i].schema, {offered[i], where.models[i].dict.metadata()}});
  matched_model& model = where.models[number];
  model.report.options = where.report.options;  // with those that have found the record
  add_hints(model.report, *model.schema, {offered[number], model.dict.metadata()}, {}, others);
  for (const std::string& hint : model.report.hints) where.report.hints.push_back(concat({model.path, ": ", hint}));
}

NNSTRUCT_DEFINE LoadReport report_of(record_cast&& where) {
  constexpr std::size_t most = 8;  // with hints
  std::size_t hinted = 0;
  for (std::size_t i = 0; i < where.models.size() && hinted < most; ++i)
    if (const LoadReport& report = where.models[i].report; !report.missing.empty() || !report.shape_mismatch.empty())
      add_hints_for(where, i), ++hinted;
  add_problems(where.report, where);
  return std::move(where.report);
}

/// Appends a model's report to the record's, its keys under the field's name.
NNSTRUCT_DECLARE void append_report(LoadReport& to, const LoadReport& from, const std::string& path) {
  const auto keys = [&](std::vector<std::string>& all, const std::vector<std::string>& more) {
    for (const std::string& key : more) all.push_back(joined(path, key));
  };
  const auto rows = [&](auto& all, const auto& more) {
    for (auto row : more) {
      row.key = joined(path, row.key);
      all.push_back(std::move(row));
    }
  };
  keys(to.loaded, from.loaded);
  keys(to.missing, from.missing);
  keys(to.unexpected, from.unexpected);
  keys(to.skipped, from.skipped);
  rows(to.shape_mismatch, from.shape_mismatch);
  rows(to.dtype_mismatch, from.dtype_mismatch);
  rows(to.not_tensors, from.not_tensors);
  rows(to.converted, from.converted);
  if (!from.nothing_loaded.empty()) to.nothing_loaded.push_back(path);
}

/// Takes what is no tensor out of a state_dict, such as `_extra_state`: it is matched by its key alone.
NNSTRUCT_DECLARE std::vector<offered_tensor> take_others(Value& dict) {
  std::vector<offered_tensor> others;
  std::vector<Value::pair> tensors;
  for (const auto& [key, mapped] : dict.pairs())
    if (mapped.is(Value::kind::tensor) || !key.is(Value::kind::string)) tensors.emplace_back(key, mapped);
    else others.push_back({key.text(), {}, {}, mapped.type_name()});
  if (tensors.empty()) return {};  // that is no state_dict
  if (!others.empty()) dict = value_access::dict(std::move(tensors), dict.is_ordered(), dict.metadata());
  return others;
}

NNSTRUCT_DEFINE void model_into(const schema_view& schema, held_values* const* values, const Value& v,
                                record_cast& where) {
  const std::size_t problems = where.problems.size();
  StateDict dict;
  Value tensors = v;
  const std::vector<offered_tensor> others = take_others(tensors);
  value_to(tensors, dict, where);
  if (where.problems.size() != problems) return;
  std::vector<offered_tensor> offered = offered_of(dict);
  offered.insert(offered.end(), others.begin(), others.end());
  matched_model model{&schema, where.path, {}, match_keys(schema, {offered, dict.metadata()}, where.options).report};
  append_report(where.report, model.report, where.path);
  const bool goes_through = model.report.ok();
  if (where.with_values && goes_through) try {
      load_state_dict(schema, values, dict, where.options);
    } catch (const StateDictError& error) {  // of parameters that are tied
      const std::string_view text = error.what();
      where.problems.push_back({where.path, "equal values for one parameter",
                                std::string(text.substr(std::min(text.find('"'), text.size())))});
    }
  for (std::size_t i = 0; i < dict.size(); ++i) dict[std::string((dict.begin() + i)->first)].data = {};
  model.dict = std::move(dict);
  where.models.push_back(std::move(model));
  if (!goes_through || !where.with_values || where.problems.size() != problems) return;
  if (!where.complete) return;
  for (std::size_t i = 0; i < schema.entry_count; ++i)
    if (!values[i]->has_values())
      where.problems.push_back({joined(where.path, schema.entries[i].key),
                                "values, for a new record has none of its own",
                                "nothing in the file; load into a record whose models have values"});
}

NNSTRUCT_DEFINE void generator_into(const Value& v, Generator& out, value_cast& where) {
  static constexpr std::int64_t expected[] = {Generator::state_bytes};
  std::int64_t extents[2] = {};
  storage_handle memory;
  if (!value_to_tensor(v, dtype::uint8, expected, extents, memory, where)) return;
  try {
    out.set_state(Tensor<std::uint8_t, dyn>(memory, extents));
  } catch (const Error& error) { where.problems.push_back({where.path, "the state of a generator", error.what()}); }
}

NNSTRUCT_DEFINE Value lent_state_dict(const schema_view& schema, held_values* const* values) {
  require_all_values(schema, values);
  std::map<const held_values*, storage_handle> lent;  // what is tied is one memory in the file too
  std::vector<Value::pair> items;
  items.reserve(schema.entry_count);
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    storage_handle& memory = lent[values[i]];
    if (!memory) {
      const storage_handle& own = values[i]->storage();
      const auto release = [](storage& self) noexcept { delete &self; };
      memory = storage_handle(new storage{own.data(), own.bytes(), release, 1, false});
    }
    AnyTensor tensor;
    tensor.dtype = entry.dtype;
    tensor.shape.assign(entry.shape.begin(), entry.shape.end());
    tensor.strides = row_major(tensor.shape);
    tensor.data = shared_bytes(memory);
    items.emplace_back(entry.key, std::move(tensor));
  }
  StateDict::metadata_type metadata;
  for (std::size_t i = 0; i < schema.group_count; ++i)
    metadata.emplace_back(schema.groups[i].path, schema.groups[i].version);
  return value_access::dict(std::move(items), true, std::move(metadata));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
