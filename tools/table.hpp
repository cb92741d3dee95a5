// SPDX-License-Identifier: Apache-2.0
/// \file
/// Texts for people: tables and numbers. Everything that comes from a file is made printable.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nnstruct_command {

/// Rows of texts in columns, which are made printable; the columns of numbers stand to the right.
class table {
 public:
  /// \param heads  a `>` in front: a column of numbers. All empty: there is no such line
  explicit table(std::vector<std::string> heads);
  void add(std::vector<std::string> row);
  std::string text() const;

 private:
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

/// Not more than so many bytes of a text, made printable, and three dots for the rest.
std::string shortened(std::string_view text, std::size_t most);
/// `[64, 3, 7, 7]`
std::string shape_text(std::span<const std::int64_t> shape);
/// `9,408`
std::string with_commas(std::uint64_t number);
/// `1 tensor`, `3 tensors`
std::string counted(std::uint64_t number, std::string_view noun);

}  // namespace nnstruct_command
