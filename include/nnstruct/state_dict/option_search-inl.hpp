// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/state_dict/common_prefixes.hpp>
#include <nnstruct/state_dict/option_search.hpp>
#include <nnstruct/state_dict/renamed_items.hpp>
#include <nnstruct/state_dict/renames.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::string in_quotes(std::string_view text) { return concat({'"', text, '"'}); }

inline constexpr std::string_view compiled_module = "_orig_mod.";  // where torch.compile keeps the module

NNSTRUCT_DECLARE bool names_match(const LoadReport& report) {
  return report.unexpected.empty() && report.shape_mismatch.empty() && report.dtype_mismatch.empty() &&
         report.not_tensors.empty() && !report.loaded.empty();
}
/// Every key of both sides has its counterpart, with its shape and a dtype that fits.
NNSTRUCT_DECLARE bool is_whole(const LoadReport& report) { return names_match(report) && report.missing.empty(); }

NNSTRUCT_DEFINE quality rank(const attempt& one) {
  const LoadReport& report = one.result.report;
  const bool known = names_match(report);
  return {known && (report.missing.empty() || one.options.missing == allow), known, report.loaded.size()};
}

/// Looks for the options; see best_attempts.
NNSTRUCT_DECLARE class option_search {
 public:
  option_search(const schema_view& schema, const offered_dict& dict, const LoadOptions& given,
                span<const model_and_dict> others)
      : schema_(schema), dict_(dict), others_(others) {
    add(given, {});
    if (!attempts_.empty() && !is_whole(first().result.report)) search();
  }

  std::vector<attempt> best() {
    std::vector<attempt> out;
    for (attempt& one : attempts_) {
      if (!out.empty() && rank(one) < rank(out.front())) continue;
      if (!out.empty() && rank(out.front()) < rank(one)) out.clear();
      const bool same =
          std::any_of(out.begin(), out.end(), [&](const attempt& other) { return same_pairs(one, other); });
      if (!same) out.push_back(std::move(one));
    }
    return out;
  }

 private:
  const attempt& first() const { return attempts_.front(); }

  static bool same_pairs(const attempt& a, const attempt& b) {
    return std::equal(a.result.pairs.begin(), a.result.pairs.end(), b.result.pairs.begin(), b.result.pairs.end(),
                      [](const auto& x, const auto& y) { return x.entry == y.entry && x.offered == y.offered; });
  }

  /// Tries options. False if they do nothing good: two keys become one, or no more is loaded than before.
  bool try_out(attempt& one) const {
    try {
      one.result = match_keys(schema_, dict_, one.options);
      return true;
    } catch (const Error&) { return false; }
  }
  void add(const LoadOptions& options, std::string why, std::string_view how = ": load with ") {
    attempt one{options, std::move(why), {}};
    if (!try_out(one)) return;
    if (!attempts_.empty()) {
      if (one.result.report.loaded.size() <= first().result.report.loaded.size() || !is_good_for_others(options))
        return;
      one.how = how;
    }
    allow_ties(one);
    attempts_.push_back(std::move(one));
  }

  /// They make nothing worse for the other models of a record.
  bool is_good_for_others(const LoadOptions& options) const {
    for (const auto& [schema, dict] : others_) {
      const std::size_t before = match_keys(schema, dict, first().options).report.loaded.size();
      try {
        if (match_keys(schema, dict, options).report.loaded.size() < before) return false;
      } catch (const Error&) { return false; }
    }
    return true;
  }

  /// What is missing is another name of a parameter that is there.
  void allow_ties(attempt& one) const {
    const LoadReport& report = one.result.report;
    if (attempts_.empty() || report.missing.empty() || !names_match(report)) return;
    std::vector<bool> loaded(schema_.entry_count, false);
    const auto holder = [&](std::size_t i) {
      return schema_.entries[i].alias == no_alias ? i : schema_.entries[i].alias;
    };
    for (const auto& pair : one.result.pairs) loaded[holder(pair.entry)] = true;
    const io::name_index entries(schema_.entries, schema_.entry_count,
                                 [](const schema_entry& entry) { return entry.key; });
    for (const std::string& key : report.missing)
      if (!loaded[holder(entries.find(key))]) return;
    one.options.missing = allow;
    one.why += concat({"; ", in_quotes(report.missing.front()), " is another name of a parameter that is there"});
  }

  void search() {
    const renamed_items items(dict_.items, first().options);
    const bool is_compiled = std::any_of(items.items().begin(), items.items().end(), [](const offered_tensor& item) {
      return item.key.find(compiled_module) != item.key.npos;
    });
    try_prefixes(items);
    if (is_compiled) try_compiled(items);
    const std::size_t so_far = attempts_.size();
    const bool whole =
        std::any_of(attempts_.begin(), attempts_.end(), [](const attempt& one) { return is_whole(one.result.report); });
    if (!whole)
      for (std::size_t i = so_far; i-- > 0;) try_renaming(i);
    if (attempts_.size() == 1) try_prefixes_of_model();
  }

  /// Prefixes of the file's keys: one that most of what is missing has there, or that all keys have, which match
  /// without.
  void try_prefixes(const renamed_items& items) {
    const io::name_index keys(items.items(), items.items().size(), [](const offered_tensor& item) { return item.key; });
    const auto [prefixes, names] = find_prefixes(first().result.report.missing, keys);
    for (const std::string& prefix : prefixes) with_prefix(prefix, names, items.items());
  }

  void with_prefix(const std::string& prefix, std::size_t names, span<const offered_tensor> items) {
    const auto is_behind = [&](const offered_tensor& item) { return item.key.starts_with(prefix); };
    const bool all = std::all_of(items.begin(), items.end(), is_behind);
    const std::size_t missing = first().result.report.missing.size();
    LoadOptions options = first().options;
    const std::string whole_prefix = concat({options.strip_prefix.view(), prefix});
    if (whole_prefix.size() >= text::capacity) return;
    options.strip_prefix = whole_prefix;
    attempt one{options, {}, {}};
    if (!try_out(one)) return;
    const bool matches = names_match(one.result.report);
    if (2 * names <= missing && !(all && matches)) return;
    if (!all && options.filter.empty() && !one.result.report.unexpected.empty()) {
      options.filter = patterns(concat({whole_prefix, "*"}));
      attempt filtered{options, {}, {}};
      if (try_out(filtered) && filtered.result.pairs.size() == one.result.pairs.size()) one = std::move(filtered);
    }
    const std::string_view module = "module.";  // AveragedModel has its counter beside it
    const bool averaged = prefix.ends_with(module) && std::any_of(items.begin(), items.end(), [&](const auto& item) {
                            return item.key == concat({prefix.substr(0, prefix.size() - module.size()), "n_averaged"});
                          });
    const std::string_view saved = averaged                            ? ", as an AveragedModel's"
                                   : prefix == module                  ? ", as a DataParallel model's"
                                   : prefix.ends_with(compiled_module) ? ", as a compiled model's (torch.compile)"
                                                                       : "";
    add(one.options, all ? concat({"all keys of the state_dict start with ", in_quotes(prefix), saved,
                                   matches ? ", and match the model without it" : ""})
                         : concat({names, " of the ", missing, " missing keys are in the state_dict behind ",
                                   in_quotes(prefix), saved}));
  }

  /// Keys with `_orig_mod.` in them, wherever a module was compiled.
  void try_compiled(const renamed_items& items) {
    LoadOptions options = first().options;
    std::size_t most = 0;
    std::vector<std::string> names;
    for (const offered_tensor& item : items.items()) {
      std::string name;
      std::size_t count = 0;
      std::string_view rest = item.key;
      for (std::size_t at = 0; (at = rest.find(compiled_module, at)) != rest.npos;) {
        if (at != 0 && rest[at - 1] != '.') {
          ++at;
          continue;
        }
        name += rest.substr(0, at);
        rest.remove_prefix(at + compiled_module.size());
        at = 0;
        ++count;
      }
      names.push_back(name += rest);
      most = std::max(most, count);
    }
    if (most == 0 || options.rename.size() + most > options.rename.capacity) return;
    for (std::size_t count = most; count > 0; --count) {
      std::string from = "*", to = "*";
      for (std::size_t i = 0; i < count; ++i) from.append(compiled_module) += '*', to += '*';
      options.rename.items[options.rename.length++] = {from, to};
    }
    const std::string why = "keys of the state_dict have \"_orig_mod.\" in them, as a compiled model's (torch.compile)";
    add(options, why);
    const io::name_index keys(names, names.size(), [](const std::string& name) { return std::string_view(name); });
    for (const std::string& prefix : find_prefixes(first().result.report.missing, keys).prefixes) {
      LoadOptions both = options;
      const std::string whole_prefix = concat({options.strip_prefix.view(), prefix});
      if (whole_prefix.size() > text::capacity) continue;
      both.strip_prefix = whole_prefix;
      add(both, concat({why, ", and start with ", in_quotes(prefix)}));
    }
  }

  /// Other names, after what an attempt's options do.
  void try_renaming(std::size_t number) {
    const attempt base = attempts_[number];
    if (!base.options.rename.empty()) return;
    const LoadReport& before = base.result.report;
    if (before.missing.empty() || before.unexpected.empty()) return;
    const renamed_items items(dict_.items, base.options);
    const renaming found = find_renaming(schema_, items.items(), base.result.filled);
    if (found.rules.empty() || found.rules.size() > LoadOptions{}.rename.capacity) return;
    attempt one{base.options, {}, {}};
    for (const auto& [from, to] : found.rules) {
      if (std::max(from.size(), to.size()) > text::capacity) return;
      one.options.rename.items[one.options.rename.length++] = {from, to};
    }
    if (!try_out(one)) return;
    const auto& pairs = one.result.pairs;            // in the order of the entries
    for (const auto& [entry, item] : found.pairs) {  // each key became what was meant
      const auto pair = std::lower_bound(pairs.begin(), pairs.end(), entry,
                                         [](const auto& a, std::size_t wanted) { return a.entry < wanted; });
      if (pair == pairs.end() || pair->entry != entry || pair->offered != items.place(item)) return;
    }
    const LoadReport& after = one.result.report;
    if (!is_whole(after) && (!found.by_slip || after.loaded.size() != before.loaded.size() + found.pairs.size()))
      return;
    if (found.by_slip) one.why = slips(found, items);
    else if (found.by_number) one.why = "the state_dict has these layers in the same order under other numbers";
    else one.why = "the state_dict has the same shapes in the same order under other names";
    add(one.options, base.why.empty() ? one.why : concat({base.why, "; ", one.why}));
  }

  /// The first key of each rule.
  std::string slips(const renaming& found, const renamed_items& items) const {
    std::string wanted, there;
    for (const auto& [from, to] : found.rules)
      for (const auto& [entry, item] : found.pairs) {
        if (!fits_pattern(from, items.items()[item].key)) continue;
        wanted.append(wanted.empty() ? "" : ", ").append(in_quotes(schema_.entries[entry].key));
        there.append(there.empty() ? "" : ", ").append(in_quotes(items.items()[item].key));
        break;
      }
    return concat({"did you mean ", wanted, "? The state_dict has ", there});
  }

  /// Prefixes of the model's keys: the state_dict is of a part of it.
  void try_prefixes_of_model() {
    const LoadReport& before = first().result.report;
    LoadOptions options = first().options;
    if (!options.rename.empty() || before.unexpected.empty()) return;
    const io::name_index entries(schema_.entries, schema_.entry_count,
                                 [](const schema_entry& entry) { return entry.key; });
    const auto [prefixes, names] = find_prefixes(before.unexpected, entries);
    options.missing = allow;
    for (const std::string& prefix : prefixes) {
      if (prefix.size() >= text::capacity) continue;
      options.rename = rename_rules{{"*", concat({prefix, "*"})}};
      attempt one{options, {}, {}};
      if (try_out(one) && names_match(one.result.report))
        add(options, concat({"the keys of the state_dict are in the model behind ", in_quotes(prefix)}),
            ": load into that part of the model, or, and leave the rest as it is, with ");
    }
  }

  const schema_view& schema_;
  const offered_dict& dict_;
  span<const model_and_dict> others_;
  std::vector<attempt> attempts_;  // the first: what was given
};

NNSTRUCT_DEFINE std::vector<attempt> best_attempts(const schema_view& schema, const offered_dict& dict,
                                                   const LoadOptions& given, span<const model_and_dict> others) {
  return option_search(schema, dict, given, others).best();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
