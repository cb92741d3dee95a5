// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/other_formats.hpp>

#include <string>
#include <utility>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_other_formats_test {

using namespace nnstruct_test;

TEST_CASE("what people take for a checkpoint is named", "[format]") {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> files[] = {
      {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 553433881\n", "git lfs pull"},
      {"<!DOCTYPE html>\n<html>", "a page of HTML"},
      {"\n  <html lang=\"en\">", "a page of HTML"},
      {"\xef\xbb\xbf<?xml version=\"1.0\"?><Error>", "a page of HTML or XML"},
      {"GGUF\3\0\0\0"s, "GGUF"},
      {"\x08\x08\x12\x07pytorch"s, "ONNX"},
      {"\x89HDF\r\n\x1a\n"s, "HDF5"},
      {"7z\xbc\xaf\x27\x1c"s, "7z"},
      {"\x1f\x8b\x08"s, "gzip"},
      {"\x80\x04\x95"s, "a plain pickle"},
      {"{\"a\": 1}", "JSON"},
  };
  for (const auto& [content, named] : files) {
    const temp_folder folder;
    put_content(folder / "file", content);
    INFO(named);
    CHECK(contains(std::string(nnstruct::format::other_format(nnstruct::io::input_file(folder / "file"))), named));
  }
  const temp_folder folder;
  for (const std::string& unknown : {"hello"s, ""s, "\0\0\0\0"s}) {
    put_content(folder / "file", unknown);
    CHECK(nnstruct::format::other_format(nnstruct::io::input_file(folder / "file")).empty());
  }
}

}  // namespace format_other_formats_test
