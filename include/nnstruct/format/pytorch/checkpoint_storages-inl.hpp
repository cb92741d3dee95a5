// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a checkpoint_file reads the elements of its storages, those too that stand in the pickle.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// From the highest byte first to the lowest first.
NNSTRUCT_DECLARE void swap_elements(nnstruct::dtype dtype, std::byte* bytes, std::uint64_t count) {
  const std::size_t size = is_complex(dtype) ? size_of(dtype) / 2 : size_of(dtype);
  for (std::uint64_t i = 0; i < count; i += size) std::reverse(bytes + i, bytes + i + size);
}

NNSTRUCT_DECLARE class swapping_stream final : public io::byte_stream {
 public:
  swapping_stream(std::unique_ptr<io::byte_stream> from, nnstruct::dtype dtype)
      : from_(std::move(from)), dtype_(dtype) {}
  void read(void* to, std::size_t bytes) override {
    from_->read(to, bytes);
    swap_elements(dtype_, static_cast<std::byte*>(to), bytes);
  }
  bool finish() override { return from_->finish(); }

 private:
  std::unique_ptr<io::byte_stream> from_;
  nnstruct::dtype dtype_;
};

/// Elements of the pickle as those of a storage of a type, from byte `first` of that on.
NNSTRUCT_DECLARE void copy_pickled(const pickled_elements& from, nnstruct::dtype type, std::uint64_t first, void* to,
                                   std::size_t bytes) {
  if (bytes == 0) return;
  const std::size_t count = bytes / size_of(type), size = size_of(from.type.dtype);
  std::vector<std::byte> other;
  auto* elements = static_cast<std::byte*>(to);
  if (type != from.type.dtype) {
    other.resize(count * size);
    elements = other.data();
  }
  std::memcpy(elements, from.bytes.data() + static_cast<std::size_t>(first) / size_of(type) * size, count * size);
  if (from.type.swapped) swap_elements(from.type.dtype, elements, count * size);
  if (type != from.type.dtype)
    nnstruct::detail::convert(from.type.dtype, elements, type, static_cast<std::byte*>(to), count);
}

NNSTRUCT_DECLARE class pickled_stream final : public io::byte_stream {
 public:
  pickled_stream(const pickled_elements& from, nnstruct::dtype type, bool verified)
      : from_(from), type_(type), verified_(verified) {}
  void read(void* to, std::size_t bytes) override {
    copy_pickled(from_, type_, at_, to, bytes);
    at_ += bytes;
  }
  bool finish() override { return verified_; }

 private:
  pickled_elements from_;
  nnstruct::dtype type_;
  bool verified_;
  std::uint64_t at_ = 0;
};

}  // namespace detail

NNSTRUCT_INLINE bool checkpoint_file::read(const storage_record& storage, void* to, io::read_ahead& window) const {
  if (const pickled_elements* from = pickled(storage)) {
    detail::copy_pickled(*from, storage.dtype, 0, to, static_cast<std::size_t>(storage.place.bytes));
    return objects_verified_;
  }
  const bool verified = container_->read(storage.place.number, to, window);
  if (!is_plain(storage) && container_->big_endian())
    detail::swap_elements(storage.dtype, static_cast<std::byte*>(to), storage.place.bytes);
  return verified;
}

NNSTRUCT_INLINE std::unique_ptr<io::byte_stream> checkpoint_file::stream(const storage_record& storage) const {
  if (const pickled_elements* from = pickled(storage))
    return std::unique_ptr<io::byte_stream>(new detail::pickled_stream(*from, storage.dtype, objects_verified_));
  std::unique_ptr<io::byte_stream> out = container_->stream(storage.place.number);
  if (is_plain(storage) || !container_->big_endian()) return out;
  return std::unique_ptr<io::byte_stream>(new detail::swapping_stream(std::move(out), storage.dtype));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
