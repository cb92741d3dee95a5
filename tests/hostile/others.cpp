// SPDX-License-Identifier: Apache-2.0
// What is no checkpoint, or was cut on its way.
#include "hostile/files.hpp"

namespace hostile {

namespace {
using enum nnstruct::format_problem;
using namespace std::string_literals;
}  // namespace

void add_others(std::vector<file>& out) {
  const problems no_checkpoint = {format, nnstruct::format_problem::safetensors, pickle, unsupported, zip};
  const auto add = [&](const std::string& what, const std::string& bytes) {
    out.push_back({"others/" + what, bytes, no_checkpoint});
  };
  add("empty", ""), add("git_lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
      add("html", "<!DOCTYPE html><html></html>");
  add("gguf", "GGUF" + std::string(60, '\0')), add("hdf5", "\x89HDF\r\n\x1a\n"s + std::string(60, '\0')),
      add("7z", "7z\xbc\xaf\x27\x1c"s + std::string(60, '\0')), add("gzip", "\x1f\x8b\x08"s + std::string(60, '\0'));
  add("elf",
      "\x7f"
      "ELF" +
          std::string(60, '\0')),
      add("python", "import os\nos.system('true')\n"), add("text", "hello"), add("npy", "\x93NUMPY\1\0"s);
  for (const std::size_t size : {1u, 4u, 8u, 512u, 513u, 10240u, 100'000u})
    for (const char byte : {'\0', '\xff', 'P', '.', '{', '(', '\x80'})
      add("bytes_" + std::to_string(static_cast<unsigned char>(byte)) + "_" + std::to_string(size),
          std::string(size, byte));
  const std::string right = checkpoint(dictionary(tensor_words{}.pickle()));
  for (std::size_t size = 1; size < right.size(); size += 7)
    out.push_back({"others/cut_" + std::to_string(size), right.substr(0, size), {zip, format}});
  for (std::size_t size = 512; size < right.size(); size += 64) {  // a download that left a hole
    std::string holed = right;
    holed.replace(size - 64, 64, 64, '\0');
    out.push_back({"others/hole_" + std::to_string(size), holed, {zip, format, checksum}});
  }
}

}  // namespace hostile
