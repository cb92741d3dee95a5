// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pytorch/python_literal.hpp>

#include <bit>
#include <cstdint>
#include <fstream>
#include <string>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace format_pytorch_python_literal_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::format::pytorch::value_of_literal;

TEST_CASE("a string as Python writes it is that string", "[literal]") {
  std::ifstream lines(NNSTRUCT_TEST_DATA "/python_strings.txt");
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CAPTURE(line);
    const std::size_t space = line.find(' ');
    const nn::Value value = value_of_literal(line.substr(space + 1));
    CHECK(value.is(nn::Value::kind::string));
    CHECK(value.text() == unhex(line.substr(0, space)));
  }
  REQUIRE(count > 190);
}

TEST_CASE("a float as Python writes it is that float, to the bit", "[literal]") {
  std::ifstream lines(NNSTRUCT_TEST_DATA "/python_floats.txt");
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CAPTURE(line);
    const std::size_t space = line.find(' ');  // then repr, and other ways to write it
    const nn::Value value = value_of_literal(line.substr(space + 1, line.find(' ', space + 1) - space - 1));
    CHECK(value.is(nn::Value::kind::real));
    if (line.ends_with("nan")) CHECK(value.real() != value.real());
    else CHECK(std::bit_cast<std::uint64_t>(value.real()) == std::stoull(line.substr(0, space), nullptr, 16));
  }
  REQUIRE(count > 50);
}

TEST_CASE("values in values are what they were written as", "[literal]") {
  // As Python's repr writes them; whole/parts.pth of tests/checkpoint/save_model.cpp has them from Python itself.
  for (const char* text : {"None",
                           "True",
                           "False",
                           "0",
                           "-5",
                           "9223372036854775807",
                           "-9223372036854775808",
                           "9223372036854775808",
                           "-1208925819614629174706176",
                           "()",
                           "(1,)",
                           "(1, 2)",
                           "[]",
                           "[[], [(), {}]]",
                           "{}",
                           "{'out': [0.5, -3], 4: None}",
                           "[1, (2, None), 3.5, 'it', \"it's\"]",
                           "[inf, -inf, nan]",
                           "torch.Size([])",
                           "torch.Size([3, 4])",
                           "(torch.Size([1]),)"}) {
    CAPTURE(text);
    CHECK(nn::repr(value_of_literal(text)) == text);
  }
  CHECK(value_of_literal(" [ 1,2 , ]") == nn::Value::list({1, 2}));
  CHECK(value_of_literal("(1)") == nn::Value(1));
}

TEST_CASE("what is no value is refused with its place", "[literal]") {
  const auto refused = [](const std::string& text, const std::string& what) {
    CAPTURE(text);
    try {
      value_of_literal(text);
      FAIL("it was taken");
    } catch (const nn::Error& error) {
      CAPTURE(error.what());
      CHECK(std::string(error.what()).find(what) != std::string::npos);
      CHECK(std::string(error.what()).find(text) != std::string::npos);
    }
  };
  refused("", "expected a value at character 0");
  refused("relu", "expected a value at character 0");
  refused("Nonesuch", "expected the end at character 4");
  refused("[1, 2", "expected \",\" or \"]\" at character 5");
  refused("[1, ", "expected a value at character 4");
  refused("[1 2]", "expected \",\" or \"]\" at character 3");
  refused("(1, 2]", "expected \",\" or \")\" at character 5");
  refused("{'a' 1}", "expected \":\" at character 5");
  refused("{'a': 1 'b': 2}", "expected \",\" or \"}\" at character 8");
  refused("1.5.5", "expected a value at character 0");
  refused("1 2", "expected the end at character 2");
  refused("--1", "expected a value at character 0");
  refused("-", "expected a value at character 0");
  refused("'a", "expected the end of a string at character 2");
  refused("'a\\", "expected a character behind a backslash at character 3");
  refused("'\\q'", "expected a character behind a backslash");
  refused("'\\x1'", "expected a character behind a backslash");
  refused("'\\U00110000'", "expected a character behind a backslash");
  refused("torch.Size(3)", "expected \"[\" at character 11");
  refused(std::string(1000, '['), "expected fewer values in values");
}

}  // namespace format_pytorch_python_literal_test
