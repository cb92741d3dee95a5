// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/data/content.hpp>
#include <nnstruct/data/digits.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data {

namespace detail {

/// The lines of a text, without what ends them, and the fields of a line.
struct pieces {
  std::string_view rest;
  char between;

  bool next(std::string_view& piece) {
    if (rest.data() == nullptr) return false;
    const std::size_t end = rest.find(between);
    piece = rest.substr(0, end);
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    return true;
  }
};

inline constexpr std::size_t digit_columns = 65;  // of the pixels, and of the label
inline constexpr std::size_t no_column = digit_columns;

/// What the columns hold: the number of a pixel, 64 for the label, or no_column.
NNSTRUCT_DECLARE std::vector<std::size_t> columns_of(const content& file, std::string_view names) {
  std::vector<std::size_t> columns;
  std::vector<bool> found(digit_columns, false);
  pieces fields{names, ','};
  for (std::string_view name; fields.next(name);) {
    std::size_t column = no_column;
    const bool pixel = name.size() == 9 && name.starts_with("pixel_") && name[7] == '_';
    if (pixel && name[6] >= '0' && name[6] < '8' && name[8] >= '0' && name[8] < '8')
      column = static_cast<std::size_t>(8 * (name[6] - '0') + (name[8] - '0'));
    if (name == "label" || name == "target") column = 64;
    if (column != no_column && found[column])
      file.refuse(0, concat({"expected each column once, found a second \"", name, '"'}));
    if (column != no_column) found[column] = true;
    columns.push_back(column);
  }
  if (const auto missing = std::find(found.begin(), found.end(), false); missing != found.end()) {
    const auto column = static_cast<std::size_t>(missing - found.begin());
    file.refuse(0,
                concat({"expected 64 values and a label in each line, or a first line that names the columns; found "
                        "a first line without \"",
                        column == 64 ? std::string("label") : concat({"pixel_", column / 8, "_", column % 8}), '"'}));
  }
  return columns;
}

}  // namespace detail

NNSTRUCT_DEFINE labelled_images<1, 8, 8> read_digits(const std::string& path) {
  detail::content file(path);
  std::string text(static_cast<std::size_t>(file.size()), '\0');
  file.read(text.data(), text.size());
  file.finish();

  std::vector<std::size_t> columns(detail::digit_columns);  // 64 pixels, and the label
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  std::vector<std::uint8_t> values;
  detail::pieces lines{text, '\n'};
  std::size_t number = 0;
  for (std::string_view line; lines.next(line);) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (number == 1 && line.find_first_of("abcdefghijklmnopqrstuvwxyz") != line.npos) {
      columns = detail::columns_of(file, line);
      continue;
    }
    if (line.empty() && lines.rest.data() == nullptr) break;  // behind the last line's end
    const auto refuse = [&](std::string_view at, std::string_view what) {
      file.refuse(static_cast<std::uint64_t>(at.data() - text.data()), concat({"line ", number, ": ", what}));
    };
    const std::size_t image = values.size();
    values.resize(image + detail::digit_columns);
    detail::pieces fields{line, ','};
    std::size_t i = 0;
    for (std::string_view field; fields.next(field); ++i) {
      if (i == columns.size() || columns[i] == detail::no_column) continue;
      const bool label = columns[i] == 64;
      unsigned value = 0;
      const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
      if (error != std::errc() || end != field.data() + field.size() || value > (label ? 9 : 16))
        refuse(field, concat({"expected ", label ? "a label from 0 to 9" : "a value from 0 to 16", ", found \"",
                              field.substr(0, 20), '"'}));
      values[image + columns[i]] = static_cast<std::uint8_t>(value);
    }
    if (i != columns.size()) refuse(line, concat({"expected ", columns.size(), " numbers, found ", i}));
  }

  const auto count = static_cast<std::int64_t>(values.size() / detail::digit_columns);
  if (count == 0) file.refuse(file.size(), "expected a line of 64 values and a label for each image, found none");
  labelled_images<1, 8, 8> out{{nnstruct::detail::uninitialized, {count, 1, 8, 8}}, Tensor<std::int64_t, dyn>(count)};
  const std::uint8_t* row = values.data();
  for (std::int64_t n = 0; n < count; ++n, row += detail::digit_columns) {
    std::copy_n(row, 64, &out.images(n, 0, 0, 0));
    out.labels(n) = row[64];
  }
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::data
