// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>

#include <nnstruct/format/converted_source.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

namespace detail {
class converted_stream final : public io::byte_stream {
 public:
  explicit converted_stream(const converted_source::part& from) : from_(from) {}
  void read(void* to, std::size_t bytes) override { next(static_cast<std::byte*>(to), bytes); }

 private:
  NNSTRUCT_DECLARE void next(std::byte* to, std::size_t bytes) {
    if (from_.held == from_.written) {
      std::memcpy(to, from_.data, bytes);
      from_.data += bytes;
      return;
    }
    const std::size_t count = bytes / size_of(from_.written);
    nnstruct::detail::convert(from_.held, from_.data, from_.written, to, count);
    from_.data += count * size_of(from_.held);
  }

  converted_source::part from_;  // its data are what comes next
};
}  // namespace detail

NNSTRUCT_DEFINE std::unique_ptr<io::byte_stream> converted_source::stream_of(const part& from) {
  return std::make_unique<detail::converted_stream>(from);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
