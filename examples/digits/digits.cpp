// SPDX-License-Identifier: Apache-2.0
// Loads a network that PyTorch trained, and lets it read 360 handwritten digits that it has never seen.
//
//   digits --data FOLDER [--show-mismatch]
//
// FOLDER holds digits.pth and held_out.csv. With --show-mismatch it also loads the file into a network with another
// head, to show the report.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "images.hpp"
#include "net.hpp"

// Pictures side by side, and under each what it is and what the network says.
static void show(const std::vector<Digit>& digits, const std::vector<Answer>& answers) {
  for (std::size_t row = 0; row < 8; ++row) {
    for (const Digit& digit : digits) std::printf("  %s    ", picture_line(digit, row).c_str());
    std::puts("");
  }
  for (std::size_t i = 0; i < digits.size(); ++i)
    std::printf("  a %d: says %d, %5.1f %%  ", digits[i].label, answers[i].digit, 100 * answers[i].probability);
  std::puts("\n");
}

static void classify(const std::string& folder) {
  Net net;
  const nn::LoadReport report = nn::load(net, folder + "/digits.pth");  // strict: every key, every shape
  nn::eval(net);
  std::printf("%s\n%s: %s\n\n", nn::repr(net).c_str(), "digits.pth", nn::repr(report).c_str());

  const std::vector<Digit> digits = read_digits(folder + "/held_out.csv");
  const auto scores = nn::predict(net, to_batch(digits));  // [N, 10]

  std::vector<Answer> answers;
  std::vector<Digit> missed;
  std::vector<Answer> missed_answers;
  for (std::size_t n = 0; n < digits.size(); ++n) {
    answers.push_back(answer({&scores(n, 0), 10}));
    if (answers[n].digit == digits[n].label) continue;
    missed.push_back(digits[n]);
    missed_answers.push_back(answers[n]);
  }
  std::puts("The first four images:\n");
  show({digits.begin(), digits.begin() + 4}, {answers.begin(), answers.begin() + 4});
  std::puts("All that it gets wrong:\n");
  show(missed, missed_answers);

  const std::size_t right = digits.size() - missed.size();
  std::printf("accuracy: %zu of %zu, %.2f %%\n", right, digits.size(),
              100 * static_cast<double>(right) / static_cast<double>(digits.size()));
}

static void show_mismatch(const std::string& folder) {
  std::puts("\nThe same file for a network with another head:\n");
  try {
    nn::load<OtherHead>(folder + "/digits.pth");
  } catch (const nn::StateDictError& error) { std::puts(error.what()); }
}

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  const bool mismatch = given.size() == 3 && given[2] == "--show-mismatch";
  if (given.size() < 2 || given[0] != "--data" || (given.size() > 2 && !mismatch)) {
    std::fprintf(stderr, "usage: %s --data FOLDER [--show-mismatch]\n", arguments[0]);
    return 2;
  }
  try {
    classify(given[1]);
    if (mismatch) show_mismatch(given[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
