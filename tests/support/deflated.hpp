// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bytes as zlib deflates them.
#pragma once

#include <string>

#include <zlib.h>

#include "support/catch.hpp"

namespace nnstruct_test {

/// A raw DEFLATE stream; with another window as zlib has it, what it stands in.
inline std::string deflated(const std::string& bytes, int level = 9, int window = -MAX_WBITS) {
  ::z_stream stream{};
  REQUIRE(::deflateInit2(&stream, level, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(::deflateBound(&stream, static_cast<::uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<::Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<::uInt>(bytes.size());
  stream.next_out = reinterpret_cast<::Bytef*>(out.data());
  stream.avail_out = static_cast<::uInt>(out.size());
  REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  ::deflateEnd(&stream);
  return out;
}

/// A gzip file.
inline std::string gzipped(const std::string& bytes) { return deflated(bytes, 9, MAX_WBITS + 16); }

}  // namespace nnstruct_test
