// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/dtype_rules.hpp>
#include <nnstruct/state_dict/report.hpp>
#include <nnstruct/state_dict/wildcard.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

#ifdef NNSTRUCT_COMPILED
dtype_rules::dtype_rules() noexcept = default;
dtype_rules::dtype_rules(const dtype_rules& other) = default;
dtype_rules::dtype_rules(dtype_rules&& other) noexcept = default;
dtype_rules& dtype_rules::operator=(const dtype_rules& other) = default;
dtype_rules& dtype_rules::operator=(dtype_rules&& other) noexcept = default;
dtype_rules::~dtype_rules() = default;
#endif

NNSTRUCT_DEFINE dtype_rules::dtype_rules(nnstruct::dtype all) : rules_{{"*", all}} {}
NNSTRUCT_DEFINE dtype_rules::dtype_rules(std::initializer_list<rule> rules) : rules_(rules) {}
NNSTRUCT_DEFINE dtype_rules::dtype_rules(const LoadReport& report) : are_keys_(true) {
  for (const LoadReport::conversion& one : report.converted) rules_.push_back({one.key, one.from});
}

namespace detail {

NNSTRUCT_DEFINE dtype_chooser::dtype_chooser(const dtype_rules& rules) : rules_(rules), uses_(rules.rules().size()) {
  if (rules.are_keys())
    by_key_ = io::name_index(rules.rules(), rules.rules().size(),
                             [](const dtype_rules::rule& rule) { return std::string_view(rule.pattern); });
}

/// \returns whether the rule is for this tensor
NNSTRUCT_DEFINE bool dtype_chooser::apply(std::size_t number, std::string_view key, nnstruct::dtype held) {
  const auto& [pattern, wanted] = rules_.rules()[number];
  use& of = uses_[number];
  if (held == wanted || converts_freely(held, wanted)) return true;
  if (rules_.are_keys() || count_stars(pattern) == 0)
    throw Error(concat({"cannot save \"", key, "\", which holds ", name_of(held), ", as ", name_of(wanted),
                        ", as .dtypes asks: a save converts floating types into each other, and complex ones, and "
                        "nothing else"}));
  if (of.passed_over.empty()) of.passed_over = key, of.held = held;
  return false;
}

NNSTRUCT_DEFINE std::optional<nnstruct::dtype> dtype_chooser::rule_for(std::string_view key, nnstruct::dtype held) {
  if (first_key_.empty()) first_key_ = key;
  std::optional<nnstruct::dtype> found;
  if (rules_.are_keys()) {
    if (const std::size_t i = by_key_.find(key); i != io::name_index::none && apply(i, key, held))
      found = rules_.rules()[i].dtype, uses_[i].fits = true;
    return found;
  }
  std::size_t first = io::name_index::none;
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    if (!fits_pattern(rules_.rules()[i].pattern, key) || !apply(i, key, held)) continue;
    if (!found) found = rules_.rules()[i].dtype, uses_[i].fits = true, first = i;
    else if (uses_[i].before == io::name_index::none) uses_[i].before = first;
  }
  return found;
}

NNSTRUCT_DEFINE nnstruct::dtype dtype_chooser::operator()(std::string_view key, nnstruct::dtype held) {
  return rule_for(key, held).value_or(held);
}

NNSTRUCT_DEFINE void dtype_chooser::require_all_used() const {
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    const auto& [pattern, wanted] = rules_.rules()[i];
    const use& of = uses_[i];
    const bool shadowed = of.before != io::name_index::none && !of.fits;
    const bool converts = is_floating(wanted) || is_complex(wanted);
    // "All floating tensors" may be none, and "all others" too.
    const bool all = pattern == "*" && (of.passed_over.empty() || is_floating(wanted)) &&
                     !(shadowed && rules_.rules()[of.before].pattern == "*");
    if ((of.fits && (converts || of.passed_over.empty())) || all) continue;
    if (shadowed)
      throw Error(
          concat({".dtypes asks for ", name_of(wanted), " of \"", pattern, "\", but each tensor that it is for has ",
                  "an earlier rule, \"", rules_.rules()[of.before].pattern,
                  "\" for one: the first that fits counts, so put it in front of that"}));
    if (!of.passed_over.empty())
      throw Error(concat({".dtypes asks for ", name_of(wanted), " of \"", pattern, "\", and ",
                          of.fits ? "some of what that fits" : "what that fits", " is of other kinds, such as \"",
                          of.passed_over, "\" of ", name_of(of.held),
                          ": a save converts floating types into each other, and complex ones, and nothing else"}));
    throw Error(concat({".dtypes asks for ", name_of(wanted), " of \"", pattern, "\", and no tensor that is saved has ",
                        rules_.are_keys() ? "this key" : "a key that fits it",
                        first_key_.empty() ? std::string() : concat({"; the first is \"", first_key_, "\""})}));
  }
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
