// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/pattern.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::optional<std::string> renamed_by(std::string_view from, std::string_view to,
                                                      std::string_view key) {
  if (!can_rename(from, to))
    throw Error(concat({"cannot rename \"", from, "\" to \"", to,
                        "\": each * of the new name is what one of the old name stands for, and there are too few"}));
  std::vector<std::string_view> stars;
  std::string name;
  if (!rename_to(from, to, key, stars, [&](std::string_view piece) { name += piece; })) return std::nullopt;
  return name;
}

NNSTRUCT_DECLARE std::string beginning_of_keys(std::string_view path) {
  return path.empty() ? std::string() : concat({path, '.'});
}

NNSTRUCT_DEFINE std::optional<std::string> renamed_path(std::string_view from, std::string_view to,
                                                        std::string_view path) {
  const std::string old = beginning_of_keys(path);
  const std::string name = renamed_by(from, to, old).value_or(old);
  const path_of_keys renamed = path_of_beginning(name);
  if (!renamed.exists) return std::nullopt;
  return std::string(renamed.path);
}

NNSTRUCT_DEFINE std::string renamed_by(const rename_rules& rules, std::string_view key) {
  for (const auto& [from, to] : rules)
    if (auto name = renamed_by(from, to, key)) return *name;
  return std::string(key);
}

NNSTRUCT_DEFINE std::string renamed_path(const rename_rules& rules, std::string_view path) {
  const std::size_t number = rule_for(rules, beginning_of_keys(path));
  if (number == rules.size()) return std::string(path);
  return renamed_path(rules.items[number].from, rules.items[number].to, path).value_or(std::string(path));
}

NNSTRUCT_DEFINE std::string name_of_key(const LoadOptions& options, std::string_view key) {
  return renamed_by(options.rename, without_prefix(options.strip_prefix, key));
}

NNSTRUCT_DEFINE std::string name_of_path(const LoadOptions& options, std::string_view path) {
  return renamed_path(options.rename, path_without_prefix(options.strip_prefix, path));
}

NNSTRUCT_DEFINE void throw_two_keys(std::string_view name, std::string_view first, std::string_view second) {
  throw Error(concat({"two keys of the state_dict would become \"", name, "\": \"", first, "\" and \"", second,
                      "\"; rename one of them otherwise, or leave it out"}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
