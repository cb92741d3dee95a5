// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes files of safetensors, byte for byte as its own library does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/io/byte_stream.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

/// A tensor to save, its elements row-major.
struct saved_tensor {
  std::string_view key;
  nnstruct::dtype dtype;
  span<const std::int64_t> shape;
  const std::byte* data;
  std::uint64_t bytes;
  std::size_t number = 0;  ///< by which a stream_source knows its bytes
};

/// The path asks for this format: it ends in `.safetensors`.
constexpr bool is_named_safetensors(std::string_view path) noexcept { return path.ends_with(".safetensors"); }

/// Saves tensors, the ones with the largest elements first, those of one type by their keys. The file appears under its
/// name only when it is complete.
/// \param metadata  `__metadata__`; its keys are sorted too
/// \param from      if it is given, it has the tensors' bytes, by their numbers, and not their `data`
/// \throws IoError, and what `from` throws; the old file, if there was one, is then as it was
/// \throws Error    a dtype that the format does not have (complex32, complex128), a key that is `__metadata__`, no
///                  UTF-8, or there twice
NNSTRUCT_DECLARE void write_safetensors(const std::string& path, std::vector<saved_tensor> tensors,
                                        std::vector<std::pair<std::string, std::string>> metadata, bool durable,
                                        const io::stream_source* from = nullptr);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
