// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>

#include <nnstruct/cpu.hpp>
#include <nnstruct/random/normal_blocks.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

// One text, compiled twice where it pays: for any CPU, where std::fma may be a call into the C library, and for CPUs
// that have AVX2 and FMA. Both compute the same.
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define NNSTRUCT_WITH_AVX2 1
#endif
#define NNSTRUCT_BOTH inline __attribute__((always_inline))

/// The natural logarithm by the polynomial of S. Moshier's Cephes library, for x in [2^-24, 1].
NNSTRUCT_BOTH float cephes_log(float x) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t mantissa = (bits & 0x007fffffu) | 0x3f000000u;         // as a number in [0.5, 1)
  const std::uint32_t low = mantissa < 0x3f3504f3u ? 0xffffffffu : 0u;       // less than the root of 0.5
  const std::int32_t power = static_cast<std::int32_t>((bits >> 23) + low);  // one less if it is low
  const float exponent = static_cast<float>(power - 126);
  const float m = (std::bit_cast<float>(mantissa) - 1.0f) + std::bit_cast<float>(mantissa & low);
  const float square = m * m;
  float y = 7.0376836292e-2f;
  y = std::fma(y, m, -1.1514610310e-1f);
  y = std::fma(y, m, 1.1676998740e-1f);
  y = std::fma(y, m, -1.2420140846e-1f);
  y = std::fma(y, m, 1.4249322787e-1f);
  y = std::fma(y, m, -1.6668057665e-1f);
  y = std::fma(y, m, 2.0000714765e-1f);
  y = std::fma(y, m, -2.4999993993e-1f);
  y = std::fma(y, m, 3.3333331174e-1f);
  y = y * m;
  y = std::fma(y, square, exponent * -2.12194440e-4f);
  y = std::fma(square, -0.5f, y);
  return std::fma(exponent, 0.693359375f, m + y);
}

struct sine_and_cosine {
  float sine, cosine;
};

/// Both by Cephes's polynomials, for x in [0, 2 pi].
NNSTRUCT_BOTH sine_and_cosine cephes_sine_and_cosine(float x) {
  // The octant, rounded up to an even one; its part of x is taken away in three steps.
  const std::int32_t octant = (static_cast<std::int32_t>(x * 1.27323954473516f) + 1) & ~1;
  const float turns = static_cast<float>(octant);
  x = std::fma(turns, -0.78515625f, x);
  x = std::fma(turns, -2.4187564849853515625e-4f, x);
  x = std::fma(turns, -3.77489497744594108e-8f, x);
  const float square = x * x;
  float c = 2.443315711809948e-5f;
  c = std::fma(c, square, -1.388731625493765e-3f);
  c = std::fma(c, square, 4.166664568298827e-2f);
  c = c * square;
  c = std::fma(c, square, square * -0.5f);
  c = c + 1.0f;
  float s = -1.9515295891e-4f;
  s = std::fma(s, square, 8.3321608736e-3f);
  s = std::fma(s, square, -1.6666654611e-1f);
  s = s * square;
  s = std::fma(s, x, x);
  const bool swapped = (octant & 2) != 0;
  const float sine = swapped ? c : s, cosine = swapped ? s : c;
  return {(octant & 4) != 0 ? -sine : sine, (~(octant - 2) & 4) != 0 ? -cosine : cosine};
}

NNSTRUCT_BOTH void uniform_floats_body(const std::uint32_t* bits, float from, float to, float* out, std::size_t count) {
  const float width = to - from;
  for (std::size_t i = 0; i < count; ++i)
    out[i] = std::fma(static_cast<float>(static_cast<std::int32_t>(bits[i] & 0xffffffu)) * 0x1p-24f, width, from);
}

NNSTRUCT_BOTH void normal_blocks_body(float mean, float std, float* data, std::size_t blocks) {
  for (float* block = data; blocks != 0; --blocks, block += 16) {
    // Apart from each other, since only loops without calls are vectorised, and a square root may set errno.
    float radius[8], cosine[8], sine[8];
    for (int i = 0; i < 8; ++i) radius[i] = -2.0f * cephes_log(1.0f - block[i]);
    for (int i = 0; i < 8; ++i) radius[i] = std::sqrt(radius[i]);
    for (int i = 0; i < 8; ++i) {
      const sine_and_cosine of = cephes_sine_and_cosine(6.28318530717958647692f * block[i + 8]);
      sine[i] = of.sine;
      cosine[i] = of.cosine;
    }
    for (int i = 0; i < 8; ++i) block[i] = std::fma(radius[i] * cosine[i], std, mean);
    for (int i = 0; i < 8; ++i) block[i + 8] = std::fma(radius[i] * sine[i], std, mean);
  }
}

#ifdef NNSTRUCT_WITH_AVX2
#define NNSTRUCT_AVX2 __attribute__((target("avx2,fma")))
NNSTRUCT_DECLARE NNSTRUCT_AVX2 void uniform_floats_avx2(const std::uint32_t* bits, float from, float to, float* out,
                                                        std::size_t count) {
  uniform_floats_body(bits, from, to, out, count);
}
NNSTRUCT_DECLARE NNSTRUCT_AVX2 void normal_blocks_avx2(float mean, float std, float* data, std::size_t blocks) {
  normal_blocks_body(mean, std, data, blocks);
}
#undef NNSTRUCT_AVX2
#endif

NNSTRUCT_DEFINE void uniform_floats_anywhere(const std::uint32_t* bits, float from, float to, float* out,
                                             std::size_t count) {
  uniform_floats_body(bits, from, to, out, count);
}
NNSTRUCT_DEFINE void normal_blocks_anywhere(float mean, float std, float* data, std::size_t blocks) {
  normal_blocks_body(mean, std, data, blocks);
}

NNSTRUCT_DEFINE void uniform_floats(const std::uint32_t* bits, float from, float to, float* out, std::size_t count) {
#ifdef NNSTRUCT_WITH_AVX2
  if (has_avx2()) return uniform_floats_avx2(bits, from, to, out, count);
#endif
  uniform_floats_anywhere(bits, from, to, out, count);
}

NNSTRUCT_DEFINE void normal_blocks(float mean, float std, float* data, std::size_t blocks) {
#ifdef NNSTRUCT_WITH_AVX2
  if (has_avx2()) return normal_blocks_avx2(mean, std, data, blocks);
#endif
  normal_blocks_anywhere(mean, std, data, blocks);
}

#undef NNSTRUCT_BOTH
#undef NNSTRUCT_WITH_AVX2

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
