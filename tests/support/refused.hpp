// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files of tests/data that are refused, with what PyTorch says of them: tests/data/refused.txt.
#pragma once

#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "support/temp_folder.hpp"

namespace nnstruct_test {

/// A row of the table.
struct refusal {
  std::string torch_1_13;  ///< `loads`, or the error
  std::string torch_2_14;
  std::string problem;  ///< the kind of FormatError
  std::string text;     ///< that its message holds
};

/// By the files' paths from tests/data.
inline const std::map<std::string, refusal>& refusals() {
  static const auto table = [] {
    std::map<std::string, refusal> out;
    std::istringstream lines(content_of(NNSTRUCT_TEST_DATA "/refused.txt"));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string file;
      refusal row;
      for (std::string* word : {&file, &row.problem, &row.text, &row.torch_1_13, &row.torch_2_14})
        if (!std::getline(words, *word, '\t')) throw std::runtime_error("refused.txt has an incomplete row: " + line);
      if (!out.emplace(file, row).second) throw std::runtime_error("refused.txt has two rows for " + file);
    }
    return out;
  }();
  return table;
}

}  // namespace nnstruct_test
