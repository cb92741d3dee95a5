// SPDX-License-Identifier: Apache-2.0
/// \file
/// What files before PyTorch 1.6 have in common: storages that stand in them as they are.
#pragma once

#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/io/large_read.hpp>
#include <nnstruct/io/name_index.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch::detail {

/// Storages that stand in a file as they are, without names or checksums.
template <class = void> class raw_container final : public container {
 public:
  raw_container(io::input_file file, std::string_view format, std::vector<storage_place> storages,
                std::vector<kept_tensor> tensors = {})
      : file_(std::move(file)),
        format_(format),
        storages_(std::move(storages)),
        tensors_(std::move(tensors)),
        by_key_(storages_, storages_.size(),
                [](const storage_place& storage) { return std::string_view(storage.name); }),
        tensors_by_key_(tensors_, tensors_.size(),
                        [](const kept_tensor& tensor) { return std::string_view(tensor.key); }) {}

  const io::input_file& file() const noexcept override { return file_; }
  std::string_view format() const noexcept override { return format_; }
  bool is_older() const noexcept override { return true; }
  std::size_t storage_count() const noexcept override { return storages_.size(); }
  std::optional<storage_place> find(std::string_view key) const override {
    const std::size_t found = by_key_.find(key);
    return found == io::name_index::none ? std::nullopt : std::optional(storages_[found]);
  }
  const kept_tensor* tensor(std::string_view key) const override {
    const std::size_t found = tensors_by_key_.find(key);
    return found == io::name_index::none ? nullptr : &tensors_[found];
  }
  bool read(std::size_t number, void* to, io::read_ahead& window) const override {
    const storage_place& storage = storages_[number];
    const auto bytes = static_cast<std::size_t>(storage.bytes);
    if (bytes > window.most / 4) io::read_large(file_, storage.offset, to, bytes, false);
    else if (bytes != 0) std::memcpy(to, window.at(storage.offset, bytes).data(), bytes);
    return false;
  }
  std::unique_ptr<io::byte_stream> stream(std::size_t number) const override {
    return std::make_unique<io::raw_stream>(file_, storages_[number].offset);
  }

 private:
  io::input_file file_;
  std::string_view format_;
  std::vector<storage_place> storages_;
  std::vector<kept_tensor> tensors_;
  io::name_index by_key_;
  io::name_index tensors_by_key_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch::detail
