// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <nnstruct/format/other_formats.hpp>
#include <nnstruct/format/other_messages-inl.hpp>
#include <nnstruct/format/other_pickles-inl.hpp>
#include <nnstruct/io/inflate.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

namespace detail {

struct format_signature {
  std::string_view bytes;
  std::string_view what;
};
/// cmake/nnstruct-embed-checkpoint-check.cmake has those that a build can meet.
inline constexpr format_signature format_signatures[] = {
    {"version https://git-lfs.github.com/spec/", "a git-lfs pointer, not the file itself: get that with git lfs pull"},
    {"GGUF", "a GGUF file of llama.cpp: get the checkpoint that it was made from"},
    // The numbers 'ggml', 'ggmf' and 'ggjt' with their lowest byte first, as whisper.cpp and older llama.cpp write
    // them.
    {"lmgg", "a GGML file of whisper.cpp or llama.cpp: get the checkpoint that it was made from"},
    {"fmgg", "a GGML file of llama.cpp: get the checkpoint that it was made from"},
    {"tjgg", "a GGML file of llama.cpp: get the checkpoint that it was made from"},
    {"\x89HDF\r\n\x1a\n",
     "an HDF5 file, as Keras writes: read its arrays in Python with h5py, or the model with keras.models.load_model, "
     "and "
     "torch.save them as a dict of tensors"},
    {"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it"},
    {"Rar!\x1a\x07", "a RAR archive: unpack it"},
    {"\x1f\x8b", "compressed with gzip: unpack it with gunzip (a .tar.gz with tar -xzf)"},
    {"BZh", "compressed with bzip2: unpack it with bunzip2"},
    {"\xfd"
     "7zXZ",
     "compressed with xz: unpack it with unxz"},
    {"\x28\xb5\x2f\xfd", "compressed with zstd: unpack it with unzstd"},
    {"\x93NUMPY",
     "an array of NumPy: in Python, torch.save({\"name\": torch.from_numpy(numpy.load(FILE))}, \"out.pth\")"},
    {"%PDF", "a PDF document"},
    {"\x89PNG", "a PNG picture"},
    {"\xff\xd8\xff", "a JPEG picture"},
    {"\x7f"
     "ELF",
     "a program or library"},
    {"PYTORCH1", "a file of PyTorch's first mobile format, which no PyTorch reads any more"},
    {"PK\x05\x06", "a zip file without entries"},
    {"model_checkpoint_path: \"",
     "the text that names the newest of TensorFlow's checkpoints in its folder: in Python, read that with "
     "tf.train.load_checkpoint(FOLDER), and torch.save its arrays as a dict of tensors"},
    {"7767517\n", "the text of a network of ncnn or pnnx: get the PyTorch model that it was made from"},
};
/// Flatbuffers name their schema at byte 4.
inline constexpr format_signature flatbuffer_schemas[] = {
    {"TFL3", "a model of TensorFlow Lite: get the model that it was made from"},
    {"ET12", "a program of ExecuTorch (.pte): torch.save the state_dict of the PyTorch model that it was made from"},
    {"PTMF",
     "a model of PyTorch's mobile flatbuffer format: torch.save the state_dict of the PyTorch model that it was made "
     "from"},
};

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

NNSTRUCT_DECLARE bool starts_with_tag(std::string_view text, std::string_view tag) noexcept {
  return text.size() >= tag.size() && std::equal(tag.begin(), tag.end(), text.begin(),
                                                 [](char wanted, char found) { return wanted == lower(found); });
}

/// A list of arrays of MXNet (src/ndarray/ndarray.cc): the number 0x112, a reserved 0, how many, and the first one's
/// number for its version.
NNSTRUCT_DECLARE bool looks_like_mxnet(std::string_view start) noexcept {
  return start.size() >= 28 && start.starts_with(std::string_view("\x12\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16)) &&
         start.substr(25, 3) == "\xfa\x93\xf9" && static_cast<unsigned char>(start[24]) >= 0xc8 &&
         static_cast<unsigned char>(start[24]) <= 0xca;
}

/// An index of TensorFlow's checkpoints is a LevelDB table (its format's number stands at its end) whose first key is
/// empty, and has a BundleHeaderProto: {num_shards = 1, ...}.
NNSTRUCT_DECLARE bool looks_like_tensorflow_index(const io::input_file& file, std::string_view start) {
  char end[8];
  if (file.size() < 48 || !start.starts_with(std::string_view("\0\0", 2)) || start[3] != 0x08) return false;
  file.read(file.size() - sizeof end, end, sizeof end);
  return std::string_view(end, sizeof end) == "\x57\xfb\x80\x8b\x24\x75\x47\xdb";
}

/// A stream of zlib (RFC 1950), of a window of 32 KB as all write it, with a pickle in it.
NNSTRUCT_DECLARE bool looks_like_compressed_pickle(const io::input_file& file, std::string_view start) {
  if (file.size() < 8 || start[0] != '\x78' || (0x7800u + static_cast<unsigned char>(start[1])) % 31 != 0) return false;
  char pickle[3];
  const bool inflates = io::inflater(file, 2, file.size() - 2).read(pickle, sizeof pickle) == io::inflate_outcome::fine;
  return inflates && pickle[0] == '\x80' && pickle[1] >= 2 && pickle[1] <= 5;
}

/// What a text in XML is, by its first element.
NNSTRUCT_DECLARE std::string_view other_xml(std::string_view text) {
  const auto skip_blanks = [&] { text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size())); };
  skip_blanks();
  while (text.starts_with("<?") || text.starts_with("<!--")) {
    const std::string_view end = text.starts_with("<?") ? "?>" : "-->";
    const std::size_t at = text.find(end);
    if (at == text.npos) return "a text in XML";
    text.remove_prefix(at + end.size());
    skip_blanks();
  }
  for (std::string_view tag : {"<!doctype html", "<html", "<head", "<body", "<error>"})
    if (starts_with_tag(text, tag))
      return "a page of HTML or XML, not the file itself: the download needs another address, or a login";
  if (text.starts_with("<net "))
    return "the graph of a model of OpenVINO: torch.save the state_dict of the PyTorch model that it was made from";
  return text.starts_with('<') ? "a text in HTML or XML" : std::string_view();
}

}  // namespace detail

NNSTRUCT_DEFINE std::string other_format(const io::input_file& file) {
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), 1024)), '\0');
  file.read(0, bytes.data(), bytes.size());
  std::string_view start = bytes;
  for (const auto& [signature, what] : detail::format_signatures)
    if (start.starts_with(signature)) return std::string(what);
  for (const auto& [schema, what] : detail::flatbuffer_schemas)
    if (start.size() >= 8 && start.substr(4, 4) == schema) return std::string(what);
  if (detail::looks_like_mxnet(start))
    return "a file of arrays of MXNet (.params): in Python, read them with mxnet.nd.load, and torch.save them as a "
           "dict of tensors";
  if (detail::looks_like_tensorflow_index(file, start))
    return "the index of a checkpoint of TensorFlow: in Python, read it with tf.train.load_checkpoint(PREFIX), which "
           "is "
           "its path without .index, and torch.save its arrays as a dict of tensors";
  if (const std::string_view what = detail::other_message(file); !what.empty()) return std::string(what);
  if (const std::string what = detail::other_pickle(file); !what.empty()) return what;
  if (detail::looks_like_compressed_pickle(file, start))
    return "a pickle that joblib compressed: load it in Python with joblib.load, and torch.save its arrays as a dict "
           "of "
           "tensors (torch.from_numpy)";
  if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
  start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  if (start.starts_with('<')) return std::string(detail::other_xml(start));
  if (start.starts_with("{")) return "a text in JSON: give the file that holds the weights";
  return {};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
