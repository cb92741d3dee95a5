// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <numeric>
#include <string>

#include <nnstruct/state_dict/match.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Finds rows by a name of theirs. Sorted rather than hashed: no file can make it slow.
class name_index {
 public:
  template <class Rows, class Name>
  name_index(const Rows& rows, std::size_t count, Name name) : names_(count), order_(count) {
    for (std::size_t i = 0; i < count; ++i) names_[i] = name(rows[i]);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return names_[a] < names_[b]; });
  }
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t find(std::string_view name) const {
    const auto place = std::lower_bound(order_.begin(), order_.end(), name,
                                        [&](std::size_t i, std::string_view wanted) { return names_[i] < wanted; });
    return place == order_.end() || names_[*place] != name ? none : *place;
  }

 private:
  std::vector<std::string_view> names_;
  std::vector<std::size_t> order_;
};

/// The module that rejects an unexpected key: PyTorch descends by the key's parts as long as there is a child of
/// that name, and tells the keys module by module.
NNSTRUCT_INLINE std::size_t rejecting_group(const name_index& groups, std::string_view key) {
  std::size_t group = 0;
  for (std::size_t dot = key.find('.'); dot != std::string_view::npos; dot = key.find('.', dot + 1)) {
    const std::size_t child = groups.find(key.substr(0, dot));
    if (child == name_index::none || dot == 0) break;
    group = child;
  }
  return group;
}

/// Equal, or PyTorch's one leniency: a tensor of shape (1,) is taken for a 0-d one.
NNSTRUCT_INLINE bool same_shape(const extent_list& expected, std::span<const std::int64_t> found) {
  if (expected.size() == 0 && found.size() == 1 && found[0] == 1) return true;
  return std::equal(expected.begin(), expected.end(), found.begin(), found.end());
}

/// What to look at first when nearly nothing matches.
NNSTRUCT_INLINE void add_hints(LoadReport& report, std::span<const offered_tensor> offered, const name_index& entries) {
  if (report.unexpected.empty() || offered.empty()) return;
  const std::string_view first = offered.front().key;
  const std::string_view prefix = first.substr(0, first.find('.') + 1);
  const auto matches_without_prefix = [&](const offered_tensor& tensor) {
    return tensor.key.starts_with(prefix) && entries.find(tensor.key.substr(prefix.size())) != name_index::none;
  };
  if (!prefix.empty() && std::all_of(offered.begin(), offered.end(), matches_without_prefix))
    report.hints.push_back("all keys of the state_dict start with \"" + std::string(prefix) +
                           "\", and match the model without it" +
                           (prefix == "module." ? "; it was saved from a DataParallel model" : ""));
}

NNSTRUCT_INLINE match_result match(const schema_view& schema, std::span<const offered_tensor> offered,
                                   const LoadOptions& options) {
  match_result result;
  LoadReport& report = result.report;
  report.class_name = schema.class_name;
  report.options = options;

  const name_index by_key(offered, offered.size(), [](const offered_tensor& tensor) { return tensor.key; });
  std::vector<bool> wanted(offered.size(), false);
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    const std::string key(entry.key);
    const std::size_t j = by_key.find(entry.key);
    if (j == name_index::none) {
      report.missing.push_back(key);
      continue;
    }
    wanted[j] = true;
    const offered_tensor& tensor = offered[j];
    if (!same_shape(entry.shape, tensor.shape)) {
      report.shape_mismatch.push_back(
          {key, {entry.shape.begin(), entry.shape.end()}, {tensor.shape.begin(), tensor.shape.end()}});
      if (options.shape == allow) report.skipped.push_back(key);
    } else if (entry.dtype != tensor.dtype && !converts_freely(tensor.dtype, entry.dtype) &&
               (options.dtype == refuse || !converts_if_allowed(tensor.dtype, entry.dtype))) {
      report.dtype_mismatch.push_back({key, entry.dtype, tensor.dtype});
    } else {
      if (entry.dtype != tensor.dtype) report.converted.push_back({key, tensor.dtype, entry.dtype});
      report.loaded.push_back(key);
      result.pairs.push_back({i, j});
    }
  }

  const name_index groups(schema.groups, schema.group_count, [](const schema_group& group) { return group.path; });
  std::vector<std::pair<std::size_t, std::size_t>> rejected;  // by module, and there as in the state_dict
  for (std::size_t j = 0; j < offered.size(); ++j)
    if (!wanted[j]) rejected.emplace_back(rejecting_group(groups, offered[j].key), j);
  std::sort(rejected.begin(), rejected.end());
  for (const auto& [group, j] : rejected) report.unexpected.emplace_back(offered[j].key);

  add_hints(report, offered,
            name_index(schema.entries, schema.entry_count, [](const schema_entry& entry) { return entry.key; }));
  return result;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
