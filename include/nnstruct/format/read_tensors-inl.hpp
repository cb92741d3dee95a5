// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <utility>

#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/io/order.hpp>
#include <nnstruct/io/read_ahead.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

namespace detail {

using nnstruct::detail::allocate_lasting_storage;
using nnstruct::detail::allocate_storage;
using nnstruct::detail::storage_handle;

NNSTRUCT_DEFINE bool is_row_major(const tensor_file& file, const tensor_record& tensor) {
  return nnstruct::detail::is_row_major(file.shape(tensor).data(), file.strides(tensor).data(), tensor.rank);
}

NNSTRUCT_DEFINE bool is_whole_storage(const tensor_file& file, const tensor_record& tensor, nnstruct::dtype wanted) {
  return tensor.dtype == wanted && wanted != dtype::boolean && tensor.is_as_stored() && tensor.offset == 0 &&
         tensor.numel * size_of(wanted) == file.storages()[tensor.storage].place.bytes && is_row_major(file, tensor);
}

/// Turns stored elements into those of a view of conjugates or negatives: a sign bit changes.
NNSTRUCT_DEFINE void resolve(const tensor_record& tensor, std::byte* elements) {
  const bool complex = is_complex(tensor.dtype);
  const std::size_t part = complex ? size_of(tensor.dtype) / 2 : size_of(tensor.dtype);
  const auto count = static_cast<std::size_t>(tensor.numel) * (complex ? 2 : 1);
  for (std::size_t i = 0; i < count; ++i)
    if (tensor.neg != (tensor.conj && i % 2 == 1)) elements[(i + 1) * part - 1] ^= std::byte{0x80};
}

/// Takes a tensor's elements out of its storage.
NNSTRUCT_DECLARE storage_handle elements_of(const tensor_file& file, const tensor_record& tensor,
                                            const std::byte* storage, nnstruct::dtype wanted) {
  const auto count = static_cast<std::size_t>(tensor.numel);
  const std::size_t size = size_of(tensor.dtype);
  const std::byte* first = storage + static_cast<std::size_t>(tensor.offset) * size;
  storage_handle gathered;
  if (!is_row_major(file, tensor) || !tensor.is_as_stored()) {
    gathered = storage_handle(allocate_storage(count * size, false));
    nnstruct::detail::gather(first, file.shape(tensor).data(), file.strides(tensor).data(), tensor.rank, size,
                             gathered.data());
    if (!tensor.is_as_stored()) resolve(tensor, gathered.data());
    if (tensor.dtype == wanted && wanted != dtype::boolean) return gathered;
    first = gathered.data();
  }
  storage_handle values(allocate_storage(count * size_of(wanted), false));
  if (tensor.dtype == wanted && wanted != dtype::boolean) {
    if (count != 0) std::memcpy(values.data(), first, count * size);
  } else {
    nnstruct::detail::convert(tensor.dtype, first, wanted, values.data(), count);
  }
  return values;
}

}  // namespace detail

NNSTRUCT_DEFINE tensors_read read_tensors(const tensor_file& file, span<const tensor_record> tensors,
                                          span<const wanted_tensor> wanted) {
  const auto tensor = [&](std::size_t i) -> const tensor_record& { return tensors[wanted[i].tensor]; };
  const auto storage_of = [&](std::size_t i) -> const storage_record& { return file.storages()[tensor(i).storage]; };
  const std::vector<std::size_t> order =
      io::order_by(wanted.size(), [&](std::size_t i) { return storage_of(i).place.offset; });

  tensors_read out;
  out.values.resize(wanted.size());
  io::read_ahead window(file.input(), file.input().size());
  const auto read = [&](const storage_record& from) {
    detail::storage_handle memory(detail::allocate_lasting_storage(static_cast<std::size_t>(from.place.bytes)));
    out.verified &= file.read(from, memory.data(), window);
    return memory;
  };
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;  // of the tensors that view the same storage
    while (end < order.size() && tensor(order[end]).storage == tensor(order[i]).storage) ++end;
    detail::storage_handle storage = read(storage_of(order[i]));
    if (end == i + 1 && detail::is_whole_storage(file, tensor(order[i]), wanted[order[i]].dtype)) {
      out.values[order[i++]] = std::move(storage);
      continue;
    }
    for (; i < end; ++i)
      out.values[order[i]] = detail::elements_of(file, tensor(order[i]), storage.data(), wanted[order[i]].dtype);
  }
  return out;
}

NNSTRUCT_DEFINE tensors_read read_storages(const tensor_file& file,
                                           std::vector<nnstruct::detail::storage_handle> known) {
  const std::vector<std::size_t> order =
      io::order_by(file.storages().size(), [&](std::size_t i) { return file.storages()[i].place.offset; });
  tensors_read out;
  out.values = std::move(known);
  out.values.resize(order.size());
  io::read_ahead window(file.input(), file.input().size());
  for (std::size_t i : order) {
    if (out.values[i]) continue;
    const storage_record& from = file.storages()[i];
    const auto size = static_cast<std::size_t>(from.place.bytes);
    detail::storage_handle memory(detail::allocate_lasting_storage(size));
    out.verified &= file.read(from, memory.data(), window);
    if (from.dtype == dtype::boolean)
      nnstruct::detail::convert(dtype::boolean, memory.data(), dtype::boolean, memory.data(), size);
    out.values[i] = std::move(memory);
  }
  return out;
}

NNSTRUCT_DEFINE AnyTensor shape_of(const tensor_file& file, const tensor_record& tensor) {
  AnyTensor out;
  out.dtype = tensor.dtype;
  out.shape.assign(file.shape(tensor).begin(), file.shape(tensor).end());
  out.strides.assign(file.strides(tensor).begin(), file.strides(tensor).end());
  return out;
}

NNSTRUCT_DEFINE AnyTensor view_of(const tensor_file& file, const tensor_record& tensor,
                                  span<const nnstruct::detail::storage_handle> storages) {
  AnyTensor out;
  out.dtype = tensor.dtype;
  out.shape.assign(file.shape(tensor).begin(), file.shape(tensor).end());
  if (!tensor.is_as_stored()) {  // no view can say so
    out.strides = nnstruct::detail::row_major(out.shape);
    out.data = shared_bytes(detail::elements_of(file, tensor, storages[tensor.storage].data(), tensor.dtype));
    return out;
  }
  out.strides.assign(file.strides(tensor).begin(), file.strides(tensor).end());
  const std::size_t size = size_of(tensor.dtype);
  out.data = shared_bytes(storages[tensor.storage], static_cast<std::size_t>(tensor.offset) * size,
                          static_cast<std::size_t>(tensor.span) * size);
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
