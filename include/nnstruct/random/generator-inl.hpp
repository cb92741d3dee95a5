// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <mutex>

#include <nnstruct/random/drawing.hpp>
#include <nnstruct/random/generator.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

// M. Matsumoto, T. Nishimura: Mersenne Twister, ACM Transactions on Modeling and Computer Simulation 8 (1998).

NNSTRUCT_DEFINE void Generator::manual_seed(std::uint64_t seed) noexcept {
  seed_ = seed;
  next_normal.reset();
  drawn_ = 0;
  state_[0] = static_cast<std::uint32_t>(seed);
  for (std::size_t i = 1; i < size; ++i)
    state_[i] = 1812433253u * (state_[i - 1] ^ state_[i - 1] >> 30) + static_cast<std::uint32_t>(i);
}

NNSTRUCT_DEFINE void Generator::twist() noexcept {
  constexpr std::size_t ahead = 397;
  const auto next = [](std::uint32_t high, std::uint32_t low, std::uint32_t other) {
    const std::uint32_t joined = (high & 0x80000000u) | (low & 0x7fffffffu);
    return other ^ joined >> 1 ^ ((0u - (low & 1u)) & 0x9908b0dfu);
  };
  std::uint32_t* const s = state_.data();
  std::size_t i = 0;
  for (; i < size - ahead; ++i) s[i] = next(s[i], s[i + 1], s[i + ahead]);
  for (; i < size - 1; ++i) s[i] = next(s[i], s[i + 1], s[i + ahead - size]);
  s[i] = next(s[i], s[0], s[ahead - 1]);
}

NNSTRUCT_DEFINE void Generator::random(std::uint32_t* out, std::size_t count) noexcept {
  while (count != 0) {
    if (drawn_ % size == 0) {
      twist();
      drawn_ = 0;
    }
    const std::size_t here = std::min(count, size - drawn_);
    for (std::size_t i = 0; i < here; ++i) {
      std::uint32_t x = state_[drawn_ + i];
      x ^= x >> 11;
      x ^= x << 7 & 0x9d2c5680u;
      x ^= x << 15 & 0xefc60000u;
      out[i] = x ^ x >> 18;
    }
    drawn_ += here;
    out += here;
    count -= here;
  }
}

NNSTRUCT_DEFINE Generator& default_generator() {
  static Generator generator;
  return generator;
}

namespace detail {
NNSTRUCT_DEFINE std::recursive_mutex& default_generator_mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

NNSTRUCT_DEFINE drawing_from::drawing_from(Generator& generator) {
  if (&generator == &default_generator()) lock_ = std::unique_lock(default_generator_mutex());
}
}  // namespace detail

NNSTRUCT_DEFINE default_generator_lock::default_generator_lock() { detail::default_generator_mutex().lock(); }
NNSTRUCT_INLINE default_generator_lock::~default_generator_lock() { detail::default_generator_mutex().unlock(); }

NNSTRUCT_DEFINE void manual_seed(std::uint64_t seed) {
  const default_generator_lock lock;
  default_generator().manual_seed(seed);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
