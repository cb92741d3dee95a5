// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <nnstruct/format/map_tensors.hpp>
#include <nnstruct/io/mapped_file.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

namespace detail {

using nnstruct::detail::storage_handle;

/// What Tensor promises, and what torch.save aligns its records to.
inline constexpr std::size_t mapped_alignment = 64;

/// A file's bytes, as a storage that must not be written.
NNSTRUCT_DECLARE storage_handle map_file(const io::input_file& file) {
  struct mapped_storage : nnstruct::detail::storage {
    io::mapped_file file;
  };
  const auto release = [](nnstruct::detail::storage& self) noexcept { delete static_cast<mapped_storage*>(&self); };
  auto* const whole = new mapped_storage{{nullptr, 0, release, 1, false, true}, io::mapped_file(file)};
  whole->data = const_cast<std::byte*>(whole->file.data());  // read_only says that nobody writes there
  whole->bytes = whole->file.size();
  return storage_handle(whole);
}

/// A part of them, as a storage of its own.
NNSTRUCT_DECLARE storage_handle part_of(const storage_handle& mapped, std::uint64_t offset, std::uint64_t bytes) {
  struct part : nnstruct::detail::storage {
    storage_handle whole;
  };
  const auto release = [](nnstruct::detail::storage& self) noexcept { delete static_cast<part*>(&self); };
  return storage_handle(new part{
      {mapped.data() + static_cast<std::size_t>(offset), static_cast<std::size_t>(bytes), release, 1, false, true},
      mapped});
}

/// Elements of this type at this byte can be used where they are.
NNSTRUCT_DECLARE bool is_as_in_memory(const storage_handle& mapped, std::uint64_t offset, nnstruct::dtype type) {
  const auto address = reinterpret_cast<std::uintptr_t>(mapped.data()) + static_cast<std::uintptr_t>(offset);
  return type != dtype::boolean && address % mapped_alignment == 0;
}

}  // namespace detail

NNSTRUCT_DEFINE tensors_read map_tensors(const tensor_file& file, span<const tensor_record> tensors,
                                         span<const wanted_tensor> wanted) {
  const detail::storage_handle mapped = detail::map_file(file.input());
  tensors_read out;
  out.values.resize(wanted.size());
  std::vector<detail::storage_handle> whole(file.storages().size());  // one for all who want all of a storage
  std::vector<wanted_tensor> rest;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const tensor_record& tensor = tensors[wanted[i].tensor];
    const storage_record& storage = file.storages()[tensor.storage];
    const std::size_t size = size_of(tensor.dtype);
    const std::uint64_t offset = storage.place.offset + tensor.offset * size;
    if (tensor.dtype != wanted[i].dtype || !tensor.is_as_stored() || !file.is_plain(storage) ||
        !detail::is_as_in_memory(mapped, offset, tensor.dtype) || !detail::is_row_major(file, tensor)) {
      rest.push_back(wanted[i]);
      places.push_back(i);
    } else if (detail::is_whole_storage(file, tensor, tensor.dtype)) {
      detail::storage_handle& all = whole[tensor.storage];
      if (!all) all = detail::part_of(mapped, offset, storage.place.bytes);
      out.values[i] = all;
    } else {
      out.values[i] = detail::part_of(mapped, offset, tensor.numel * size);
    }
  }
  tensors_read read = read_tensors(file, tensors, rest);
  out.verified = read.verified && rest.size() == wanted.size();
  for (std::size_t i = 0; i < places.size(); ++i) out.values[places[i]] = std::move(read.values[i]);
  return out;
}

NNSTRUCT_DEFINE tensors_read map_storages(const tensor_file& file) {
  const detail::storage_handle mapped = detail::map_file(file.input());
  std::vector<detail::storage_handle> parts(file.storages().size());
  bool none = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const storage_record& from = file.storages()[i];
    if (!file.is_plain(from) || !detail::is_as_in_memory(mapped, from.place.offset, from.dtype)) continue;
    parts[i] = detail::part_of(mapped, from.place.offset, from.place.bytes);
    none = false;
  }
  tensors_read out = read_storages(file, std::move(parts));
  out.verified = out.verified && none;
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
