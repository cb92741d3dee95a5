// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/raw_container.hpp>
#include <nnstruct/format/pytorch/stream_reader.hpp>
#include <nnstruct/format/pytorch/tar_container.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

inline constexpr std::size_t tar_block = 512;
/// POSIX.1-1988, ustar: name 100 bytes, mode 8, uid 8, gid 8, size 12, mtime 12, checksum 8, type 1, ...
struct tar_header {
  char bytes[tar_block];

  std::string_view field(std::size_t offset, std::size_t length) const noexcept {
    const std::string_view text(bytes + offset, length);
    return text.substr(0, text.find('\0'));
  }
  std::string_view name() const noexcept { return field(0, 100); }
  char type() const noexcept { return bytes[156]; }
  io::checked size() const noexcept { return octal(field(124, 12)); }
  bool is_empty() const noexcept {
    return std::all_of(bytes, bytes + tar_block, [](char c) { return c == 0; });
  }
  /// Its checksum is that of its bytes, where the checksum itself counts as blanks.
  bool is_sound() const noexcept {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < tar_block; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(bytes[i]);
    return octal(field(148, 8)).equals(sum);
  }

  /// Octal digits between blanks; invalid if there is anything else.
  static io::checked octal(std::string_view text) noexcept {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    io::checked value = 0;
    if (text.empty()) return value - 1;
    for (char digit : text) {
      if (digit < '0' || digit > '7') return io::checked(0) - 1;
      value = value * 8 + static_cast<std::uint64_t>(digit - '0');
    }
    return value;
  }
};

/// A part of the file.
struct byte_range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct tar_members {
  byte_range storages, tensors, pickle;
};

NNSTRUCT_DECLARE [[noreturn]] void refuse_tar(const io::input_file& file, std::uint64_t at, std::string_view what,
                                              format_problem problem = format_problem::format) {
  throw FormatError(problem, {file.path(), {}, at}, what);
}

NNSTRUCT_DECLARE tar_members read_tar(const io::input_file& file) {
  tar_members out;
  byte_range* const places[] = {&out.storages, &out.tensors, &out.pickle};
  static constexpr std::string_view names[] = {"storages", "tensors", "pickle"};
  std::uint64_t at = 0;
  for (;;) {
    tar_header header;
    if (file.size() - at < tar_block) refuse_tar(file, at, "the tar archive has no end; it is cut short");
    file.read(at, header.bytes, tar_block);
    if (header.is_empty()) break;
    if (!header.is_sound()) refuse_tar(file, at, "the checksum of a tar header is wrong; the file is damaged");
    const io::checked size = header.size();
    const std::uint64_t begin = at + tar_block;
    if (!(size + begin).at_most(file.size()))
      refuse_tar(file, at, "a tar member reaches beyond the file; it is cut short");
    const bool plain = header.type() == '0' || header.type() == '\0';
    // An extended header says when the next member was changed, to the fraction of a second. One that is said to change
    // what the member is would give the file a second meaning.
    if (header.type() == 'x' || header.type() == 'g') {
      std::string text(static_cast<std::size_t>(std::min<std::uint64_t>(size.value(), 4096)), '\0');
      file.read(begin, text.data(), text.size());
      for (std::string_view word : {" size=", " path=", " linkpath=", "GNU.sparse"})
        if (text.size() != size.value() || text.find(word) != text.npos)
          refuse_tar(file, at, "an extended tar header changes what the next member is", format_problem::unsupported);
    }
    for (std::size_t i = 0; i < std::size(names); ++i) {
      if (header.name() != names[i]) continue;
      if (!plain || places[i]->end != 0)
        refuse_tar(
            file, at,
            concat({"the tar archive has ", plain ? "two members " : "something else than a file as ", names[i]}));
      *places[i] = {begin, begin + size.value()};
    }
    const io::checked next = (size + (tar_block - 1)) - (size.value() + (tar_block - 1)) % tar_block + begin;
    if (!next.at_most(file.size()))
      refuse_tar(file, at, "a tar member is not filled up to a block; the file is cut short");
    at = next.value();
  }
  // Two empty blocks end the archive, and Python's tarfile fills it up with more to a tape's record: so one that was
  // cut short, wherever, is known by its size.
  constexpr std::uint64_t record = 20 * tar_block;
  const std::uint64_t filled = (at + 2 * tar_block + record - 1) / record * record;
  if (file.size() < filled)
    refuse_tar(file, file.size(),
               concat({"expected a tar archive of ", filled, " bytes, found ", file.size(), "; it is cut short"}));
  if (file.size() > filled) refuse_tar(file, filled, "something stands behind the end of the tar archive");
  std::string rest(static_cast<std::size_t>(file.size() - at), '\0');
  file.read(at, rest.data(), rest.size());
  if (rest.find_first_not_of('\0') != rest.npos)
    refuse_tar(file, at, "something stands behind the end of the tar archive");
  for (std::size_t i = 0; i < std::size(names); ++i)
    if (places[i]->end == 0)
      refuse_tar(file, 0,
                 concat({"this tar archive is no PyTorch checkpoint: it has no member ", names[i],
                         "; if it holds checkpoints, unpack it"}));
  return out;
}

/// Numbers and texts name storages and tensors alike.
NNSTRUCT_DECLARE std::string tar_key(pickle::value v) {
  return v.is(pickle::kind::integer) ? std::to_string(v.integer()) : std::string(v.text());
}

/// How many storages or tensors follow.
NNSTRUCT_DECLARE std::int64_t tar_count(const io::input_file& file, stream_reader& in, std::string_view what,
                                        std::string_view name, std::uint64_t limit) {
  const pickle::document count = in.plain_pickle(what);
  if (!count.root().is(pickle::kind::integer) || count.root().integer() < 0)
    in.refuse(what, "expected the number of what follows, found something else");
  if (static_cast<std::uint64_t>(count.root().integer()) > limit)
    refuse_tar(file, in.offset(),
               nnstruct::detail::over_limit(concat({count.root().integer(), " ", what}), name, limit),
               format_problem::limit);
  return count.root().integer();
}

struct tar_storage {
  std::string key;
  nnstruct::dtype dtype;
  std::uint64_t offset;
  std::uint64_t numel;
};

/// Refuses two storages, or two tensors, of one key.
template <class Rows> void require_tar_keys(const stream_reader& in, std::string_view part, const Rows& rows) {
  const io::name_index keys(rows, rows.size(), [](const auto& row) { return std::string_view(row.key); });
  if (const auto twice = keys.same_names())
    in.refuse(part, concat({"the key ", rows[twice->first].key, " comes twice; the file has two meanings"}));
}

/// Reads the member `storages`: each with its elements, then those that are parts of others.
NNSTRUCT_DECLARE std::vector<tar_storage> read_tar_storages(const io::input_file& file, byte_range member,
                                                            const limits& allowed) {
  constexpr std::string_view part = "storages";
  stream_reader in(file, member.begin, member.end, allowed);
  std::vector<tar_storage> out;
  const std::int64_t count = tar_count(file, in, part, "records", allowed.records);
  for (std::int64_t i = 0; i < count; ++i) {
    const pickle::document facts = in.plain_pickle(part);  // key, location, class
    const pickle::item_range items = facts.items(facts.root());
    if (items.size() != 3) in.refuse(part, "expected (key, location, class) of a storage, found something else");
    const pickle::global_name type = facts.global(items[2]);
    const auto dtype = dtype_of_storage(type.module, type.name);
    if (!dtype) in.refuse(part, concat({"expected a storage class of PyTorch, found ", type.module, ".", type.name}));
    const std::int64_t numel = in.int64(part);
    const io::checked bytes = io::from_signed(numel) * size_of(*dtype);
    out.push_back({tar_key(items[0]), *dtype, in.offset(), static_cast<std::uint64_t>(numel)});
    in.skip(bytes, part);
  }
  const io::name_index roots(out, out.size(), [](const tar_storage& s) { return std::string_view(s.key); });
  const pickle::document views = in.plain_pickle(part);  // (key, root's key, offset, numel) each
  std::vector<tar_storage> parts;
  for (const pickle::value v : views.items(views.root())) {
    const pickle::item_range items = views.items(v);
    const std::size_t root = items.size() == 4 ? roots.find(tar_key(items[1])) : io::name_index::none;
    if (root == io::name_index::none)
      in.refuse(part, "expected (key, key of a storage, offset, numel) of a part of a storage, found something else");
    const io::checked offset = io::from_signed(items[2].integer()), numel = io::from_signed(items[3].integer());
    if (!(offset + numel).at_most(out[root].numel)) in.refuse(part, "a storage is no part of the one it should be of");
    const io::checked begin = offset * size_of(out[root].dtype) + out[root].offset;
    parts.push_back({tar_key(items[0]), out[root].dtype, begin.value(), numel.value()});
  }
  if (in.offset() != in.end()) in.refuse(part, "something stands behind the last storage");
  out.insert(out.end(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
  require_tar_keys(in, part, out);
  return out;
}

/// Reads the member `tensors`.
NNSTRUCT_DECLARE std::vector<kept_tensor> read_tar_tensors(const io::input_file& file, byte_range member,
                                                           const std::vector<tar_storage>& storages,
                                                           const limits& allowed) {
  constexpr std::string_view part = "tensors";
  const io::name_index by_key(storages, storages.size(), [](const tar_storage& s) { return std::string_view(s.key); });
  stream_reader in(file, member.begin, member.end, allowed);
  std::vector<kept_tensor> out;
  const std::int64_t count = tar_count(file, in, part, "tensors", allowed.tensors);
  for (std::int64_t i = 0; i < count; ++i) {
    const pickle::document facts = in.plain_pickle(part);  // key, storage's key, class
    const pickle::item_range items = facts.items(facts.root());
    const std::size_t storage = items.size() == 3 ? by_key.find(tar_key(items[1])) : io::name_index::none;
    if (storage == io::name_index::none)
      in.refuse(part, "expected (key, key of a storage, class) of a tensor, found something else");
    const std::int32_t rank = in.int32(part);
    in.int32(part);  // of no meaning
    if (rank < 0) in.refuse(part, concat({"a tensor has ", rank, " extents; the file is damaged"}));
    if (static_cast<std::uint64_t>(rank) > allowed.rank)
      refuse_tar(file, in.offset(),
                 nnstruct::detail::over_limit(concat({"a tensor of ", rank, " extents"}), "rank", allowed.rank),
                 format_problem::limit);
    kept_tensor tensor{
        tar_key(items[0]), storages[storage].key, storages[storage].dtype, storages[storage].numel, 0, {}, {}};
    for (std::int32_t d = 0; d < rank; ++d) tensor.sizes.push_back(in.int64(part));
    for (std::int32_t d = 0; d < rank; ++d) tensor.strides.push_back(in.int64(part));
    tensor.offset = in.int64(part);
    out.push_back(std::move(tensor));
  }
  if (in.offset() != in.end()) in.refuse(part, "something stands behind the last tensor");
  require_tar_keys(in, part, out);
  return out;
}

}  // namespace detail

NNSTRUCT_DEFINE bool looks_like_tar(const io::input_file& file) {
  detail::tar_header header;
  if (file.size() < detail::tar_block) return false;
  file.read(0, header.bytes, detail::tar_block);
  return !header.is_empty() && header.is_sound();
}

NNSTRUCT_DEFINE opened_file open_tar(io::input_file file, const limits& allowed) {
  const detail::tar_members members = detail::read_tar(file);
  const std::vector<detail::tar_storage> storages = detail::read_tar_storages(file, members.storages, allowed);
  std::vector<kept_tensor> tensors = detail::read_tar_tensors(file, members.tensors, storages, allowed);
  detail::stream_reader in(file, members.pickle.begin, members.pickle.end, allowed);
  pickle::document objects = in.pickle("pickle");
  if (in.offset() != in.end()) in.refuse("pickle", "something stands behind the pickle");
  std::vector<storage_place> places;
  for (const detail::tar_storage& storage : storages)
    places.push_back({storage.key, storage.offset, storage.numel * size_of(storage.dtype), true, places.size()});
  return {std::make_unique<detail::raw_container<>>(std::move(file), "tar", std::move(places), std::move(tensors)),
          std::move(objects), "pickle"};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
