// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/script_code.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// The texts in quotes of `["weight", "bias", ]`.
NNSTRUCT_DECLARE std::vector<std::string> quoted_names(std::string_view list) {
  std::vector<std::string> out;
  for (std::size_t at = list.find('"'); at != list.npos; at = list.find('"', at + 1)) {
    const std::size_t end = list.find('"', at + 1);
    if (end == list.npos) break;
    out.emplace_back(list.substr(at + 1, end - at - 1));
    at = end;
  }
  return out;
}

}  // namespace detail

NNSTRUCT_DEFINE void script_code::read(std::string_view module) {
  modules_.emplace(module);
  std::string path = concat({"code/", module, ".py"});
  std::replace(path.begin() + 5, path.end() - 3, '.', '/');
  const std::optional<std::string> text = archive_.record(path);
  if (!text) return;
  struct lists {
    std::vector<std::string> parameters, buffers;
  };
  std::map<std::string_view, lists> found;
  lists* current = nullptr;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.empty() && line.front() != ' ') current = nullptr;
    if (line.starts_with("class ")) {
      const std::string_view name = line.substr(6, line.find_first_of("(:", 6) - 6);
      if (line.substr(6 + name.size()).starts_with("(Module)")) current = &(found[name] = {});
    } else if (current != nullptr && line.starts_with("  __parameters__ = [")) {
      current->parameters = detail::quoted_names(line);
    } else if (current != nullptr && line.starts_with("  __buffers__ = [")) {
      current->buffers = detail::quoted_names(line);
    }
  }
  for (auto& [name, list] : found) {
    script_class& known = classes_[concat({module, ".", name})];
    known.parameters = list.parameters.size();
    known.held = std::move(list.parameters);
    known.held.insert(known.held.end(), list.buffers.begin(), list.buffers.end());
    known.names =
        io::name_index(known.held, known.held.size(), [](const std::string& held) { return std::string_view(held); });
    known.ambiguous = known.names.same_names().has_value();
  }
}

NNSTRUCT_DEFINE const script_class* script_code::find(std::string_view module, std::string_view name) {
  if (!module.starts_with("__torch__")) return nullptr;
  if (modules_.find(module) == modules_.end()) read(module);
  const auto found = classes_.find(concat({module, ".", name}));
  return found == classes_.end() ? nullptr : &found->second;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
