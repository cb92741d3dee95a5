// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of read_ahead.hpp.
#pragma once

#include <algorithm>

#include <nnstruct/io/read_ahead.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

namespace detail {
inline constexpr std::size_t least_ahead = std::size_t{4} << 10;
}

NNSTRUCT_DEFINE read_ahead::read_ahead(const input_file& file, std::uint64_t end)
    : file_(file), end_(end), ahead_(detail::least_ahead) {
  if (file.memory() == nullptr) bytes_ = std::make_unique_for_overwrite<char[]>(most);
}

NNSTRUCT_DEFINE std::string_view read_ahead::at(std::uint64_t offset, std::size_t count) {
  if (file_.memory() != nullptr) return {reinterpret_cast<const char*>(file_.memory()) + offset, count};
  if (offset < start_ || offset + count > start_ + size_) refill(offset, count);
  return {bytes_.get() + (offset - start_), count};
}

NNSTRUCT_DEFINE void read_ahead::refill(std::uint64_t offset, std::size_t count) {
  const bool close = offset >= start_ && offset - start_ < 2 * std::uint64_t{ahead_};
  ahead_ = close ? std::min(2 * ahead_, most) : detail::least_ahead;
  size_ = 0;  // should the read fail, nothing is there
  const auto wanted = std::min<std::uint64_t>(std::max(ahead_, count), end_ - offset);
  file_.read(offset, bytes_.get(), static_cast<std::size_t>(wanted));
  start_ = offset;
  size_ = static_cast<std::size_t>(wanted);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
