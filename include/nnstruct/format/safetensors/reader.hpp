// SPDX-License-Identifier: Apache-2.0
/// \file
/// Files of safetensors: a header of JSON, and the tensors' elements one after the other.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/limits.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

/// The file begins as such a file does: with the length of a header, and a brace.
NNSTRUCT_DECLARE bool looks_like_safetensors(const io::input_file& file);

/// A file of safetensors (github.com/huggingface/safetensors, "Format"). There are no checksums in it; that every byte
/// belongs to one tensor is checked.
class safetensors_file final : public tensor_file {
 public:
  /// Reads and checks the header.
  /// \throws FormatError  safetensors: it is damaged, or a key comes twice; limit: it exceeds one; unsupported: a dtype
  /// that no tensor of PyTorch has
  NNSTRUCT_DECLARE explicit safetensors_file(io::input_file file, const limits& allowed = {});

  const io::input_file& input() const noexcept override { return file_; }
  NNSTRUCT_INLINE bool read(const storage_record& storage, void* to, io::read_ahead& window) const override;
  std::unique_ptr<io::byte_stream> stream(const storage_record& storage) const override {
    return std::make_unique<io::raw_stream>(file_, storage.place.offset);
  }

  /// In the order of the header; no key comes twice.
  span<const tensor_record> tensors() const noexcept { return tensors_; }
  /// `__metadata__`, in its order.
  span<const std::pair<std::string, std::string>> metadata() const noexcept { return metadata_; }

 private:
  io::input_file file_;
  std::vector<tensor_record> tensors_;
  std::vector<std::pair<std::string, std::string>> metadata_;
  std::unique_ptr<std::deque<std::string>> keys_;  // whose addresses stay when the file's object moves
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
