// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/safetensors/dtypes.hpp>
#include <nnstruct/format/safetensors/json.hpp>
#include <nnstruct/format/safetensors/reader.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/large_read.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/io/order.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

namespace detail {

inline constexpr std::size_t length_bytes = 8;

/// The length of the header, which stands in the first eight bytes, the lowest first.
NNSTRUCT_DECLARE std::uint64_t header_length(const io::input_file& file) {
  unsigned char bytes[length_bytes];
  file.read(0, bytes, sizeof bytes);
  std::uint64_t length = 0;
  for (std::size_t i = sizeof bytes; i-- > 0;) length = length << 8 | bytes[i];
  return length;
}

/// What the header says of one tensor.
struct tensor_facts {
  std::optional<nnstruct::dtype> dtype;
  std::optional<std::vector<std::int64_t>> shape;
  std::optional<std::pair<std::int64_t, std::int64_t>> offsets;
};

NNSTRUCT_DECLARE tensor_facts read_facts(json_reader& in, std::string_view key, std::uint64_t most_extents) {
  tensor_facts out;
  const auto once = [&](bool known) {
    if (known) in.refuse(concat({"tensor \"", key, "\" says something twice; the file has two meanings"}));
  };
  in.expect('{');
  do {
    const std::string fact = in.string();
    in.expect(':');
    if (fact == "dtype") {
      once(out.dtype.has_value());
      const std::string name = in.string();
      out.dtype = dtype_named(name);
      if (!out.dtype)
        in.refuse(in.position(), concat({"tensor \"", key, "\" has elements of ", name, ", which is not read"}),
                  format_problem::unsupported);
    } else if (fact == "shape") {
      once(out.shape.has_value());
      out.shape.emplace();
      in.expect('[');
      if (in.take(']')) continue;
      do {
        if (out.shape->size() == most_extents)
          in.over_limit(concat({"tensor \"", key, "\" of ", most_extents + 1, " extents or more"}), "rank",
                        most_extents);
        out.shape->push_back(in.integer());
      } while (in.take(','));
      in.expect(']');
    } else if (fact == "data_offsets") {
      once(out.offsets.has_value());
      in.expect('[');
      const std::int64_t begin = in.integer();
      in.expect(',');
      out.offsets.emplace(begin, in.integer());
      in.expect(']');
    } else {
      in.refuse(concat({"tensor \"", key, "\": expected dtype, shape and data_offsets, found ", fact}));
    }
  } while (in.take(','));
  in.expect('}');
  if (!out.dtype || !out.shape || !out.offsets)
    in.refuse(concat({"tensor \"", key, "\": expected dtype, shape and data_offsets, and not all of them are there"}));
  return out;
}

}  // namespace detail

NNSTRUCT_DEFINE bool looks_like_safetensors(const io::input_file& file) {
  if (file.size() < detail::length_bytes + 2) return false;
  char first = 0;
  file.read(detail::length_bytes, &first, 1);
  // One that is cut short in its header is to be called so: no other file begins with so small a number.
  const std::uint64_t length = detail::header_length(file);
  return first == '{' && (length <= limits().header_bytes || length <= file.size() - detail::length_bytes);
}

NNSTRUCT_DEFINE safetensors_file::safetensors_file(io::input_file file, const limits& allowed)
    : file_(std::move(file)), keys_(std::make_unique<std::deque<std::string>>()) {
  const file_place place{file_.path(), "header", detail::length_bytes};
  if (file_.size() < detail::length_bytes)
    throw FormatError(format_problem::safetensors, place, "the file ends before its header; it is cut short");
  const std::uint64_t length = detail::header_length(file_);
  if (length > allowed.header_bytes)
    throw FormatError(
        format_problem::limit, place,
        nnstruct::detail::over_limit(concat({"a header of ", length, " bytes"}), "header_bytes", allowed.header_bytes));
  if (!(io::checked(length) + detail::length_bytes).at_most(file_.size()))
    throw FormatError(format_problem::safetensors, place,
                      concat({"a header of ", length, " bytes in a file of ", file_.size(), "; it is cut short"}));
  std::string text(static_cast<std::size_t>(length), '\0');
  file_.read(detail::length_bytes, text.data(), text.size());
  const std::uint64_t data = detail::length_bytes + length, available = file_.size() - data;

  json_reader in(text, place, allowed.nesting);
  if (!text.starts_with('{')) in.refuse("expected '{' as its first byte; the file is damaged");
  in.expect('{');
  bool has_metadata = false;
  if (!in.take('}')) {
    do {
      const std::size_t at = in.position();
      std::string key = in.string();
      in.expect(':');
      if (key == "__metadata__") {
        if (std::exchange(has_metadata, true)) in.refuse(at, "__metadata__ comes twice; the file has two meanings");
        in.expect('{');
        if (in.take('}')) continue;
        do {
          std::string name = in.string();
          in.expect(':');
          metadata_.emplace_back(std::move(name), in.string());
        } while (in.take(','));
        in.expect('}');
        continue;
      }
      if (key.size() > allowed.name_length)
        in.over_limit(concat({"a key of ", key.size(), " bytes"}), "name_length", allowed.name_length);
      if (tensors_.size() >= allowed.tensors)
        in.over_limit(concat({"tensor number ", tensors_.size() + 1}), "tensors", allowed.tensors);
      const detail::tensor_facts facts = detail::read_facts(in, key, allowed.rank);
      const auto refuse = [&](std::string_view what) { in.refuse(at, concat({"tensor \"", key, "\": ", what})); };
      io::checked numel = 1, volume = 1;
      for (const std::int64_t extent : *facts.shape) {
        numel = numel * io::from_signed(extent);
        if (extent != 0) volume = volume * io::from_signed(extent);
      }
      const io::checked bytes = numel * size_of(*facts.dtype);
      if (!volume.at_most(std::numeric_limits<std::int64_t>::max()) || !bytes.valid())
        refuse("the product of its extents does not fit 64 bits; the file is damaged");
      const auto begin = static_cast<std::uint64_t>(facts.offsets->first);
      const auto end = static_cast<std::uint64_t>(facts.offsets->second);
      if (end < begin || end > available) refuse("its bytes are not all in the file; it is damaged or cut short");
      if (!bytes.equals(end - begin))
        refuse(concat({"it takes ", end - begin, " bytes, expected ", bytes.value(), " for its extents"}));
      tensor_record tensor{};
      tensor.key = keys_->emplace_back(std::move(key));
      tensor.dtype = *facts.dtype;
      tensor.storage = storages_.size();
      tensor.numel = tensor.span = numel.value();
      tensor.extents = numbers_.size();
      tensor.rank = facts.shape->size();
      numbers_.insert(numbers_.end(), facts.shape->begin(), facts.shape->end());
      numbers_.resize(numbers_.size() + tensor.rank);
      std::int64_t step = 1;
      for (std::size_t i = tensor.rank; i-- > 0;) {
        numbers_[tensor.extents + tensor.rank + i] = step;
        step *= std::max<std::int64_t>((*facts.shape)[i], 1);
      }
      storages_.push_back({{std::string(tensor.key), data + begin, end - begin, true, storages_.size()},
                           tensor.dtype,
                           false,
                           tensor.numel});
      tensors_.push_back(tensor);
    } while (in.take(','));
    in.expect('}');
  }
  in.end();

  const io::name_index keys(tensors_, tensors_.size(), [](const tensor_record& t) { return t.key; });
  if (const auto twice = keys.same_names())
    in.refuse(0, concat({"the key \"", tensors_[twice->first].key, "\" comes twice; the file has two meanings"}));
  const io::name_index names(metadata_, metadata_.size(),
                             [](const auto& item) { return std::string_view(item.first); });
  if (const auto twice = names.same_names())
    in.refuse(0, concat({"the key \"", metadata_[twice->first].first, "\" of __metadata__ comes twice"}));
  // The tensors fill the file without holes and without overlap. Empty ones take no place.
  std::uint64_t filled = data;
  std::vector<io::numbered> parts;
  for (std::size_t i = 0; i < storages_.size(); ++i) parts.push_back({storages_[i].place.offset, i});
  io::sort(parts);
  for (const auto& [offset, i] : parts) {
    if (storages_[i].place.bytes == 0) continue;
    if (offset != filled)
      in.refuse(0, concat({"tensor \"", tensors_[i].key, "\" begins at byte ", offset, " of the file, expected ",
                           filled, ": tensors overlap, or bytes between them belong to none"}));
    filled += storages_[i].place.bytes;
  }
  if (filled != file_.size())
    in.refuse(0, concat({file_.size() - filled, " bytes behind the last tensor belong to none; the file is damaged"}));
}

NNSTRUCT_INLINE bool safetensors_file::read(const storage_record& storage, void* to, io::read_ahead& window) const {
  const auto bytes = static_cast<std::size_t>(storage.place.bytes);
  if (bytes > window.most / 4) io::read_large(file_, storage.place.offset, to, bytes, false);
  else if (bytes != 0) std::memcpy(to, window.at(storage.place.offset, bytes).data(), bytes);
  return false;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
