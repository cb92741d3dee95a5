// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/computed_dict.hpp>
#include <nnstruct/state_dict/hints.hpp>
#include <nnstruct/state_dict/name_index.hpp>
#include <nnstruct/state_dict/options_literal.hpp>
#include <nnstruct/state_dict/renamed_items.hpp>
#include <nnstruct/state_dict/renames.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DECLARE std::string in_quotes(std::string_view text) { return concat({'"', text, '"'}); }

inline constexpr std::string_view compiled_module = "_orig_mod.";  // where torch.compile keeps the module

/// Options that have been tried, why they may be meant, and what a load with them gives.
struct attempt {
  LoadOptions options;
  std::string why;
  match_result result;
  std::string_view how = ": load with ";  // before the options
};

NNSTRUCT_DECLARE bool names_match(const LoadReport& report) {
  return report.unexpected.empty() && report.shape_mismatch.empty() && report.dtype_mismatch.empty() &&
         report.not_tensors.empty() && !report.loaded.empty();
}
/// Every key of both sides has its counterpart, with its shape and a dtype that fits.
NNSTRUCT_DECLARE bool is_whole(const LoadReport& report) { return names_match(report) && report.missing.empty(); }

/// Attempts compare by these: all names match, or all of the file's, and how many.
struct quality {
  bool whole, known;
  std::size_t loaded;
  bool operator<(const quality& other) const {
    return whole != other.whole ? other.whole : known != other.known ? other.known : loaded < other.loaded;
  }
};
NNSTRUCT_DECLARE quality rank(const attempt& one) {
  const LoadReport& report = one.result.report;
  const bool known = names_match(report);
  return {known && (report.missing.empty() || one.options.missing == allow), known, report.loaded.size()};
}

/// What stands before `name` in `key`, the last dot with it: key is PREFIX.name.
NNSTRUCT_DECLARE std::string_view prefix_before(std::string_view key, std::string_view name) {
  if (key.size() <= name.size() || !key.ends_with(name) || key[key.size() - name.size() - 1] != '.') return {};
  return key.substr(0, key.size() - name.size());
}

/// The prefixes that most of the names have among the keys: several, if with each of them as many are there.
struct common_prefixes {
  std::vector<std::string> prefixes;
  std::size_t names = 0;  // that are there with each
};
NNSTRUCT_DECLARE common_prefixes find_prefixes(const std::vector<std::string>& names, const name_index& keys) {
  constexpr std::size_t most_names = 100'000, most_prefixes = 8;
  common_prefixes best;
  if (names.empty() || names.size() > most_names) return best;
  std::vector<std::string> tried;
  // A prefix is that of the first name, or of the last if the first is not there at all.
  for (std::string_view name : {std::string_view(names.front()), std::string_view(names.back())})
    for (std::string_view key : keys.names()) {
      const std::string prefix(prefix_before(key, name));
      if (prefix.empty() || std::find(tried.begin(), tried.end(), prefix) != tried.end()) continue;
      if (tried.size() == 2 * most_prefixes) return {};  // among so many is none that is meant
      tried.push_back(prefix);
      std::size_t found = 0;
      for (const std::string& other : names) found += keys.find(concat({prefix, other})) != name_index::none;
      if (found < best.names) continue;
      if (found > best.names) best.prefixes.clear();
      best.names = found;
      best.prefixes.push_back(prefix);
    }
  return best;
}

/// Looks for options by which one state_dict matches the model better than by those that were given.
NNSTRUCT_DECLARE class option_search {
 public:
  option_search(const schema_view& schema, const offered_dict& dict, const LoadOptions& given,
                span<const model_and_dict> others)
      : schema_(schema), dict_(dict), others_(others) {
    add(given, {});
    if (!attempts_.empty() && !is_whole(first().result.report)) search();
  }

  /// The best ones, the options that were given among them; several that give different results and are as good.
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
    const name_index entries(schema_.entries, schema_.entry_count, [](const schema_entry& entry) { return entry.key; });
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
    const name_index keys(items.items(), items.items().size(), [](const offered_tensor& item) { return item.key; });
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
    const name_index keys(names, names.size(), [](const std::string& name) { return std::string_view(name); });
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
    const name_index entries(schema_.entries, schema_.entry_count, [](const schema_entry& entry) { return entry.key; });
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

/// The best that there is for one dictionary.
struct dict_attempts {
  computed_by who = computed_by::nobody;
  computed_dict computed;  // holds keys of `best`
  std::vector<attempt> best;
};
NNSTRUCT_DECLARE dict_attempts best_for(const schema_view& schema, const offered_dict& dict, const LoadOptions& options,
                                        span<const model_and_dict> others) {
  dict_attempts found;
  found.best = option_search(schema, dict, options, others).best();
  for (const computed_by who : {computed_by::us, computed_by::python}) {
    computed_dict computed = compute_weights(schema, dict.items, who);
    if (computed.weights.empty()) continue;
    const offered_dict with_weights{computed.items, dict.metadata};
    std::vector<attempt> best = option_search(schema, with_weights, options, others).best();
    if (best.empty() || (!found.best.empty() && !(rank(found.best.front()) < rank(best.front())))) continue;
    found = {who, std::move(computed), std::move(best)};
  }
  return found;
}

/// Which weights are not there, and what is.
NNSTRUCT_DECLARE std::string text_of(const computed_dict& computed) {
  const reparametrized& weight = computed.weights.front();
  std::string out = in_quotes(weight.key);
  if (computed.weights.size() > 1) out += concat({" and ", computed.weights.size() - 1, " more are"});
  else out += " is";
  constexpr std::string_view kinds[] = {"weight norm", "pruning", "spectral norm", "a parametrization"};
  return out += concat({" in the state_dict as what ", kinds[static_cast<std::size_t>(weight.kind)],
                        " computes it from, ", computed.first_parts});
}

/// What to do, with options that are known to be right.
NNSTRUCT_DECLARE std::string advice(const dict_attempts& found, const attempt& chosen) {
  if (found.who == computed_by::nobody) return concat({chosen.how, options_literal(chosen.options)});
  const std::vector<reparametrized>& weights = found.computed.weights;
  if (found.who == computed_by::python) {
    const auto weight = std::find_if(weights.begin(), weights.end(), [](const reparametrized& one) {
      return one.kind == reparametrization::spectral_norm || one.kind == reparametrization::parametrized;
    });
    const auto [path, name] = split(weight->key);
    const std::string module = path.empty()
                                   ? std::string("model")
                                   : concat({"model.get_submodule(\"", path.substr(0, path.size() - 1), "\")"});
    return concat({": in Python, take it out with ",
                   weight->is_older ? "torch.nn.utils.remove_spectral_norm("
                                    : "model.eval() and torch.nn.utils.parametrize.remove_parametrizations(",
                   module, ", \"", name, "\"), and save the state_dict again"});
  }
  LoadOptions of_file, of_dict = chosen.options;
  of_file.at = std::exchange(of_dict.at, text{});
  of_file.map = std::exchange(of_dict.map, false);
  const auto behind = [](const LoadOptions& options) {
    const std::string literal = options_literal(options);
    return literal == "{}" ? std::string() : concat({", ", literal});
  };
  std::string dict = concat({"nn::load<nn::StateDict>(path", behind(of_file), ")"});
  const auto is_there = [&](reparametrization kind) {
    return std::any_of(weights.begin(), weights.end(), [&](const reparametrized& one) { return one.kind == kind; });
  };
  if (is_there(reparametrization::mask)) dict = concat({"nn::apply_masks(", dict, ")"});
  if (is_there(reparametrization::weight_norm)) dict = concat({"nn::fold_weight_norm(", dict, ")"});
  return concat({": nn::load_state_dict(model, ", dict, behind(of_dict), ")"});
}

NNSTRUCT_DECLARE std::string text_of(const dict_attempts& found, const std::string& where) {
  std::string why = where;
  const auto add = [&](const std::string& more) {
    if (!more.empty()) why.append(why.empty() ? "" : "; ").append(more);
  };
  for (const attempt& one : found.best) add(one.why);
  if (found.best.size() > 1) return why += ": choose the one that is meant";
  if (found.who != computed_by::nobody) add(text_of(found.computed));
  return why += advice(found, found.best.front());
}

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
  const name_index keys(offered.items, offered.items.size(), [](const offered_tensor& item) { return item.key; });
  const auto has_indices = [&](const std::string& key, std::string_view part, std::size_t rank) {
    const std::size_t found = keys.find(concat({key, ".", part}));
    return found != name_index::none && offered.items[found].shape.size() == rank &&
           (offered.items[found].dtype == dtype::int64 || offered.items[found].dtype == dtype::int32);
  };
  for (const std::string& key : report.missing)
    if (keys.find(concat({key, ".values"})) != name_index::none &&
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
  const name_index missing(report.missing, report.missing.size(),
                           [](const std::string& key) { return std::string_view(key); });
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    if (entry.alias == no_alias) continue;
    std::string_view there = entry.key, lacking = schema.entries[entry.alias].key;
    const bool has_entry = missing.find(there) == name_index::none;
    if (has_entry == (missing.find(lacking) == name_index::none)) continue;
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
  if (count == 1) report.hints.push_back(text_of(best, concat({"the state_dict is under ", in_quotes(place)})));
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
  if (!found.best.empty() && report.hints.size() == before) report.hints.push_back(text_of(found, {}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
