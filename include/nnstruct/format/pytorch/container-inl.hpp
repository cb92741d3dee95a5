// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// What the file is, if it is no zip file: named as far as its first bytes tell.
NNSTRUCT_INLINE std::string other_format(const io::input_file& file) {
  char bytes[8] = {};
  file.read(0, bytes, static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), sizeof bytes)));
  const std::string_view start(bytes, sizeof bytes);
  if (start.starts_with("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46"))
    return "this is a file of PyTorch 1.5 or older, which is not read; load it in Python and torch.save it again";
  return "this is not a PyTorch checkpoint: it is no zip file, as torch.save of PyTorch 1.6 and later writes";
}

}  // namespace detail

NNSTRUCT_INLINE zip::archive open_archive(io::input_file file) {
  if (file.size() == 0)
    throw FormatError(format_problem::format, {file.path(), {}, {}},
                      "the file is empty; a download or save may have failed");
  if (!zip::looks_like_zip(file))
    throw FormatError(format_problem::format, {file.path(), {}, 0}, detail::other_format(file));
  return zip::archive(std::move(file));
}

NNSTRUCT_INLINE std::string_view root_of(const zip::archive& archive) {
  if (archive.entries().empty()) return {};
  const std::string_view first = archive.entries().front().name;
  return first.substr(0, first.find('/'));
}

NNSTRUCT_INLINE const zip::entry* find_record(const zip::archive& archive, std::string_view name) {
  return archive.find(concat({root_of(archive), "/", name}));
}

NNSTRUCT_INLINE void check_small_records(const zip::archive& archive) {
  const auto refuse = [&](const zip::entry& entry, format_problem problem, const std::string& what) {
    throw FormatError(problem, {archive.file().path(), entry.name, {}}, what);
  };
  if (const zip::entry* entry = find_record(archive, "constants.pkl"))
    refuse(*entry, format_problem::unsupported, "this is a TorchScript archive; save the module's state_dict instead");
  if (const zip::entry* entry = find_record(archive, "byteorder")) {
    const std::string order = archive.read(*entry);
    if (order == "big")
      refuse(*entry, format_problem::unsupported,
             "the file is big-endian, which is not read; load it in Python and torch.save it again on a little-endian "
             "machine");
    if (order != "little")
      refuse(*entry, format_problem::format, concat({"expected the byte order \"little\", found \"", order, "\""}));
  }
  const zip::entry* entry = find_record(archive, "version");
  if (!entry)
    throw FormatError(format_problem::format, {archive.file().path(), {}, {}},
                      "the file has no record version; it is damaged or incomplete: get or save it again");
  std::string version = archive.read(*entry);
  if (version.ends_with('\n')) version.pop_back();
  const bool number =
      !version.empty() && version.size() <= 2 && version.find_first_not_of("0123456789") == version.npos;
  const int value = number ? std::stoi(version) : 0;
  if (value < 1 || value > 10)
    refuse(*entry, format_problem::unsupported,
           concat({"expected a version from 1 to 10, found \"", version,
                   "\"; the file is damaged, or newer than this library"}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
