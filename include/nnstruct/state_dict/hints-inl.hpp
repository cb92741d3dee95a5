// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/entry_match.hpp>
#include <nnstruct/state_dict/hints.hpp>
#include <nnstruct/state_dict/name_index.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DECLARE std::string in_quotes(std::string_view text) { return concat({'"', text, '"'}); }

/// Rows of the recurrence along a band of 2 * most + 1 diagonals: no more than these can matter.
NNSTRUCT_DEFINE std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  std::vector<std::size_t> rows[3];  // of a's prefixes by one character more each
  for (auto& row : rows) row.assign(b.size() + 1, most + 1);
  for (std::size_t j = 0; j <= std::min(b.size(), most); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const auto &before = rows[(i - 1) % 3], &twice_before = rows[(i + 1) % 3];
    auto& row = rows[i % 3];
    const std::size_t begin = i > most ? i - most : 0, end = std::min(b.size(), i + most);
    if (end < b.size()) row[end + 1] = most + 1;
    if (begin > 0) row[begin - 1] = most + 1;
    for (std::size_t j = begin; j <= end; ++j) {
      std::size_t least = before[j] + 1;
      if (j > 0) {
        least = std::min({least, row[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1])});
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          least = std::min(least, twice_before[j - 2] + 1);
      }
      row[j] = std::min(least, most + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

/// What stands before `name` in `key`, the last dot with it: key is PREFIX.name.
NNSTRUCT_DECLARE std::string_view prefix_before(std::string_view key, std::string_view name) {
  if (key.size() <= name.size() || !key.ends_with(name) || key[key.size() - name.size() - 1] != '.') return {};
  return key.substr(0, key.size() - name.size());
}

/// The prefix that most of the names have among the keys; both are looked up by the index over the keys.
struct common_prefix {
  std::string prefix;
  std::size_t names = 0;  // that are there with it
};
NNSTRUCT_DECLARE common_prefix find_prefix(const std::vector<std::string>& names, const name_index& keys) {
  constexpr std::size_t most_names = 100'000, most_prefixes = 8;
  common_prefix best;
  if (names.empty() || names.size() > most_names) return best;
  // A prefix is that of the first name, or of the last if the first is not there at all.
  for (std::string_view name : {std::string_view(names.front()), std::string_view(names.back())}) {
    std::size_t tried = 0;
    for (std::string_view key : keys.names()) {
      const std::string_view prefix = prefix_before(key, name);
      if (prefix.empty()) continue;
      if (++tried > most_prefixes) break;
      common_prefix found{std::string(prefix), 0};
      for (std::string_view other : names)
        found.names += keys.find(std::string(prefix).append(other)) != name_index::none;
      if (found.names > best.names) best = std::move(found);
    }
  }
  return best;
}

NNSTRUCT_DECLARE void hint_at_prefix_of_items(LoadReport& report, span<const offered_tensor> items,
                                              const name_index& by_key) {
  const auto [prefix, names] = find_prefix(report.missing, by_key);
  if (2 * names <= report.missing.size() && names != items.size()) return;
  const auto with_prefix = [&, p = std::string_view(prefix)](const auto& item) { return item.key.starts_with(p); };
  if (std::all_of(items.begin(), items.end(), with_prefix))
    report.hints.push_back(concat({"all keys of the state_dict start with ", in_quotes(prefix),
                                   names == items.size() ? ", and match the model without it" : "",
                                   prefix == "module." ? "; it was saved from a DataParallel model" : "",
                                   ": load with .strip_prefix = ", in_quotes(prefix)}));
  else
    report.hints.push_back(concat(
        {names, " of the ", report.missing.size(), " missing keys are in the state_dict behind ", in_quotes(prefix),
         ": load with .strip_prefix = ", in_quotes(prefix), ", .filter = ", in_quotes(concat({prefix, "*"}))}));
}

NNSTRUCT_DECLARE bool hint_at_prefix_of_model(LoadReport& report, const name_index& entries) {
  const auto [prefix, names] = find_prefix(report.unexpected, entries);
  if (2 * names <= report.unexpected.size()) return false;
  report.hints.push_back(concat(
      {names, " of the ", report.unexpected.size(), " unexpected keys are in the model behind ", in_quotes(prefix),
       ": load into that part of the model, or with .rename = {{\"*\", ", in_quotes(concat({prefix, "*"})), "}}"}));
  return true;
}

/// Without what both have at their ends, from a dot on: the rule that renames one key and its neighbours.
NNSTRUCT_DECLARE std::pair<std::string, std::string> rule_between(std::string_view from, std::string_view to) {
  std::size_t same = 0;
  for (std::size_t i = 1; i <= std::min(from.size(), to.size()) && from[from.size() - i] == to[to.size() - i]; ++i)
    if (from[from.size() - i] == '.') same = i;
  if (same == 0) return {std::string(from), std::string(to)};
  return {concat({from.substr(0, from.size() - same), ".*"}), concat({to.substr(0, to.size() - same), ".*"})};
}

/// Each missing key may be one of the unexpected ones that has the same shape and a letter or two other.
NNSTRUCT_DECLARE void hint_at_near_keys(LoadReport& report, const schema_view& schema, const name_index& entries,
                                        span<const offered_tensor> items, const name_index& by_key) {
  constexpr std::size_t most_hints = 3, most_keys = 32, longest = 256, most_edits = 2;
  std::vector<bool> taken(std::min(report.unexpected.size(), most_keys), false);
  std::vector<std::pair<std::string, std::string>> rules;
  for (std::size_t i = 0; i < std::min(report.missing.size(), most_keys) && rules.size() < most_hints; ++i) {
    const std::string& wanted = report.missing[i];
    std::size_t nearest = taken.size(), edits = most_edits + 1;
    for (std::size_t j = 0; j < taken.size(); ++j) {
      const std::string& found = report.unexpected[j];
      if (taken[j] || wanted.size() > longest || found.size() > longest) continue;
      const offered_tensor& item = items[by_key.find(found)];
      if (!item.other_type.empty() || !same_shape(schema.entries[entries.find(wanted)].shape, item.shape)) continue;
      const std::size_t distance = edit_distance(wanted, found, most_edits);
      if (distance < edits && 4 * distance <= wanted.size()) edits = distance, nearest = j;
    }
    if (nearest == taken.size()) continue;
    taken[nearest] = true;
    auto rule = rule_between(report.unexpected[nearest], wanted);
    if (std::find(rules.begin(), rules.end(), rule) != rules.end()) continue;
    report.hints.push_back(
        concat({"did you mean ", in_quotes(wanted), "? The state_dict has ", in_quotes(report.unexpected[nearest]),
                ": load with .rename = {{", in_quotes(rule.first), ", ", in_quotes(rule.second), "}}"}));
    rules.push_back(std::move(rule));
  }
}

NNSTRUCT_DECLARE void hint_at_transposed(LoadReport& report) {
  const auto transposed = [](const LoadReport::shape_difference& d) {
    return d.expected.size() >= 2 && std::equal(d.expected.begin(), d.expected.end(), d.found.rbegin(), d.found.rend());
  };
  const auto& differing = report.shape_mismatch;
  if (!differing.empty() && std::all_of(differing.begin(), differing.end(), transposed))
    report.hints.push_back(
        "the extents stand in reverse order in the state_dict; PyTorch keeps weights as [out, in, ...], other "
        "libraries "
        "the other way round: transpose them where the file is written");
}

NNSTRUCT_DEFINE void hint_at_tie(LoadReport& report, std::string_view missing, std::string_view found) {
  report.hints.push_back(concat({in_quotes(missing), " and ", in_quotes(found),
                                 " are one parameter of the model, and the state_dict has the latter: load with "
                                 ".missing = nn::allow"}));
}

NNSTRUCT_DEFINE void add_hints(LoadReport& report, const schema_view& schema, span<const offered_tensor> items,
                               span<const std::string> inner) {
  if (!report.missing.empty())
    for (std::size_t i = 0; i < std::min<std::size_t>(inner.size(), 3); ++i)
      report.hints.push_back(
          concat({"the state_dict is under ", in_quotes(inner[i]), ": load with .at = ", in_quotes(inner[i])}));
  hint_at_transposed(report);
  if (report.missing.empty() || report.unexpected.empty()) return;
  const name_index by_key(items, items.size(), [](const offered_tensor& item) { return item.key; });
  const name_index entries(schema.entries, schema.entry_count, [](const schema_entry& entry) { return entry.key; });
  const std::size_t before = report.hints.size();
  hint_at_prefix_of_items(report, items, by_key);
  if (report.hints.size() == before && !hint_at_prefix_of_model(report, entries))
    hint_at_near_keys(report, schema, entries, items, by_key);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
