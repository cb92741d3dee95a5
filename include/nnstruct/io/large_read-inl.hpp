// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definition of large_read.hpp.
#pragma once

#include <algorithm>
#include <exception>
#include <memory>

#include <nnstruct/io/crc32.hpp>
#include <nnstruct/io/large_read.hpp>
#include <nnstruct/io/second_thread.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

namespace detail {

/// What a thread takes at once. Not less than a huge page, so that no two threads wait for the same one.
inline constexpr std::size_t share_bytes = std::size_t{2} << 20;
/// What is read at once, and still in the processor's second cache when its checksum is computed.
inline constexpr std::size_t piece_bytes = std::size_t{256} << 10;

/// One read that threads share: each takes the next share that nobody has taken.
struct large_read {
  const input_file& file;
  std::uint64_t offset;
  char* to;
  std::size_t bytes;
  bool with_crc32;
  std::unique_ptr<std::uint32_t[]> sums{};  ///< by share
  std::size_t taken = 0;
  bool failed = false;

  std::size_t share_count() const { return (bytes + share_bytes - 1) / share_bytes; }
  std::size_t end_of(std::size_t share) const { return std::min(bytes, (share + 1) * share_bytes); }
};

/// One thread's work.
struct large_read_worker {
  large_read& of;
  std::size_t share = 0;  ///< the one at work, or that failed
  std::exception_ptr error{};
};

NNSTRUCT_DECLARE std::uint32_t read_part(const large_read& of, std::size_t begin, std::size_t end) {
  std::uint32_t sum = 0;
  for (std::size_t at = begin; at < end; at += piece_bytes) {
    const std::size_t count = std::min(piece_bytes, end - at);
    of.file.read(of.offset + at, of.to + at, count);
    if (of.with_crc32) sum = io::crc32(sum, of.to + at, count);
  }
  return sum;
}

/// Shares are taken in order, and finished when they are taken: of two failures the first in the file is always seen.
NNSTRUCT_DECLARE void take_shares(large_read_worker& self) noexcept {
  large_read& of = self.of;
  try {
    while (!__atomic_load_n(&of.failed, __ATOMIC_RELAXED)) {
      self.share = __atomic_fetch_add(&of.taken, std::size_t{1}, __ATOMIC_RELAXED);
      if (self.share >= of.share_count()) return;
      of.sums[self.share] = read_part(of, self.share * share_bytes, of.end_of(self.share));
    }
  } catch (...) {
    self.error = std::current_exception();
    __atomic_store_n(&of.failed, true, __ATOMIC_RELAXED);
  }
}

}  // namespace detail

NNSTRUCT_DEFINE std::uint32_t read_large(const input_file& file, std::uint64_t offset, void* to, std::size_t bytes,
                                         bool with_crc32) {
  detail::large_read all{file, offset, static_cast<char*>(to), bytes, with_crc32};
  if (bytes < two_threads_from) return detail::read_part(all, 0, bytes);
  all.sums = std::make_unique<std::uint32_t[]>(all.share_count());
  detail::large_read_worker here{all}, beside{all};
  second_thread helper([](void* of) noexcept { detail::take_shares(*static_cast<detail::large_read_worker*>(of)); },
                       &beside);
  detail::take_shares(here);
  helper.join();
  if (here.error && !(beside.error && beside.share < here.share)) std::rethrow_exception(here.error);
  if (beside.error) std::rethrow_exception(beside.error);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; with_crc32 && i < all.share_count(); ++i)
    sum = crc32_combine(sum, all.sums[i], all.end_of(i) - i * detail::share_bytes);
  return sum;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
