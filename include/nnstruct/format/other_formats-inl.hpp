// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <nnstruct/format/other_formats.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

namespace detail {

struct format_signature {
  std::string_view start;
  std::string_view what;
};
inline constexpr format_signature format_signatures[] = {
    {"version https://git-lfs.github.com/spec/", "a git-lfs pointer, not the file itself: get that with git lfs pull"},
    {"GGUF", "a GGUF file of llama.cpp"},
    {"ggml", "a GGML file of llama.cpp"},
    {"\x89HDF\r\n\x1a\n", "an HDF5 file, as Keras writes"},
    {"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it"},
    {"Rar!\x1a\x07", "a RAR archive: unpack it"},
    {"\x1f\x8b", "compressed with gzip: unpack it with gunzip (a .tar.gz with tar -xzf)"},
    {"BZh", "compressed with bzip2: unpack it with bunzip2"},
    {"\xfd"
     "7zXZ",
     "compressed with xz: unpack it with unxz"},
    {"\x28\xb5\x2f\xfd", "compressed with zstd: unpack it with unzstd"},
    {"\x93NUMPY", "an array of NumPy: load it in Python and torch.save it"},
    {"%PDF", "a PDF document"},
    {"\x89PNG", "a PNG picture"},
    {"\xff\xd8\xff", "a JPEG picture"},
    {"\x7f"
     "ELF",
     "a program or library"},
    {"PYTORCH1", "a file of PyTorch's first mobile format, which no PyTorch reads any more"},
    {"PK\x05\x06", "a zip file without entries"},
};

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

NNSTRUCT_DECLARE bool starts_with_tag(std::string_view text, std::string_view tag) noexcept {
  return text.size() >= tag.size() && std::equal(tag.begin(), tag.end(), text.begin(),
                                                 [](char wanted, char found) { return wanted == lower(found); });
}

/// A message of protocol buffers whose first field is a small number and whose second is a text, a graph or a list of
/// operator sets: onnx.proto's ModelProto {ir_version = 1, producer_name = 2, graph = 7, opset_import = 8}.
NNSTRUCT_DECLARE bool looks_like_onnx(std::string_view text) noexcept {
  return text.size() > 3 && text[0] == 0x08 && text[1] > 0 && text[1] < 0x20 &&
         (text[2] == 0x12 || text[2] == 0x3a || text[2] == 0x42);
}

}  // namespace detail

NNSTRUCT_DEFINE std::string_view other_format(const io::input_file& file) {
  char bytes[64] = {};
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), sizeof bytes));
  file.read(0, bytes, count);
  std::string_view start(bytes, count);
  for (const auto& [signature, what] : detail::format_signatures)
    if (start.starts_with(signature)) return what;
  if (detail::looks_like_onnx(start)) return "an ONNX model: save the state_dict of the PyTorch model it came from";
  if (start.size() > 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5)
    return "a plain pickle, not written by torch.save: load it in Python and torch.save it";
  if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
  while (!start.empty() && (start[0] == ' ' || start[0] == '\n' || start[0] == '\r' || start[0] == '\t'))
    start.remove_prefix(1);
  for (std::string_view tag : {"<!doctype", "<html", "<head", "<?xml", "<body"})
    if (detail::starts_with_tag(start, tag))
      return "a page of HTML or XML, not the file itself: the download needs another address, or a login";
  if (start.starts_with("{")) return "a text in JSON";
  return {};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
