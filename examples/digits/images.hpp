// SPDX-License-Identifier: Apache-2.0
// The held-out digits: reading, scaling, showing.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <nnstruct/nnstruct.hpp>

struct Digit {
  int index;                   // in scikit-learn's load_digits()
  int label;                   // what the digit is
  std::array<int, 64> pixels;  // 8x8, 0 to 16
};

// Reads `index,label,` and 64 pixels a line, behind one line of names.
inline std::vector<Digit> read_digits(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) throw std::runtime_error(path + ": cannot be read");
  std::vector<Digit> digits;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    Digit digit{};
    char comma = ',';
    fields >> digit.index >> comma >> digit.label;
    for (int& pixel : digit.pixels) fields >> comma >> pixel;
    if (!fields) throw std::runtime_error(path + ": expected 66 numbers in line " + std::to_string(digits.size() + 2));
    digits.push_back(digit);
  }
  return digits;
}

// As train.py scales them: each pixel becomes 4x4, 16 becomes 1, and the three channels are equal.
inline nnstruct::Batch<3, 32, 32> to_batch(const std::vector<Digit>& digits) {
  nnstruct::Batch<3, 32, 32> batch(digits.size());
  for (std::size_t n = 0; n < digits.size(); ++n)
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t h = 0; h < 32; ++h)
        for (std::size_t w = 0; w < 32; ++w)
          batch(n, c, h, w) = static_cast<float>(digits[n].pixels[h / 4 * 8 + w / 4]) / 16;
  return batch;
}

struct Answer {
  int digit;
  double probability;
};

// The class with the highest score, and its softmax.
inline Answer answer(std::span<const float> scores) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < scores.size(); ++i)
    if (scores[i] > scores[best]) best = i;
  double sum = 0;
  for (float score : scores) sum += std::exp(static_cast<double>(score) - scores[best]);
  return {static_cast<int>(best), 1 / sum};
}

// One line of a digit's picture, two characters a pixel.
inline std::string picture_line(const Digit& digit, std::size_t row) {
  constexpr char ink[] = "  ..::--==++**##@@";
  std::string line;
  for (std::size_t column = 0; column < 8; ++column)
    line.append(2, ink[static_cast<std::size_t>(digit.pixels[row * 8 + column])]);
  return line;
}
