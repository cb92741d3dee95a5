// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>

#include <nnstruct/io/name_index.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/entry_match.hpp>
#include <nnstruct/state_dict/hints.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/pattern.hpp>
#include <nnstruct/state_dict/renamed_items.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The module that rejects an unexpected key: PyTorch descends by the key's parts as long as there is a child of
/// that name, and tells the keys module by module.
NNSTRUCT_DECLARE std::size_t rejecting_group(const io::name_index& groups, std::string_view key) {
  std::size_t group = 0;
  for (std::size_t dot = key.find('.'); dot != std::string_view::npos; dot = key.find('.', dot + 1)) {
    const std::size_t child = groups.find(key.substr(0, dot));
    if (child == io::name_index::none || dot == 0) break;
    group = child;
  }
  return group;
}

/// The versions of a state_dict's modules, under the names that the options give them.
class renamed_versions {
 public:
  NNSTRUCT_DECLARE renamed_versions(span<const std::pair<std::string, std::int64_t>> metadata,
                                    const LoadOptions& options) {
    for (const bool renamed : {true, false})  // of two with one name the renamed one counts
      for (const auto& [path, version] : metadata)
        if (std::string name = name_of_path(options, path); (name != path) == renamed) {
          names_.push_back(std::move(name));
          versions_.push_back(version);
        }
    by_name_ = io::name_index(names_, names_.size(), [](const std::string& name) { return std::string_view(name); });
  }
  /// 0 if the state_dict does not say.
  NNSTRUCT_DECLARE std::int64_t of(std::string_view path) const {
    const std::size_t found = by_name_.find(path);
    return found == io::name_index::none ? 0 : versions_[found];
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::int64_t> versions_;
  io::name_index by_name_;
};

/// Compares an entry with the item that has its key.
/// \returns whether the item's values go to the entry
NNSTRUCT_DECLARE bool compare(LoadReport& report, const schema_entry& entry, const offered_tensor& item) {
  const std::string key(entry.key);
  switch (
      match_entry(entry.shape, entry.dtype, item.other_type.empty(), item.shape, item.dtype, report.options.dtype)) {
    case entry_match::not_a_tensor: report.not_tensors.push_back({key, std::string(item.other_type)}); return false;
    case entry_match::reshaped:
      report.shape_mismatch.push_back(
          {key, {entry.shape.begin(), entry.shape.end()}, {item.shape.begin(), item.shape.end()}});
      if (report.options.shape == allow) report.skipped.push_back(key);
      return false;
    case entry_match::retyped: report.dtype_mismatch.push_back({key, entry.dtype, item.dtype}); return false;
    case entry_match::fits: break;
  }
  if (entry.dtype != item.dtype) report.converted.push_back({key, item.dtype, entry.dtype});
  report.loaded.push_back(key);
  return true;
}

NNSTRUCT_DEFINE match_result match_keys(const schema_view& schema, const offered_dict& offered,
                                        const LoadOptions& options) {
  match_result result;
  LoadReport& report = result.report;
  report.class_name = schema.class_name;
  report.options = options;
  report.options.limits = nullptr;  // the report may live longer

  const renamed_items seen(offered.items, options);
  const span<const offered_tensor> items = seen.items();
  std::optional<renamed_versions> versions;  // rarely needed
  std::vector<bool> wanted(items.size(), false);
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    const std::size_t j = seen.find(entry.key);
    if (j != io::name_index::none) {
      wanted[j] = true;
      if (compare(report, entry, items[j])) result.pairs.push_back({i, seen.place(j)});
      continue;
    }
    if (entry.since > 0) {
      if (!versions) versions.emplace(offered.metadata, options);
      if (versions->of(schema.groups[entry.group].path) < entry.since) {
        result.filled.push_back(i);
        continue;
      }
    }
    report.missing.emplace_back(entry.key);
  }

  const io::name_index groups(schema.groups, schema.group_count, [](const schema_group& group) { return group.path; });
  std::vector<std::pair<std::size_t, std::size_t>> rejected;  // by module, and there as in the state_dict
  for (std::size_t j = 0; j < items.size(); ++j)
    if (!wanted[j]) rejected.emplace_back(rejecting_group(groups, items[j].key), j);
  std::sort(rejected.begin(), rejected.end());
  for (const auto& [group, j] : rejected) report.unexpected.emplace_back(items[j].key);

  if (report.loaded.empty() && result.filled.size() < schema.entry_count) report.nothing_loaded.emplace_back();
  return result;
}

NNSTRUCT_DEFINE match_result match(const schema_view& schema, const offered_dict& offered, const LoadOptions& options) {
  match_result result = match_keys(schema, offered, options);
  add_hints(result.report, schema, offered);
  return result;
}

NNSTRUCT_DEFINE std::vector<std::string_view> keys_without_values(const schema_view& schema,
                                                                  const match_result& found) {
  std::vector<bool> has_values(schema.entry_count, false);  // by the entry that holds them
  const auto holder = [&](std::size_t i) {
    const std::size_t alias = schema.entries[i].alias;
    return alias == no_alias ? i : alias;
  };
  for (const auto& [entry, item] : found.pairs) has_values[holder(entry)] = true;
  for (std::size_t entry : found.filled) has_values[entry] = true;
  std::vector<std::string_view> keys;
  for (std::size_t i = 0; i < schema.entry_count; ++i)
    if (!has_values[holder(i)]) keys.push_back(schema.entries[i].key);
  return keys;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
