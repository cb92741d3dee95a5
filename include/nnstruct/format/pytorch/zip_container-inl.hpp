// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/other_zips.hpp>
#include <nnstruct/format/pickle/parser.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/zip_container.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

NNSTRUCT_DEFINE std::string_view root_of(const zip::archive& archive) {
  if (archive.entries().empty()) return {};
  const std::string_view first = archive.entries().front().name;
  return first.substr(0, first.find('/'));
}

NNSTRUCT_DEFINE const zip::entry* find_record(const zip::archive& archive, std::string_view name) {
  return archive.find(concat({root_of(archive), "/", name}));
}

NNSTRUCT_DEFINE bool check_small_records(const zip::archive& archive) {
  const auto refuse = [&](const zip::entry& entry, format_problem problem, const std::string& what) {
    throw FormatError(problem, {archive.file().path(), entry.name, {}}, what);
  };
  const auto content = [&](const zip::entry& entry) {
    constexpr std::uint64_t most = 64;  // what they say takes few characters, and nobody has to read more
    return entry.size > most ? concat({entry.size, " bytes"}) : archive.read(entry);
  };
  bool big_endian = false;
  if (const zip::entry* entry = find_record(archive, "byteorder")) {
    const std::string order = content(*entry);
    big_endian = order == "big";
    if (!big_endian && order != "little")
      refuse(*entry, format_problem::format,
             concat({"expected the byte order \"little\" or \"big\", found \"", order, "\""}));
  }
  const zip::entry* entry = find_record(archive, "version");
  if (!entry)
    throw FormatError(format_problem::format, {archive.file().path(), {}, {}},
                      "the file has no record version; it is damaged or incomplete: get or save it again");
  std::string version = content(*entry);
  if (version.ends_with('\n')) version.pop_back();
  const bool number =
      !version.empty() && version.size() <= 2 && version.find_first_not_of("0123456789") == version.npos;
  const int value = number ? std::stoi(version) : 0;
  if (value < 1 || value > 10)
    refuse(*entry, format_problem::unsupported,
           concat({"expected a version from 1 to 10, found \"", version,
                   "\"; the file is damaged, or newer than this library"}));
  return big_endian;
}

namespace detail {

/// The storages of an archive are its records `data/KEY`, those of its constants `constants/KEY`.
NNSTRUCT_DECLARE class zip_container final : public container {
 public:
  zip_container(zip::archive archive, bool big_endian, std::string_view folder)
      : archive_(std::move(archive)),
        folder_(folder),
        in_folder_(concat({root_of(archive_), "/", folder, "/"})),
        format_(find_record(archive_, "constants.pkl") != nullptr ? "torchscript" : "zip"),
        big_endian_(big_endian) {}

  const io::input_file& file() const noexcept override { return archive_.file(); }
  std::string_view format() const noexcept override { return format_; }
  bool big_endian() const noexcept override { return big_endian_; }
  std::size_t storage_count() const noexcept override { return archive_.entries().size(); }
  std::string name_of(std::string_view key) const override { return concat({"record ", folder_, "/", key}); }
  std::optional<storage_place> find(std::string_view key) const override {
    const zip::entry* entry = archive_.find(concat({in_folder_, key}));
    if (!entry) return std::nullopt;
    archive_.require_readable(*entry);
    return storage_place{entry->name, entry->payload, entry->size, entry->is_stored(),
                         static_cast<std::size_t>(entry - archive_.entries().data())};
  }
  std::optional<std::string> record(std::string_view name) const override {
    const zip::entry* entry = find_record(archive_, name);
    return entry ? std::optional(archive_.read(*entry)) : std::nullopt;
  }
  bool read(std::size_t number, void* to, io::read_ahead& window) const override {
    return archive_.read(archive_.entries()[number], to, window);
  }
  std::unique_ptr<io::byte_stream> stream(std::size_t number) const override {
    return archive_.stream(archive_.entries()[number]);
  }

 private:
  zip::archive archive_;
  std::string folder_;
  std::string in_folder_;  ///< what the names of its records begin with
  std::string_view format_;
  bool big_endian_;
};

}  // namespace detail

NNSTRUCT_DEFINE opened_file open_zip(io::input_file file, const limits& allowed, std::string_view folder) {
  zip::archive archive(std::move(file), allowed);
  const zip::entry* entry = find_record(archive, concat({folder, ".pkl"}));
  if (!entry) {
    const std::string other = other_zip(archive);
    throw FormatError(format_problem::format, {archive.file().path(), {}, {}},
                      other.empty() ? "this zip file is not a PyTorch checkpoint: it has no record data.pkl"
                                    : concat({"this is ", other}));
  }
  if (folder == "constants")
    for (const zip::entry& code : archive.entries())
      if (code.name.ends_with(".py") && archive.read(code).find("ConstantMKLDNNTensor") != std::string::npos)
        throw FormatError(
            format_problem::unsupported, {archive.file().path(), code.name, {}},
            "the weights of this model were made constants of oneDNN by torch.jit.optimize_for_inference, "
            "and torch.jit.save has not written them: save the model as it was before");
  std::string record = entry->name;
  const bool verified = entry->has_checksum();  // and reading it throws if it is another one
  const auto parsed = [&](const zip::entry& of) {
    const file_place place{archive.file().path(), of.name, {}};
    pickle::require_size(of.size, place, allowed);
    return pickle::parse(archive.read(of), place, allowed, {.passes_on = passes_on});
  };
  pickle::document objects = parsed(*entry);
  if (const zip::entry* constants = find_record(archive, "constants.pkl"); constants != nullptr && constants != entry)
    (void)parsed(*constants);  // for who loads the state_dict alone: no dangerous name may stand there either
  const bool big_endian = check_small_records(archive);
  return {std::unique_ptr<container>(new detail::zip_container(std::move(archive), big_endian, folder)),
          std::move(objects), std::move(record), verified};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
