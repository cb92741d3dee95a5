// SPDX-License-Identifier: Apache-2.0
/// \file
/// Models and state_dicts by their keys alone, for tables in which rows differ by names and shapes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/nnstruct.hpp>
#include <nnstruct/state_dict/match.hpp>

namespace nnstruct_test {

/// Keys of a text, in their order, behind some of them the shape: "fc.weight:3x2 fc.bias:3"; that of others is 2x2.
class named_keys {
 public:
  explicit named_keys(std::string_view text) {
    while (!text.empty()) {
      const std::string_view word = text.substr(0, text.find(' '));
      text.remove_prefix(word.size() == text.size() ? word.size() : word.size() + 1);
      const std::size_t colon = word.find(':');
      row& added = rows_.emplace_back(row{std::string(word.substr(0, colon)), {}});
      if (colon == word.npos) added.shape = {2, 2};
      else
        for (const char c : word.substr(colon + 1))
          if (c != 'x') added.shape.push_back(c - '0');
    }
    for (const row& one : rows_) {
      entries_.push_back({one.key, nnstruct::entry_kind::parameter, nnstruct::dtype::float32,
                          nnstruct::extent_list(one.shape.data(), one.shape.size()), 0});
      items_.push_back({one.key, nnstruct::dtype::float32, one.shape});
    }
  }
  named_keys(const named_keys&) = delete;
  named_keys& operator=(const named_keys&) = delete;

  nnstruct::detail::schema_view schema() const { return {"Net", entries_.data(), entries_.size(), &root_, 1}; }
  const std::vector<nnstruct::detail::offered_tensor>& items() const { return items_; }

 private:
  struct row {
    std::string key;
    std::vector<std::int64_t> shape;
  };
  std::vector<row> rows_;
  std::vector<nnstruct::schema_entry> entries_;
  std::vector<nnstruct::detail::offered_tensor> items_;
  nnstruct::schema_group root_{"", 1};
};

/// Of a model and a file of these keys, the options of the hints that a strict load gives, without what stands before
/// them; a hint without options as it is.
inline std::string hinted(std::string_view model, std::string_view file) {
  const named_keys wanted(model), offered(file);
  const nnstruct::detail::schema_view schema = wanted.schema();
  std::string out;
  for (const std::string& hint : nnstruct::detail::match(schema, {offered.items()}, nnstruct::strict).report.hints) {
    const std::size_t at = hint.find('{');
    out += at == hint.npos ? hint : hint.substr(at);
  }
  return out;
}

/// Renaming rules as options_literal writes them: `{"backbone.*", "features.*"}, {"head.*", "fc.*"}`.
inline std::string text_of_rules(const std::vector<std::pair<std::string, std::string>>& rules) {
  std::string out;
  for (const auto& [from, to] : rules) out += (out.empty() ? "{\"" : ", {\"") + from + "\", \"" + to + "\"}";
  return out;
}

}  // namespace nnstruct_test
