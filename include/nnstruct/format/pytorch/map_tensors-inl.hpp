// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

#include <nnstruct/format/pytorch/map_tensors.hpp>
#include <nnstruct/io/mapped_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {
/// What Tensor promises, and what torch.save aligns its records to.
inline constexpr std::size_t mapped_alignment = 64;
}  // namespace detail

NNSTRUCT_INLINE tensors_read map_tensors(const state_dict_file& file, std::span<const wanted_tensor> wanted) {
  const nnstruct::detail::storage_handle mapped = io::map_file(file.archive().file());
  tensors_read out;
  out.values.resize(wanted.size());
  std::vector<nnstruct::detail::storage_handle> whole(
      file.storages().size());  // one handle for all who want all of a storage
  std::vector<wanted_tensor> rest;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const tensor_record& tensor = file.tensors()[wanted[i].tensor];
    const zip::entry& entry = *file.storages()[tensor.storage].entry;
    const std::size_t size = size_of(tensor.dtype);
    const auto offset = static_cast<std::size_t>(entry.payload + tensor.offset * size);
    if (tensor.dtype != wanted[i].dtype || tensor.dtype == dtype::boolean || offset % detail::mapped_alignment != 0 ||
        !detail::is_row_major(file, tensor)) {
      rest.push_back(wanted[i]);
      places.push_back(i);
    } else if (detail::is_whole_storage(file, tensor, tensor.dtype)) {
      nnstruct::detail::storage_handle& all = whole[tensor.storage];
      if (!all) all = io::part_of(mapped, offset, static_cast<std::size_t>(entry.size));
      out.values[i] = all;
    } else {
      out.values[i] = io::part_of(mapped, offset, static_cast<std::size_t>(tensor.numel) * size);
    }
  }
  tensors_read read = read_tensors(file, rest);
  out.verified = read.verified && rest.size() == wanted.size();
  for (std::size_t i = 0; i < places.size(); ++i) out.values[places[i]] = std::move(read.values[i]);
  return out;
}

NNSTRUCT_INLINE std::vector<nnstruct::detail::storage_handle> map_storages(const checkpoint_file& file) {
  const nnstruct::detail::storage_handle mapped = io::map_file(file.archive().file());
  std::vector<nnstruct::detail::storage_handle> out;
  bool all_mapped = true;
  for (const storage_record& from : file.storages()) {
    const auto offset = static_cast<std::size_t>(from.entry->payload);
    const bool as_in_memory = offset % detail::mapped_alignment == 0 && from.dtype != dtype::boolean;
    all_mapped = all_mapped && as_in_memory;
    out.push_back(as_in_memory ? io::part_of(mapped, offset, static_cast<std::size_t>(from.entry->size))
                               : nnstruct::detail::storage_handle());
  }
  if (all_mapped) return out;
  std::vector<nnstruct::detail::storage_handle> read = read_storages(file).values;
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!out[i]) out[i] = std::move(read[i]);
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
