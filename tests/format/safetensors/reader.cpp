// SPDX-License-Identifier: Apache-2.0
// What is in the files of tests/data/formats/safetensors is compared in tests/checkpoint/formats.cpp, and what is
// refused in tests/checkpoint/refused.cpp.
#include <nnstruct/format/safetensors/reader.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"

namespace format_safetensors_reader_test {

using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::format::safetensors::looks_like_safetensors;
using nnstruct::format::safetensors::safetensors_file;
using nnstruct::io::input_file;

namespace {

std::string path_of(const std::string& name) { return NNSTRUCT_TEST_DATA "/formats/safetensors/" + name; }

std::string file_of(const std::string& header, const std::string& data = {}) {
  return le64(header.size()) + header + data;
}

/// The name of a file that is gone with its folder; the open file outlives it.
input_file opened(const std::string& bytes) {
  const temp_folder folder;
  put_content(folder / "a.safetensors", bytes);
  return input_file(folder / "a.safetensors");
}
FormatError refusal_of(const std::string& bytes, const nnstruct::limits& allowed = {}) {
  return thrown_by<FormatError>([&] { safetensors_file(opened(bytes), allowed); });
}

}  // namespace

TEST_CASE("tensors, metadata and where the elements stand are read from the header", "[safetensors]") {
  const safetensors_file file(input_file(path_of("shapes.safetensors")));
  REQUIRE(file.metadata().size() == 1);
  CHECK(file.metadata()[0] == std::pair<std::string, std::string>("a \"quoted\"\n", "\u00e9"));
  std::vector<std::string> keys;
  for (const auto& tensor : file.tensors()) {
    keys.emplace_back(tensor.key);
    CHECK(tensor.dtype == nnstruct::dtype::float32);
    CHECK(file.storages()[tensor.storage].place.plain);
    CHECK(file.storages()[tensor.storage].place.bytes == tensor.numel * 4);
  }
  CHECK(keys == std::vector<std::string>{"after", "none", "rows", "scalar"});  // the library sorts them
  CHECK(file.shape(file.tensors()[2]).size() == 2);
  CHECK(file.strides(file.tensors()[2])[0] == 1);  // PyTorch's too: of 3x0 they are (1, 1)
  CHECK(file.shape(file.tensors()[3]).empty());
}

TEST_CASE("keys stay valid when the file's object moves", "[safetensors]") {
  safetensors_file first{input_file(path_of("names.safetensors"))};
  const safetensors_file moved = std::move(first);
  bool found = false;
  for (const auto& tensor : moved.tensors()) found = found || tensor.key == "\U0001f600";
  CHECK(found);
  CHECK(moved.tensors().size() == 12);
}

TEST_CASE("elements are read as they stand, without a checksum", "[safetensors]") {
  const std::string header = R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[2,5]},)"
                             R"("b":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}})";
  const safetensors_file file(opened(file_of(header, "xyabc")));
  nnstruct::io::read_ahead window(file.input(), file.input().size());
  std::string found(3, '\0');
  CHECK_FALSE(file.read(file.storages()[file.tensors()[0].storage], found.data(), window));
  CHECK(found == "abc");
}

TEST_CASE("a file is recognised by its first bytes, cut ones too", "[safetensors]") {
  const std::string good = file_of("{}      ");
  CHECK(looks_like_safetensors(opened(good)));
  CHECK(looks_like_safetensors(opened(good.substr(0, 10))));
  CHECK_FALSE(looks_like_safetensors(opened(good.substr(0, 9))));
  CHECK_FALSE(looks_like_safetensors(opened("")));
  CHECK_FALSE(looks_like_safetensors(opened(le64(8) + " {}     ")));
  CHECK_FALSE(looks_like_safetensors(opened(le64(std::uint64_t{1} << 62) + "{}")));
  CHECK_FALSE(looks_like_safetensors(opened("{\"weight_map\": {}}")));
}

TEST_CASE("a refusal names the header, the place in the file, and the tensor", "[safetensors]") {
  const std::string header = R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},)"
                             R"("b":{"dtype":"F32","shape":[2],"data_offsets":[3,5]}})";
  const FormatError error = refusal_of(file_of(header, "abcde"));
  CHECK(error.problem() == format_problem::safetensors);
  CHECK(error.record() == "header");
  CHECK(error.offset() == 8 + header.find("\"b\""));
  CHECK(contains(error.what(), "tensor \"b\": it takes 2 bytes, expected 8 for its extents"));

  CHECK(contains(refusal_of(file_of(R"({"a":{"dtype":"U8","shape":[],"data_offsets":[1,0]}})", "a")).what(),
                 "its bytes are not all in the file"));
  CHECK(contains(refusal_of(file_of(R"({"a":{"dtype":"U8","shape":[]}})")).what(), "not all of them are there"));
  CHECK(contains(refusal_of(file_of(R"({"a":{}})")).what(), "expected '\"'"));
  CHECK(contains(refusal_of(file_of(R"({"a":[]})")).what(), "expected '{'"));
  CHECK(contains(refusal_of(file_of(R"({"a")")).what(), "expected ':'"));
  CHECK(contains(refusal_of(file_of("{}", "x")).what(), "1 bytes behind the last tensor"));
  std::string extents = "1";
  for (int i = 0; i < 65; ++i) extents += ",1";
  const FormatError rank =
      refusal_of(file_of(R"({"a":{"dtype":"U8","shape":[)" + extents + R"(],"data_offsets":[0,1]}})", "a"));
  CHECK(contains(rank.what(), "64"));
}

TEST_CASE("a header is no longer than the limit, and no key", "[safetensors][limits]") {
  const std::string header = R"({"abc":{"dtype":"U8","shape":[],"data_offsets":[0,1]}})";
  CHECK_NOTHROW(safetensors_file(opened(file_of(header, "a")), {.header_bytes = header.size()}));
  CHECK(refusal_of(file_of(header, "a"), {.header_bytes = header.size() - 1}).problem() == format_problem::limit);
  CHECK(refusal_of(file_of(header, "a"), {.name_length = 2}).problem() == format_problem::limit);
  CHECK(refusal_of(file_of(header, "a"), {.tensors = 0}).problem() == format_problem::limit);
}

}  // namespace format_safetensors_reader_test
