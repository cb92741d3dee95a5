// SPDX-License-Identifier: Apache-2.0
/// \file
/// What PyTorch printed, read from tests/data.
#pragma once

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace nnstruct_test {

/// A file of texts, read once: a line `== NAME` and then the text, up to the next such line.
inline const std::string& text_of(const std::string& file, const std::string& name) {
  static std::map<std::string, std::map<std::string, std::string>> files;
  if (files.find(file) == files.end()) {
    std::ifstream in(std::string(NNSTRUCT_TEST_DATA) + "/" + file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file);
    const std::string all = "\n" + std::string(std::istreambuf_iterator<char>(in), {});
    constexpr std::string_view mark = "\n== ";
    for (std::size_t begin = all.find(mark); begin != std::string::npos;) {
      const std::size_t line = all.find('\n', begin + 1), end = all.find(mark, line);
      const std::size_t last = end == std::string::npos ? all.size() - 1 : end;
      files[file][all.substr(begin + mark.size(), line - begin - mark.size())] =
          last > line ? all.substr(line + 1, last - line - 1) : "";
      begin = end;
    }
  }
  return files.at(file).at(name);
}

}  // namespace nnstruct_test
