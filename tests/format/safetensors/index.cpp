// SPDX-License-Identifier: Apache-2.0
// Checkpoints of several files are loaded in tests/checkpoint/formats.cpp and source.cpp.
#include <nnstruct/format/safetensors/index.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_safetensors_index_test {

using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::format::safetensors::read_index;
using nnstruct::format::safetensors::shard_index;

namespace {
std::optional<shard_index> index_of(const std::string& text, const nnstruct::limits& allowed = {}) {
  const temp_folder folder;
  put_content(folder / "model.safetensors.index.json", text);
  return read_index(nnstruct::io::input_file(folder / "model.safetensors.index.json"), allowed);
}
FormatError refusal_of(const std::string& text) {
  return thrown_by<FormatError>([&] { index_of(text); });
}
}  // namespace

TEST_CASE("an index says which tensor is in which file", "[safetensors][index]") {
  using entry = std::pair<std::string, std::size_t>;
  const auto index = index_of(R"({"metadata": {"total_size": 8, "more": [1, {"a": null}]},
                                  "weight_map": {"b": "2.bin", "a": "1.bin", "c": "2.bin"}, "version": 1.5})");
  REQUIRE(index);
  CHECK(index->files == std::vector<std::string>{"2.bin", "1.bin"});
  CHECK(index->weight_map == std::vector<entry>{{"b", 0}, {"a", 1}, {"c", 0}});
  const auto written =
      read_index(nnstruct::io::input_file(NNSTRUCT_TEST_DATA "/formats/net/model.safetensors.index.json"));
  REQUIRE(written);
  CHECK(written->files.size() == 2);
  CHECK(written->weight_map.size() == 4);
}

TEST_CASE("what is no index is none", "[safetensors][index]") {
  for (const char* other :
       {"", "{}", "{\"a\": 1}", "[\"weight_map\"]", "weight_map", "{\"a\": \"\\\"weight_map\\\"\"}"}) {
    INFO(other);
    CHECK_FALSE(index_of(other).has_value());
  }
}

TEST_CASE("a damaged index is refused with its place", "[safetensors][index]") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"weight_map": {"a": "1.bin", "a": "2.bin"}})", "the key \"a\" comes twice"},
      {R"({"weight_map": {"a": "1.bin"}, "weight_map": {}})", "weight_map comes twice"},
      {R"({"weight_map": {"a": "1.bin"})", "expected '}'"},
      {R"({"weight_map": {"a": 1}})", "expected '\"'"},
      {R"({"weight_map": ["a"]})", "expected '{'"},
      {R"({"weight_map": {"a": "1.bin"}} x)", "behind the end"},
      {R"({"weight_map": {"a": "../1.bin"}})",
       "expected the name of a file in the same folder for \"a\", found \"../1.bin\""},
      {R"({"weight_map": {"a": "/etc/passwd"}})", "in the same folder"},
      {R"({"weight_map": {"a": "b/1.bin"}})", "in the same folder"},
      {R"({"weight_map": {"a": "b\\1.bin"}})", "in the same folder"},
      {R"({"weight_map": {"a": ".."}})", "in the same folder"},
      {R"({"weight_map": {"a": "."}})", "in the same folder"},
      {R"({"weight_map": {"a": ""}})", "in the same folder"},
      {R"({"weight_map": {"a": "1.bin\u0000.txt"}})", "in the same folder"},
  };
  for (const auto& [text, what] : cases) {
    INFO(text);
    const FormatError error = refusal_of(text);
    CHECK(error.problem() == format_problem::safetensors);
    CHECK(error.offset().has_value());
    CHECK(contains(error.what(), what));
  }
}

TEST_CASE("an index names no more files than the limit", "[safetensors][index][limits]") {
  const std::string text = R"({"weight_map": {"a": "1.bin", "b": "2.bin"}})";
  CHECK(index_of(text, {.records = 2}).has_value());
  CHECK(thrown_by<FormatError>([&] { index_of(text, {.records = 1}); }).problem() == format_problem::limit);
}

}  // namespace format_safetensors_index_test
