// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include <nnstruct/random/draws.hpp>
#include <nnstruct/random/normal_blocks.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Uniform in [0, 1), of 53 bits.
NNSTRUCT_DECLARE double draw_unit(Generator& generator) {
  return static_cast<double>(generator.random64() & ((std::uint64_t{1} << 53) - 1)) * 0x1p-53;
}

NNSTRUCT_DECLARE void draw_uniform(Generator& generator, float from, float to, float* out, std::size_t count) {
  std::uint32_t bits[1024];
  for (std::size_t here = 0; count != 0; out += here, count -= here) {
    here = std::min(count, std::size(bits));
    generator.random(bits, here);
    uniform_floats(bits, from, to, out, here);
  }
}

NNSTRUCT_DEFINE void draw_uniform(Generator& generator, double from, double to, dtype type, std::byte* out,
                                  std::size_t count) {
  if (type == dtype::float32)
    return draw_uniform(generator, static_cast<float>(from), static_cast<float>(to), reinterpret_cast<float*>(out),
                        count);
  if (type == dtype::float64) {
    for (std::size_t i = 0; i < count; ++i)
      reinterpret_cast<double*>(out)[i] = std::fma(draw_unit(generator), to - from, from);
    return;
  }
  // A float32, rounded; what is rounded up to the end of the interval becomes its begin.
  const auto rounded = [type](float value, std::byte* to_memory) {
    convert(dtype::float32, reinterpret_cast<const std::byte*>(&value), type, to_memory, 1);
    float again;
    convert(type, to_memory, dtype::float32, reinterpret_cast<std::byte*>(&again), 1);
    return again;
  };
  const std::size_t size = size_of(type);
  std::byte memory[8];
  const float low = static_cast<float>(from), high = static_cast<float>(to), end = rounded(high, memory);
  for (std::size_t i = 0; i < count; ++i) {
    float value;
    draw_uniform(generator, low, high, &value, 1);
    if (rounded(value, out + i * size) >= end) rounded(low, out + i * size);
  }
}

/// One normal number, the second of a pair if that was kept (Box and Muller's method).
NNSTRUCT_DECLARE double draw_standard_normal(Generator& generator) {
  if (generator.next_normal) return *std::exchange(generator.next_normal, {});
  const double u1 = draw_unit(generator), u2 = draw_unit(generator);
  const double radius = std::sqrt(-2.0 * std::log1p(-u2)), angle = 6.283185307179586 * u1;
  generator.next_normal = radius * std::sin(angle);
  return radius * std::cos(angle);
}

/// The same by blocks of 16, from uniform numbers; in double by the C library.
NNSTRUCT_DECLARE void normal_blocks(double mean, double std, double* data, std::size_t blocks) {
  for (double* block = data; blocks != 0; --blocks, block += 16)
    for (int i = 0; i < 8; ++i) {
      const double radius = std::sqrt(-2.0 * std::log(1.0 - block[i])), angle = 6.283185307179586 * block[i + 8];
      block[i] = std::fma(radius * std::cos(angle), std, mean);
      block[i + 8] = std::fma(radius * std::sin(angle), std, mean);
    }
}

/// At least 16 numbers, in blocks; if they are no multiple of 16, the last 16 are drawn anew.
template <class T> void draw_normal_blocks(Generator& generator, T mean, T std, dtype type, T* out, std::size_t count) {
  const auto draw = [&](T* block, std::size_t many) {
    draw_uniform(generator, 0, 1, type, reinterpret_cast<std::byte*>(block), many);
    normal_blocks(mean, std, block, many / 16);
  };
  constexpr std::size_t piece = 4096;  // small enough to stay in the cache between the two steps
  for (std::size_t i = 0; i < count; i += piece) draw(out + i, std::min(piece, count - i));
  if (count % 16 != 0) draw(out + (count - 16), 16);
}

NNSTRUCT_DEFINE void draw_normal(Generator& generator, double mean, double std, dtype type, std::byte* out,
                                 std::size_t count) {
  const auto draw = [&]<class T>(T* numbers) {
    if (count >= 16)
      return draw_normal_blocks(generator, static_cast<T>(mean), static_cast<T>(std), type, numbers, count);
    for (std::size_t i = 0; i < count; ++i)
      numbers[i] = static_cast<T>(std::fma(draw_standard_normal(generator), std, mean));
  };
  if (type == dtype::float64) draw(reinterpret_cast<double*>(out));
  else draw(reinterpret_cast<float*>(out));
}

NNSTRUCT_DEFINE void draw_bernoulli(Generator& generator, double p, float* out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = draw_unit(generator) < p ? 1.0f : 0.0f;
}

NNSTRUCT_DEFINE void draw_integers(Generator& generator, std::int64_t low, std::int64_t high, std::int64_t* out,
                                   std::size_t count) {
  const std::uint64_t range = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t bits = range >= std::uint64_t{1} << 28 ? generator.random64() : generator.random();
    out[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + bits % range);
  }
}

NNSTRUCT_DEFINE void draw_permutation(Generator& generator, std::int64_t* out, std::size_t count) {
  if (count < 0xffffffffu / 20) {
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::int64_t>(i);
    for (std::size_t i = 0; i + 1 < count; ++i) std::swap(out[i], out[i + generator.random() % (count - i)]);
    return;
  }
  // 32 bits would prefer some of so many numbers; PyTorch shuffles them from the other end then.
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t other = generator.random64() % (i + 1);
    out[i] = out[other];
    out[other] = static_cast<std::int64_t>(i);
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
