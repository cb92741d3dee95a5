// SPDX-License-Identifier: Apache-2.0
// What is named by its first bytes, and what is near it. Files that other libraries wrote are in
// tests/data/other_formats, and tests/data/refused.txt has what is said of each.
#include <nnstruct/format/other_formats.hpp>

#include <string>
#include <utility>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_other_formats_test {

using namespace nnstruct_test;
using namespace std::string_literals;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/other_formats/";

std::string named(const std::string& content) {
  const temp_folder folder;
  put_content(folder / "file", content);
  return nnstruct::format::other_format(nnstruct::io::input_file(folder / "file"));
}

}  // namespace

TEST_CASE("what people take for a checkpoint is named", "[format]") {
  const std::pair<std::string, std::string> files[] = {
      {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 553433881\n", "git lfs pull"},
      {"<!DOCTYPE html>\n<html>", "a page of HTML"},
      {"\n  <html lang=\"en\">", "a page of HTML"},
      {"\xef\xbb\xbf<?xml version=\"1.0\"?><Error>", "a page of HTML or XML"},
      {"<?xml version=\"1.0\"?>\n<!-- a -->\n<net name=\"a\" version=\"11\">", "OpenVINO"},
      {"<?xml version=\"1.0\"?>\n<PMML version=\"4.4\">", "a text in HTML or XML"},
      {"<?xml version=\"1.0\"", "a text in XML"},
      {"GGUF\3\0\0\0"s, "GGUF"},
      {"lmgg\x85\xca\0\0"s, "GGML"},  // whisper.cpp, models/convert-pt-to-ggml.py: struct.pack("i", 0x67676d6c)
      {"tjgg\3\0\0\0"s, "GGML"},
      {"\x89HDF\r\n\x1a\n"s, "HDF5"},
      {"7z\xbc\xaf\x27\x1c"s, "7z"},
      {"\x1f\x8b\x08"s, "gzip"},
      {"\x80\x04\x95"s, "a plain pickle"},
      {"(dp0\nVa\np1\nI1\ns.", "a plain pickle"},
      {"]q\0(K\1K\2e."s, "a plain pickle"},
      {"{\"a\": 1}", "JSON"},
      {"7767517\n3 3\nInput in0 0 1 in0\n", "ncnn"},
      {"PYTORCH1PK\3\4", "first mobile format"},
  };
  for (const auto& [content, words] : files) {
    INFO(words);
    CHECK(contains(named(content), words));
  }
}

TEST_CASE("what cannot be told is not named", "[format]") {
  const std::string onnx = content_of(data + "no_producer.onnx"), graph = content_of(data + "frozen.pb");
  const std::string index = content_of(data + "tensorflow.index"), flax = content_of(data + "flax.msgpack");
  const std::string files[] = {
      "hello",
      "",
      "\0\0\0\0"s,
      "ggml",  // nobody writes that number with its highest byte first
      "x",
      "x^2 + y^2 = z^2",
      "\x78\x9c\0\0\0\0\0\0\0\0"s,
      "TFL3",
      "\x80\x02\xff\xff\xff"s,
      "\x81\xa6params\x93\1\2\3"s,
      "(c) 2020 somebody\nall rights reserved\n.",
      "(dpkg) a list\n",
      "]q\0(K\1K\2e.and more"s,
      "cnumpy is a library\nof arrays\n.",
      onnx.substr(0, onnx.size() - 1),
      onnx + '\x7a',
      "\x08\x03\x12\x07pytorch"s,       // no graph
      "\x08\x01\x12\x04\x08\1\x10\2"s,  // a message like any other
      "\x0a\x02\x0a\0"s,
      graph.substr(0, graph.size() - 5),  // no version
      "\xa2\x06\x02\x0a\0"s,
      index.substr(0, index.size() - 1),
      flax.substr(0, 20),
      "\x12\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0"s,
  };
  for (const std::string& content : files) {
    INFO(content);
    CHECK(named(content).empty());
  }
}

}  // namespace format_other_formats_test
