// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/state_dict/advice.hpp>
#include <nnstruct/state_dict/hints.hpp>
#include <nnstruct/state_dict/options_literal.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DECLARE void hint_at_transposed(LoadReport& report) {
  const auto transposed = [](const LoadReport::shape_difference& d) {
    return d.expected.size() >= 2 && std::equal(d.expected.begin(), d.expected.end(), d.found.rbegin(), d.found.rend());
  };
  const auto& differing = report.shape_mismatch;
  if (!differing.empty() && std::all_of(differing.begin(), differing.end(), transposed))
    report.hints.push_back(
        "the extents stand in reverse order in the state_dict. PyTorch keeps weights as [out, in, ...]; if another "
        "library "
        "has written the file, the other way round, transpose them there, and else the model's extents are exchanged");
}

/// Where the model has a tensor, the state_dict has the parts of a sparse one.
NNSTRUCT_DECLARE void hint_at_sparse(LoadReport& report, const offered_dict& offered) {
  if (report.missing.empty() || report.unexpected.empty()) return;
  const io::name_index keys(offered.items, offered.items.size(), [](const offered_tensor& item) { return item.key; });
  const auto has_indices = [&](const std::string& key, std::string_view part, std::size_t rank) {
    const std::size_t found = keys.find(concat({key, ".", part}));
    return found != io::name_index::none && offered.items[found].shape.size() == rank &&
           (offered.items[found].dtype == dtype::int64 || offered.items[found].dtype == dtype::int32);
  };
  for (const std::string& key : report.missing)
    if (keys.find(concat({key, ".values"})) != io::name_index::none &&
        (has_indices(key, "indices", 2) ||
         (has_indices(key, "crow_indices", 1) && has_indices(key, "col_indices", 1)) ||
         (has_indices(key, "ccol_indices", 1) && has_indices(key, "row_indices", 1))))
      report.hints.push_back(
          concat({"the state_dict has the parts of a sparse tensor in the place of ", in_quotes(key), ", such as ",
                  in_quotes(concat({key, ".values"})), ": make it to_dense() in Python, and save again"}));
}

/// Of two keys of one parameter the state_dict has one.
NNSTRUCT_DECLARE void hint_at_ties(LoadReport& report, const schema_view& schema) {
  if (report.missing.empty()) return;
  const io::name_index missing(report.missing, report.missing.size(),
                               [](const std::string& key) { return std::string_view(key); });
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    if (entry.alias == no_alias) continue;
    std::string_view there = entry.key, lacking = schema.entries[entry.alias].key;
    const bool has_entry = missing.find(there) == io::name_index::none;
    if (has_entry == (missing.find(lacking) == io::name_index::none)) continue;
    if (!has_entry) std::swap(there, lacking);
    LoadOptions options = report.options;
    options.missing = allow;
    report.hints.push_back(concat({in_quotes(lacking), " and ", in_quotes(there),
                                   " are one parameter of the model, and the state_dict has the latter: load with ",
                                   options_literal(options)}));
  }
}

/// Where in the file a state_dict is that matches the model, and how it is loaded.
NNSTRUCT_DECLARE void hint_at_inner(LoadReport& report, const schema_view& schema, span<const inner_dict> inner,
                                    const quality& own) {
  constexpr std::size_t most = 8;
  std::string places, equal;
  dict_attempts best;
  std::string_view place;
  std::size_t count = 0;  // that are as good
  for (std::size_t i = 0; i < std::min(inner.size(), most); ++i) {
    if (inner[i].path.size() > text::capacity) continue;
    places.append(places.empty() ? "" : ", ").append(in_quotes(inner[i].path));
    LoadOptions options = report.options;
    options.at = inner[i].path;
    dict_attempts found = best_for(schema, inner[i].dict, options, {});
    if (found.best.empty()) continue;
    const quality here = rank(found.best.front());
    if (here.loaded == 0 || !(own < here)) continue;
    if (count != 0 && here < rank(best.best.front())) continue;
    if (count != 0 && rank(best.best.front()) < here) count = 0;
    if (count++ == 0) equal.clear(), best = std::move(found), place = inner[i].path;
    equal.append(equal.empty() ? "" : " and under ").append(in_quotes(inner[i].path));
  }
  if (count == 1) report.hints.push_back(advice_of(best, concat({"the state_dict is under ", in_quotes(place)})));
  else if (count != 0)
    report.hints.push_back(concat({"state_dicts of the model are under ", equal, ": choose the one that is meant"}));
  else if (own.loaded == 0 && !places.empty())
    report.hints.push_back(concat({"there are other dictionaries of tensors in the file, under ", places,
                                   ", and with none of them as it is more would be loaded"}));
}

NNSTRUCT_DEFINE void add_hints(LoadReport& report, const schema_view& schema, const offered_dict& offered,
                               span<const inner_dict> inner, span<const model_and_dict> others) {
  hint_at_ties(report, schema);
  hint_at_transposed(report);
  hint_at_sparse(report, offered);
  if (report.missing.empty()) return;
  quality own{false, false, report.loaded.size()};
  dict_attempts found;
  if (!report.unexpected.empty()) {
    found = best_for(schema, offered, report.options, others);
    const bool better = !found.best.empty() &&
                        (found.who != computed_by::nobody || found.best.size() > 1 || !found.best.front().why.empty());
    if (better) own = rank(found.best.front());
    else found.best.clear();
  }
  const std::size_t before = report.hints.size();
  if (!inner.empty() && !own.whole) hint_at_inner(report, schema, inner, own);
  if (!found.best.empty() && report.hints.size() == before) report.hints.push_back(advice_of(found, {}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
