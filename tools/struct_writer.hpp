// SPDX-License-Identifier: Apache-2.0
/// \file
/// Structs of modules as C++ text: their fields, their names, and one struct for all that are equal.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct_command {

/// A type, and what is to be said of the field that has it. Lines behind the first are indented as seen from that one.
struct type_text {
  std::string type;
  std::vector<std::string> notes = {};  ///< a comment each, a line each
};

/// The text as one line that is a comment, whatever it says.
std::string comment_line(std::string_view text, std::string_view indent = {});
/// `nnstruct::Parameter<float, 3, 2>`, of Parameter or Buffer.
std::string tensor_type(std::string_view holder, nnstruct::dtype dtype, std::span<const std::int64_t> shape);
/// `nnstruct::named<"key", T>`.
type_text named_type(std::string_view key, type_text type);
/// `nnstruct::Sequential<...>`, on one line if there is room.
std::string sequential_type(const std::vector<type_text>& elements);

/// The fields of a struct while it is written.
class struct_fields {
 public:
  /// \param keys  of all fields to come: where such a key is a name of C++, that is its field's name
  explicit struct_fields(std::span<const std::string_view> keys);

  /// A field whose key is this one: under its name, or one like it by nnstruct::named. \return its name
  std::string add(std::string_view key, type_text type);
  /// A nnstruct::none, under one of the keys: left out where that cannot be the field's name. \return whether it is
  /// there
  bool add_none(std::string_view name, std::vector<std::string> notes = {});

  std::size_t count() const { return count_; }
  const std::string& text() const { return text_; }

 private:
  std::string unused_name(std::string_view key);
  void write(const type_text& type, const std::string& name);

  std::set<std::string, std::less<>> used_;
  std::string text_;
  std::size_t count_ = 0;
};

/// Everything of a struct but its name.
struct struct_body {
  std::string printed_name;               ///< what PyTorch prints as its class; empty: whatever its name is
  std::vector<std::string> comments;      ///< over it
  std::string fields;                     ///< lines, indented
  std::vector<std::string> pytorch = {};  ///< lines of its `struct pytorch`, beside class_name
  std::string behind = {};                ///< lines behind the fields, indented
  bool needs_pytorch = false;             ///< without one, it would not be taken for a module
  std::string python_module = {};         ///< its class in Python, where there is one that can be named
  std::string python_name = {};
};

/// All structs of a header, in the order in which they are declared.
class struct_writer {
 public:
  /// \param taken  names that no struct may have: those of all fields, say
  explicit struct_writer(std::set<std::string, std::less<>> taken) : taken_(std::move(taken)) {}

  /// Declares a struct, unless there is an equal one. \return its name: `name`, or one like it
  std::string declare(std::string_view name, const struct_body& body);
  /// The same for a struct whose name is decided.
  void declare_as(const std::string& name, const struct_body& body);

  const std::string& text() const { return text_; }

 private:
  std::set<std::string, std::less<>> taken_;
  std::map<std::string, std::string> declared_;  // the body, and the name
  std::string text_;
};

/// A field can have this name.
bool is_field_name(std::string_view name);
/// Most fields that a module can have.
extern const std::size_t max_fields;

}  // namespace nnstruct_command
