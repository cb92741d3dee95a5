// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definition of inflate.hpp, over zlib.
#pragma once

#include <algorithm>
#include <memory>
#include <new>

#include <zlib.h>

#include <nnstruct/io/crc32.hpp>
#include <nnstruct/io/inflate.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

NNSTRUCT_INLINE inflated inflate(const input_file& file, std::uint64_t offset, std::uint64_t stored, void* to,
                                 std::uint64_t size) {
  using enum inflated::outcome;
  constexpr std::size_t input_bytes = std::size_t{64} << 10, output_bytes = std::size_t{1} << 20;
  struct ended {  // zlib's memory goes whatever is thrown
    ::z_stream stream{};
    ended() {
      if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    }
    ~ended() { ::inflateEnd(&stream); }
  } state;
  ::z_stream& stream = state.stream;
  const auto input = std::make_unique<::Bytef[]>(input_bytes);
  auto* const out = static_cast<::Bytef*>(to);
  std::uint64_t read = 0, written = 0;
  std::uint32_t crc = 0;
  ::Bytef beyond = 0;  // one byte more than there should be
  for (;;) {
    if (stream.avail_in == 0 && read < stored) {
      const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(input_bytes, stored - read));
      file.read(offset + read, input.get(), piece);
      read += piece;
      stream.next_in = input.get();
      stream.avail_in = static_cast<::uInt>(piece);
    }
    const bool full = written == size;
    const auto room = full ? 1 : static_cast<std::size_t>(std::min<std::uint64_t>(output_bytes, size - written));
    stream.next_out = full ? &beyond : out + written;
    stream.avail_out = static_cast<::uInt>(room);
    const int result = ::inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = room - stream.avail_out;
    if (full && made != 0) return {too_long, crc};
    crc = crc32(crc, out + written, made);
    written += made;
    if (result == Z_STREAM_END) {
      const bool all = written == size && read == stored && stream.avail_in == 0;
      return {all ? fine : cut, crc};
    }
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_BUF_ERROR && stream.avail_in == 0 && read == stored) return {cut, crc};
    if (result != Z_OK && result != Z_BUF_ERROR) return {damaged, crc};
    if (result == Z_OK && made == 0 && stream.avail_in == 0 && read == stored) return {cut, crc};
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
