// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a module of Python's says of itself, as Python writes it and as C++ takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>

namespace nnstruct_command {

namespace pickle = nnstruct::format::pickle;
using nnstruct::format::pytorch::module_record;
using nnstruct::format::pytorch::module_tree;

/// A text that is longer than this is of no use to a reader, or in a program's source.
inline constexpr std::size_t longest_text = 1000;

/// Python's repr of None, a bool, a number, a string, and of tuples, lists and dictionaries of them, a torch.Size too.
/// Nothing, if it is something else, deep, or longer than that.
std::optional<std::string> python_text(const pickle::document& document, pickle::value v,
                                       std::size_t longest = longest_text);

/// What tells one value of an attribute from another: Python's repr where there is one, of an object its class and
/// what it is given; what is long or deep, and a tensor, is equal to itself alone.
std::string distinct_text(const pickle::document& document, pickle::value v);

/// A number as a C++ literal of type double.
std::string double_literal(double number);

/// The attributes of one module, by name.
class module_attributes {
 public:
  module_attributes(const module_tree& tree, const module_record& module)
      : document_(tree.file().document()), module_(module) {}

  /// None if there is none of that name; has() tells.
  pickle::value operator[](std::string_view name) const;
  bool has(std::string_view name) const;
  bool is_none(std::string_view name) const { return has(name) && (*this)[name].is(pickle::kind::none); }
  std::optional<std::string> text(std::string_view name) const {
    return has(name) ? python_text(document_, (*this)[name]) : std::nullopt;
  }

  std::optional<std::int64_t> integer(std::string_view name) const;
  std::optional<bool> boolean(std::string_view name) const;
  std::optional<double> real(std::string_view name) const;  ///< an integer too
  const pickle::document& document() const { return document_; }

 private:
  const pickle::document& document_;
  const module_record& module_;
};

/// A size in two dimensions, as nnstruct::pair.
struct pair_value {
  std::int64_t first = 0, second = 0;  ///< nnstruct::dyn: None
  bool one_number = false;

  bool same_size(std::int64_t both) const { return first == both && second == both; }
  bool at_least(std::int64_t least) const { return first >= least && second >= least; }
  friend bool operator==(const pair_value&, const pair_value&) = default;
  /// `3`, `{3, 2}` behind a type where there is one; nnstruct::dyn where a number is that.
  std::string text(std::string_view type = "") const;
};
/// Of an integer or None, or a tuple of two of them.
std::optional<pair_value> pair_from(const pickle::document& document, pickle::value v);

}  // namespace nnstruct_command
