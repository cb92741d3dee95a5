// SPDX-License-Identifier: Apache-2.0
/// \file
/// Tensors that are written as another dtype than they have in memory.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/io/byte_stream.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

/// Memory whose elements are converted piece by piece, so that no second model is in memory while one is saved.
class converted_source final : public io::stream_source {
 public:
  struct part {
    const std::byte* data;
    nnstruct::dtype held, written;  // equal: the bytes are taken as they are
  };

  explicit converted_source(std::vector<part> parts) : parts_(std::move(parts)) {}
  /// \pre what is read of a stream are whole elements
  std::unique_ptr<io::byte_stream> open(std::size_t number) const override { return stream_of(parts_[number]); }

 private:
  NNSTRUCT_DECLARE static std::unique_ptr<io::byte_stream> stream_of(const part& from);

  std::vector<part> parts_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
