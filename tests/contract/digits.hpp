// SPDX-License-Identifier: Apache-2.0
/// \file
/// One image of the example digits, and PyTorch's answer.
#pragma once

#include <nnstruct/nnstruct.hpp>

#include <array>
#include <fstream>
#include <string>

namespace contract {

/// The first image of held_out.csv, as train.py scales it.
inline nn::Batch<3, 32, 32> first_digit(const std::string& folder) {
  nn::Batch<3, 32, 32> x(1);
  std::ifstream file(folder + "held_out.csv");
  std::string line;
  std::getline(file, line);
  double number;
  char comma;
  file >> number >> comma >> number;  // index and label
  for (int i = 0; i < 64 && file >> comma >> number; ++i)
    for (int at = 0; at < 3 * 16; ++at)
      x(0, at / 16, i / 8 * 4 + at / 4 % 4, i % 8 * 4 + at % 4) = static_cast<float>(number) / 16;
  return x;
}
/// What PyTorch says of it.
inline std::array<double, 10> scores_of_first_digit(const std::string& folder) {
  std::array<double, 10> scores{};
  std::ifstream file(folder + "expected.csv");
  std::string line;
  std::getline(file, line);
  double number;
  char comma;
  file >> number >> comma >> number >> comma >> number >> comma >> number;  // index, label, predicted, probability
  for (double& score : scores) file >> comma >> score;
  return scores;
}

}  // namespace contract
