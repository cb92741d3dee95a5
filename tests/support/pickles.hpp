// SPDX-License-Identifier: Apache-2.0
/// \file
/// Assembles pickles byte by byte, and the older files that are made of them, right ones and wrong ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/io/file.hpp>

#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"

namespace nnstruct_test {

inline std::string pickled(const std::string& body) { return "\x80\2" + body + "."; }
inline std::string pickled_text(std::string_view text) { return "X" + le32(text.size()) + std::string(text); }
inline std::string pickled_int(std::int32_t number) { return "J" + le32(static_cast<std::uint32_t>(number)); }
inline std::string pickled_global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}

/// The persistent id of a storage; before PyTorch 1.6 with a sixth item.
inline std::string storage_id(const std::string& key, std::int32_t numel, const std::string& sixth = "N",
                              const std::string& type = "FloatStorage") {
  return "(" + pickled_text("storage") + pickled_global("torch", type) + pickled_text(key) + pickled_text("cpu") +
         pickled_int(numel) + sixth + "tQ";
}
/// A tensor of one extent.
inline std::string pickled_tensor(const std::string& storage, std::int32_t numel) {
  return pickled_global("torch._utils", "_rebuild_tensor_v2") + "(" + storage + "K" + std::string(1, '\0') +
         pickled_int(numel) + "\x85K\1\x85\x89" + pickled_global("collections", "OrderedDict") + ")RtR";
}

/// An open file whose name is gone.
inline nnstruct::io::input_file opened_file_of(std::string_view bytes) {
  const temp_folder folder;
  put_content(folder / "file", bytes);
  return nnstruct::io::input_file(folder / "file");
}

/// A file of PyTorch 0.1.11 to 1.5, part by part.
struct legacy_parts {
  std::string magic = pickled(std::string("\x8a\x0a") + "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19");
  std::string version = pickled("M\xe9\3");
  std::string system = pickled("}");
  std::string objects = pickled("}" + pickled_text("w") + pickled_tensor(storage_id("7", 3), 3) + "s");
  std::string keys = pickled("]" + pickled_text("7") + "a");
  std::string storages = le64(3) + std::string(12, '\1');

  std::string bytes() const { return magic + version + system + objects + keys + storages; }
};

/// A header and content of a tar archive.
inline std::string tar_member(const std::string& name, const std::string& content, char type = '0') {
  const auto octal = [](std::uint64_t value, std::size_t digits) {
    std::string out(digits, '0');
    for (std::size_t i = digits; i-- > 0; value /= 8) out[i] = static_cast<char>('0' + value % 8);
    return out + '\0';
  };
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  put(0, name), put(100, octal(0644, 7)), put(108, octal(0, 7)), put(116, octal(0, 7));
  put(124, octal(content.size(), 11)), put(136, octal(0, 11)), put(148, "        ");
  header[156] = type;
  put(257, std::string("ustar\00000", 8));
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6));
  return header + content + std::string((512 - content.size() % 512) % 512, '\0');
}

/// Members, and behind them empty blocks up to a tape's record, as Python's tarfile writes them.
inline std::string tar_archive(std::string members) {
  constexpr std::size_t record = 10240;
  members.resize((members.size() + 1024 + record - 1) / record * record);
  return members;
}

/// A file of PyTorch 0.1.10 and older, part by part: a storage 1 of three floats, and a tensor 2 of it under "w".
struct tar_parts {
  std::string storages = pickled_storages(pickled_int(1), "FloatStorage", 3);
  std::string tensors = pickled("K\1") +
                        pickled(pickled_int(2) + pickled_int(1) + pickled_global("torch", "FloatTensor") + "\x87") +
                        le32(1) + le32(0) + le64(3) + le64(1) + le64(0);
  std::string objects = pickled("}" + pickled_text("w") + pickled_text("2") + "Qs");
  std::vector<std::string> more = {};

  static std::string pickled_storages(const std::string& key, const std::string& type, std::uint64_t numel,
                                      const std::string& parts = "]") {
    return pickled("K\1") + pickled(key + pickled_text("cpu") + pickled_global("torch", type) + "\x87") + le64(numel) +
           std::string(12, '\1') + pickled(parts);
  }
  std::string bytes() const {
    std::string out = tar_member("storages", storages) + tar_member("tensors", tensors) + tar_member("pickle", objects);
    for (const std::string& member : more) out += member;
    return tar_archive(std::move(out));
  }
};

}  // namespace nnstruct_test
