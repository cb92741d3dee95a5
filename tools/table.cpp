// SPDX-License-Identifier: Apache-2.0
#include "table.hpp"

#include <algorithm>
#include <span>

#include "output.hpp"

namespace nnstruct_command {

namespace {
/// Characters of UTF-8.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}
}  // namespace

table::table(std::vector<std::string> heads) {
  for (std::string& head : heads) {
    right_.push_back(head.starts_with('>'));
    if (right_.back()) head.erase(0, 1);
  }
  if (!std::all_of(heads.begin(), heads.end(), [](const std::string& head) { return head.empty(); }))
    add(std::move(heads));
}

void table::add(std::vector<std::string> row) {
  for (std::string& cell : row) cell = printable(cell);
  rows_.push_back(std::move(row));
}

std::string table::text() const {
  constexpr std::size_t widest = 64;  // a longer cell pushes its row's others to the right, not everybody's
  std::vector<std::size_t> widths(right_.size());
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::min(widest, std::max(widths[i], width_of(row[i])));
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::size_t width = width_of(row[i]);
      const std::string room(width < widths[i] ? widths[i] - width : 0, ' ');
      line += (i == 0 ? "" : "  ") + (right_[i] ? room + row[i] : row[i] + room);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string out = printable(text.substr(0, most));  // what is escaped becomes longer
  if (out.size() <= most && text.size() <= most) return out;
  std::size_t end = std::min(out.size(), most);
  while (end > 0 && end < out.size() && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
  return out.substr(0, end) + "...";
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string out = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) out.append(i == 0 ? "" : ", ").append(std::to_string(shape[i]));
  return out += "]";
}

std::string with_commas(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t place = out.size(); place > 3;) out.insert(place -= 3, 1, ',');
  return out;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return with_commas(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace nnstruct_command
