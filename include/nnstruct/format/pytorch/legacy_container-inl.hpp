// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/legacy_container.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/raw_container.hpp>
#include <nnstruct/format/pytorch/stream_reader.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// torch/serialization.py: MAGIC_NUMBER, as a little-endian number of two's complement.
inline constexpr std::string_view legacy_magic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
/// No pickle of that number is longer, whatever is called in front of it.
inline constexpr std::uint64_t longest_magic = 4096;

/// What the objects say of a storage, in a persistent id.
struct declared_storage {
  std::string key;
  std::size_t element_size;
  std::int64_t numel;
};

/// The storages that the objects refer to, each once, in the order of their keys.
NNSTRUCT_DECLARE std::vector<declared_storage> declared_storages(const pickle::document& objects,
                                                                 const file_place& place) {
  std::vector<declared_storage> all;
  for (const pickle::value v : objects.persistent_ids()) {
    const pickle::item_range id = objects.items(objects.persistent(v));
    if (id.size() != 6 || id[0].text() != "storage") continue;
    const pickle::global_name type = objects.global(id[1]);
    const std::size_t size = element_size_of_storage(type.module, type.name);
    const auto refuse = [&](const std::string& what) {
      throw FormatError(format_problem::storage, {place.file, place.record, v.offset()}, what);
    };
    if (size == 0)
      refuse(concat({"expected a storage class of PyTorch, found ", type.module, ".", type.name,
                     ": how long its storages are is unknown, and so where the next one begins"}));
    const bool integer = id[2].is(pickle::kind::integer);
    if (!integer && !id[2].is(pickle::kind::string)) refuse("expected a storage's key, found something else");
    all.push_back({integer ? std::to_string(id[2].integer()) : std::string(id[2].text()), size, id[4].integer()});
  }
  const io::name_index index(all, all.size(), [](const declared_storage& s) { return std::string_view(s.key); });
  std::vector<declared_storage> once;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const declared_storage& first = all[index.find(all[i].key)];
    if (first.element_size != all[i].element_size || first.numel != all[i].numel)
      throw FormatError(format_problem::storage, place,
                        concat({"storage ", first.key, " is declared with two types or sizes"}));
    if (&first == &all[i]) once.push_back(all[i]);
  }
  return once;
}

}  // namespace detail

NNSTRUCT_DEFINE bool looks_like_legacy(const io::input_file& file) {
  const std::uint64_t end = std::min(file.size(), detail::longest_magic);
  if (end == 0) return false;
  try {
    const pickle::document first =
        detail::stream_reader(file, 0, end, limits{}).pickle("magic number", {.dangerous = true});
    return first.root().is(pickle::kind::big_integer) && first.root().text() == detail::legacy_magic;
  } catch (const FormatError&) { return false; }
}

NNSTRUCT_DEFINE opened_file open_legacy(io::input_file file, const limits& allowed) {
  detail::stream_reader in(file, 0, file.size(), allowed);
  in.plain_pickle("magic number");
  const std::uint64_t version_at = in.offset();
  const pickle::document version = in.plain_pickle("protocol version");
  if (!version.root().is(pickle::kind::integer) || version.root().integer() != 1001)
    throw FormatError(format_problem::unsupported, {file.path(), "protocol version", version_at},
                      "expected the protocol version 1001; the file is damaged");
  in.plain_pickle("system information");  // of who wrote it: all files are little-endian
  std::string record = "objects";
  pickle::document objects = in.pickle("objects");
  const std::vector<detail::declared_storage> declared = detail::declared_storages(objects, {file.path(), record, {}});
  const io::name_index by_key(declared, declared.size(),
                              [](const detail::declared_storage& s) { return std::string_view(s.key); });

  if (declared.size() > allowed.records)
    throw FormatError(format_problem::limit, {file.path(), record, {}},
                      nnstruct::detail::over_limit(concat({declared.size(), " storages"}), "records", allowed.records));

  const pickle::document keys = in.plain_pickle("storage keys");
  if (!keys.root().is(pickle::kind::list))
    in.refuse("storage keys", "expected a list of the storages' keys, found something else; the file is damaged");
  std::vector<storage_place> storages;
  std::vector<bool> found(declared.size(), false);
  for (const pickle::value v : keys.items(keys.root())) {
    const std::string key = v.is(pickle::kind::integer) ? std::to_string(v.integer()) : std::string(v.text());
    const std::size_t number = by_key.find(key);
    if (number == io::name_index::none || found[number])
      in.refuse("storage keys",
                concat({"storage ", key,
                        number == io::name_index::none ? " belongs to no tensor of the file" : " comes twice",
                        "; the file is damaged"}));
    found[number] = true;
    const detail::declared_storage& storage = declared[number];
    if (const std::int64_t numel = in.int64("storages"); numel != storage.numel)
      in.refuse("storages", concat({"storage ", key, " has ", numel, " elements, expected ", storage.numel,
                                    "; the file is damaged"}));
    const io::checked bytes = io::from_signed(storage.numel) * storage.element_size;
    const std::uint64_t begin = in.offset();
    in.skip(bytes, "storages");
    storages.push_back({key, begin, bytes.value(), true, storages.size()});
  }
  for (std::size_t i = 0; i < declared.size(); ++i)
    if (!found[i]) in.refuse("storage keys", concat({"storage ", declared[i].key, " is not in the file"}));
  if (in.offset() != file.size())
    in.refuse("storages", concat({file.size() - in.offset(), " bytes stand behind the last storage"}));
  return {std::make_unique<detail::raw_container<>>(std::move(file), "legacy", std::move(storages)), std::move(objects),
          std::move(record)};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
