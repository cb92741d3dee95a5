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

struct inflater::state {
  static constexpr std::size_t input_bytes = std::size_t{64} << 10;
  ::z_stream stream{};
  ::Bytef input[input_bytes];

  explicit state(deflate_wrapping wrapping) {
    const int window = wrapping == deflate_wrapping::gzip ? MAX_WBITS + 16 : -MAX_WBITS;  // zlib's way to say it
    if (::inflateInit2(&stream, window) != Z_OK) throw std::bad_alloc();
  }
  ~state() { ::inflateEnd(&stream); }
  state(const state&) = delete;
  state& operator=(const state&) = delete;
};

NNSTRUCT_DEFINE inflater::inflater(const input_file& file, std::uint64_t offset, std::uint64_t stored,
                                   deflate_wrapping wrapping)
    : file_(file), at_(offset), left_(stored), state_(std::make_unique<state>(wrapping)) {}
NNSTRUCT_INLINE inflater::~inflater() = default;

/// Until the room is full or the stream ends.
NNSTRUCT_DEFINE inflate_outcome inflater::make(unsigned char* to, std::size_t room, std::size_t& made) {
  using enum inflate_outcome;
  ::z_stream& stream = state_->stream;
  stream.next_out = to;
  stream.avail_out = static_cast<::uInt>(room);
  while (!ended_ && stream.avail_out != 0) {
    if (stream.avail_in == 0 && left_ != 0) {
      const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(state::input_bytes, left_));
      file_.read(at_, state_->input, piece);
      at_ += piece, left_ -= piece;
      stream.next_in = state_->input;
      stream.avail_in = static_cast<::uInt>(piece);
    }
    const ::uInt before = stream.avail_out;
    const int result = ::inflate(&stream, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_STREAM_END) ended_ = true;
    else if (result != Z_OK && result != Z_BUF_ERROR) return damaged;
    else if (stream.avail_out == before && stream.avail_in == 0 && left_ == 0) return cut;
  }
  made = room - stream.avail_out;
  return fine;
}

NNSTRUCT_DEFINE inflate_outcome inflater::read(void* to, std::size_t bytes) {
  constexpr std::size_t piece_bytes = std::size_t{1} << 20;  // still in the processor's cache for the checksum
  auto* const out = static_cast<unsigned char*>(to);
  for (std::size_t done = 0; done < bytes;) {
    const std::size_t piece = std::min(piece_bytes, bytes - done);
    std::size_t made = 0;
    if (const inflate_outcome found = make(out + done, piece, made); found != inflate_outcome::fine) return found;
    if (made < piece) return inflate_outcome::cut;
    crc32_ = io::crc32(crc32_, out + done, made);
    done += made;
  }
  return inflate_outcome::fine;
}

NNSTRUCT_DEFINE inflate_outcome inflater::finish() {
  unsigned char beyond = 0;  // one byte more than there should be
  std::size_t made = 0;
  if (const inflate_outcome found = make(&beyond, 1, made); found != inflate_outcome::fine) return found;
  if (made != 0) return inflate_outcome::too_long;
  return left_ == 0 && state_->stream.avail_in == 0 ? inflate_outcome::fine : inflate_outcome::cut;
}

NNSTRUCT_DEFINE inflated inflate(const input_file& file, std::uint64_t offset, std::uint64_t stored, void* to,
                                 std::uint64_t size) {
  inflater in(file, offset, stored);
  inflate_outcome found = in.read(to, static_cast<std::size_t>(size));
  if (found == inflate_outcome::fine) found = in.finish();
  return {found, in.crc32()};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
