// SPDX-License-Identifier: Apache-2.0
// The digits example against what PyTorch computed with the same file on the same images.
#include "../../examples/digits/images.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <numeric>
#include <set>
#include <sstream>

#include "../../examples/digits/net.hpp"
#include "support/catch.hpp"

namespace examples_digits_test {

namespace {

const std::string folder = std::string(NNSTRUCT_EXAMPLES_DATA) + "/digits/";

std::string text_of(const std::string& name) {
  std::ifstream file(folder + name, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<int> numbers_of(const std::string& name) {
  std::istringstream file(text_of(name));
  return {std::istream_iterator<int>(file), {}};
}

/// index, label, predicted class, its probability, ten scores.
struct Expected {
  int index, label, predicted;
  double probability;
  double scores[10];
};
std::vector<Expected> expected_answers() {
  std::istringstream file(text_of("expected.csv"));
  std::string line;
  std::getline(file, line);
  std::vector<Expected> rows;
  while (std::getline(file, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream fields(line);
    Expected row{};
    fields >> row.index >> row.label >> row.predicted >> row.probability;
    for (double& score : row.scores) fields >> score;
    REQUIRE(fields);
    rows.push_back(row);
  }
  return rows;
}

/// The text as it stands in a JSON string.
std::string json_escaped(const std::string& text) {
  std::string out;
  for (char c : text) out += c == '\n' ? "\\n" : std::string(1, c);
  return out;
}

}  // namespace

TEST_CASE("the held-out digits are none of those trained on, and together they are all 1797") {
  const std::vector<int> training = numbers_of("train_indices.txt"), held_out = numbers_of("held_out_indices.txt");
  CHECK(held_out.size() >= 300);
  std::set<int> all(training.begin(), training.end());
  all.insert(held_out.begin(), held_out.end());
  CHECK(all.size() == training.size() + held_out.size());
  std::vector<int> every(1797);
  std::iota(every.begin(), every.end(), 0);
  CHECK(std::equal(all.begin(), all.end(), every.begin(), every.end()));

  std::vector<int> shipped;
  for (const Digit& digit : read_digits(folder + "held_out.csv")) shipped.push_back(digit.index);
  CHECK(shipped == held_out);
}

TEST_CASE("the network scores every held-out digit as PyTorch does") {
  const auto net = nn::load<Net>(folder + "digits.pth");
  const std::vector<Digit> digits = read_digits(folder + "held_out.csv");
  const std::vector<Expected> expected = expected_answers();
  REQUIRE(digits.size() == expected.size());
  const auto scores = nn::predict(net, to_batch(digits));
  double largest = 0, farthest = 0;
  std::size_t right = 0;
  for (std::size_t n = 0; n < digits.size(); ++n) {
    INFO("image " << digits[n].index);
    REQUIRE(digits[n].index == expected[n].index);
    REQUIRE(digits[n].label == expected[n].label);
    const Answer got = answer({&scores(n, 0), 10});
    CHECK(got.digit == expected[n].predicted);
    CHECK(std::abs(got.probability - expected[n].probability) < 1e-5);
    right += got.digit == digits[n].label;
    for (std::size_t i = 0; i < 10; ++i) {
      largest = std::max(largest, std::abs(expected[n].scores[i]));
      farthest = std::max(farthest, std::abs(expected[n].scores[i] - static_cast<double>(scores(n, i))));
    }
  }
  CHECK(farthest <= 1e-5 * largest);
  const std::string json = text_of("expected.json");
  CHECK(json.find("\"correct\": " + std::to_string(right) + ",") != json.npos);
  CHECK(static_cast<double>(right) >= 0.97 * static_cast<double>(digits.size()));
}

TEST_CASE("the network prints as PyTorch prints it") {
  CHECK(text_of("expected.json").find("\"model\": \"" + json_escaped(nn::repr(Net())) + "\"") != std::string::npos);
}

TEST_CASE("another head is refused in PyTorch's words") {
  try {
    nn::load<OtherHead>(folder + "digits.pth");
    FAIL("it was loaded");
  } catch (const nn::StateDictError& error) {
    CHECK(error.what() == text_of("expected_mismatch.txt"));
    CHECK(error.report().missing == std::vector<std::string>{"fc4.weight", "fc4.bias"});
  }
}

TEST_CASE("the trained network takes less than 400 KB") {
  struct stat status {};
  REQUIRE(stat((folder + "digits.pth").c_str(), &status) == 0);
  CHECK(status.st_size < 400'000);
}

}  // namespace examples_digits_test
