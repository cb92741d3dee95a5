// SPDX-License-Identifier: Apache-2.0
// What Python's json makes of each text was written by tests/data/make_json.py.
#include <nnstruct/format/safetensors/json.hpp>

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/temp_folder.hpp"

namespace format_safetensors_json_test {

using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::format::safetensors::json_reader;

namespace {

json_reader reader_of(std::string_view text) { return json_reader(text, {"file", "header", 8}, 1000); }

/// What the function makes of the text; none if it refuses it.
template <class Read> auto result_of(const std::string& text, Read read) -> std::optional<decltype(read(text))> {
  try {
    return read(text);
  } catch (const FormatError& error) {
    CHECK(error.problem() == format_problem::safetensors);
    REQUIRE(error.offset());
    CHECK(*error.offset() >= 8);
    CHECK(*error.offset() <= 8 + text.size());
    return std::nullopt;
  }
}

std::int64_t integer_of(const std::string& text) {
  json_reader in = reader_of(text);
  const std::int64_t value = in.integer();
  in.end();
  return value;
}

}  // namespace

TEST_CASE("JSON is what Python's json takes, and its strings are the same", "[safetensors][json]") {
  std::istringstream lines(content_of(NNSTRUCT_TEST_DATA "/json.txt"));
  std::string kind, hex, expected;
  int rows = 0;
  while (lines >> kind >> hex >> expected) {
    const std::string text = unhex(hex);
    INFO(kind << " " << text);
    ++rows;
    if (kind == "string") {
      const auto found = result_of(text, [](const std::string& t) {
        json_reader in = reader_of(t);
        const std::string out = in.string();
        in.end();
        return out;
      });
      CHECK(found.has_value() == (expected != "no"));
      if (found && expected != "no") CHECK(*found == unhex(expected));
    }
    const auto skipped = result_of(text, [](const std::string& t) {
      json_reader in = reader_of(t);
      in.skip();
      in.end();
      return true;
    });
    if (kind == "value") CHECK(skipped.has_value() == (expected == "yes"));
  }
  CHECK(rows > 400);
}

TEST_CASE("numbers of a header are plain decimal digits below 2^63", "[safetensors][json]") {
  CHECK(integer_of("0") == 0);
  CHECK(integer_of(" 42 ") == 42);
  CHECK(integer_of("9223372036854775807") == INT64_MAX);
  for (const char* wrong : {"", "-1", "+1", "01", "00", "1.0", "1e3", "1E3", "1.", "0x10", "9223372036854775808",
                            "99999999999999999999", "\"1\"", "true", "1 2", "1a"}) {
    INFO(wrong);
    CHECK_FALSE(result_of(wrong, integer_of).has_value());
  }
}

TEST_CASE("nested JSON is passed over without recursion, up to a limit", "[safetensors][json]") {
  const auto skip = [](const std::string& text, std::uint64_t nesting) {
    json_reader in(text, {"file", {}, 0}, nesting);
    in.skip();
    in.end();
  };
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  CHECK_NOTHROW(skip(nested(1000), 1000));
  CHECK_NOTHROW(skip(nested(2'000'000), 2'000'000));
  const auto error = thrown_by<FormatError>([&] { skip(nested(1001), 1000); });
  CHECK(error.problem() == format_problem::limit);
  CHECK(contains(error.what(), "nesting"));
}

TEST_CASE("a place in the text is a place in the file", "[safetensors][json]") {
  json_reader in = reader_of("  {\"a\" 1}");
  in.expect('{');
  CHECK(in.string() == "a");
  const auto error = thrown_by<FormatError>([&] { in.expect(':'); });
  CHECK(error.offset() == 8 + 7);
  CHECK(error.record() == "header");
  CHECK(std::string(error.what()) == "file: header: byte 15: expected ':' of JSON; the file is damaged");
}

}  // namespace format_safetensors_json_test
