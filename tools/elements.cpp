// SPDX-License-Identifier: Apache-2.0
#include "elements.hpp"

#include <cstring>
#include <span>
#include <utility>

#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/io/read_ahead.hpp>

namespace nnstruct_command {

using nnstruct::format::storage_record;
using nnstruct::format::tensor_file;
using nnstruct::format::tensor_record;
using nnstruct::io::byte_stream;

namespace {

/// Elements that are anywhere in memory, in the order of their indices.
class strided_stream final : public byte_stream {
 public:
  strided_stream(const tensor_file& file, const tensor_record& tensor, const std::byte* storage, bool verified)
      : shape_(file.shape(tensor)),
        strides_(file.strides(tensor)),
        size_(size_of(tensor.dtype)),
        at_(storage + static_cast<std::size_t>(tensor.offset) * size_),
        index_(tensor.rank),
        row_major_(nnstruct::format::detail::is_row_major(file, tensor)),
        verified_(verified) {}

  void read(void* to, std::size_t bytes) override {
    auto* out = static_cast<std::byte*>(to);
    if (row_major_) {
      if (bytes != 0) std::memcpy(out, at_, bytes);
      at_ += bytes;
      return;
    }
    for (const std::byte* const end = out + bytes; out != end; out += size_) {
      std::memcpy(out, at_ + place_, size_);
      for (std::size_t d = index_.size(); d-- > 0;) {
        const auto stride = static_cast<std::size_t>(strides_[d]) * size_;
        place_ += stride;
        if (++index_[d] < shape_[d]) break;
        place_ -= stride * static_cast<std::size_t>(shape_[d]);
        index_[d] = 0;
      }
    }
  }
  bool finish() override { return verified_; }

 private:
  std::span<const std::int64_t> shape_, strides_;
  std::size_t size_;
  const std::byte* at_;
  std::size_t place_ = 0;
  std::vector<std::int64_t> index_;
  bool row_major_;
  bool verified_;
};

/// A view of conjugates or negatives: sign bits change.
class resolving_stream final : public byte_stream {
 public:
  resolving_stream(std::unique_ptr<byte_stream> from, const tensor_record& tensor)
      : from_(std::move(from)), tensor_(tensor) {}
  void read(void* to, std::size_t bytes) override {
    from_->read(to, bytes);
    tensor_.numel = bytes / size_of(tensor_.dtype);
    nnstruct::format::detail::resolve(tensor_, static_cast<std::byte*>(to));
  }
  bool finish() override { return from_->finish(); }

 private:
  std::unique_ptr<byte_stream> from_;
  tensor_record tensor_;
};

}  // namespace

bool element_reader::verify(std::size_t number) {
  if (how_ == checksums::known) return false;
  verified_.resize(file_.storages().size(), -1);
  if (verified_[number] < 0) {
    const storage_record& storage = file_.storages()[number];
    progress quiet;
    verified_[number] =
        each_piece(*file_.stream(storage), storage.place.bytes, quiet, [](const std::byte*, std::size_t) {});
  }
  return verified_[number] == 1;
}

const std::byte* element_reader::bytes_of(std::size_t number) {
  const storage_record& storage = file_.storages()[number];
  if (file_.is_plain(storage)) {
    if (!mapped_) mapped_.emplace(file_.input());
    return mapped_->data() + static_cast<std::size_t>(storage.place.offset);
  }
  if (copied_ != number) {
    copied_ = static_cast<std::size_t>(-1);
    copy_ = {};
    copy_.resize(static_cast<std::size_t>(storage.place.bytes));
    nnstruct::io::read_ahead window(file_.input(), file_.input().size());
    file_.read(storage, copy_.data(), window);
    copied_ = number;
  }
  return copy_.data();
}

const std::byte* element_reader::first_of(const tensor_record& tensor) {
  verify(tensor.storage);
  return bytes_of(tensor.storage) + static_cast<std::size_t>(tensor.offset) * size_of(tensor.dtype);
}

std::unique_ptr<byte_stream> element_reader::open(const tensor_record& tensor) {
  const storage_record& storage = file_.storages()[tensor.storage];
  std::unique_ptr<byte_stream> out;
  if (tensor.offset == 0 && tensor.numel * size_of(tensor.dtype) == storage.place.bytes &&
      nnstruct::format::detail::is_row_major(file_, tensor)) {
    out = file_.stream(storage);
  } else {
    const bool verified = verify(tensor.storage);
    out = std::make_unique<strided_stream>(file_, tensor, tensor.numel == 0 ? nullptr : bytes_of(tensor.storage),
                                           verified);
  }
  if (tensor.is_as_stored()) return out;
  return std::make_unique<resolving_stream>(std::move(out), tensor);
}

}  // namespace nnstruct_command
