// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include <nnstruct/cpu.hpp>
#include <nnstruct/optim/arithmetic.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

// One text, compiled twice where it pays: for any CPU, where std::fma may be a call into the C library, and for CPUs
// that have AVX2 and FMA. It is written in blocks, of one size but for the last one, and a loop for each operation:
// what a compiler makes vectors of without being asked to.
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define NNSTRUCT_WITH_AVX2 1
#endif
#define NNSTRUCT_BOTH inline __attribute__((always_inline))

inline constexpr std::size_t update_block = 32;

NNSTRUCT_BOTH void sgd_block(const sgd_coefficients& c, float* values, const float* gradient, float* momentum,
                             std::size_t count) {
  float g[update_block];
  for (std::size_t i = 0; i < count; ++i) g[i] = gradient[i];
  if (c.maximize)
    for (std::size_t i = 0; i < count; ++i) g[i] = -g[i];
  if (c.weight_decay != 0)
    for (std::size_t i = 0; i < count; ++i) g[i] = std::fma(values[i], c.weight_decay, g[i]);
  if (momentum != nullptr) {
    float m[update_block];
    if (c.first)
      for (std::size_t i = 0; i < count; ++i) m[i] = g[i];
    else
      for (std::size_t i = 0; i < count; ++i) m[i] = std::fma(g[i], c.rate, momentum[i] * c.momentum);
    for (std::size_t i = 0; i < count; ++i) momentum[i] = m[i];
    if (c.nesterov)
      for (std::size_t i = 0; i < count; ++i) g[i] = std::fma(m[i], c.momentum, g[i]);
    else
      for (std::size_t i = 0; i < count; ++i) g[i] = m[i];
  }
  for (std::size_t i = 0; i < count; ++i) g[i] = std::fma(g[i], c.step, values[i]);
  for (std::size_t i = 0; i < count; ++i) values[i] = g[i];
}

NNSTRUCT_BOTH void sgd_body(const sgd_coefficients& c, float* values, const float* gradient, float* momentum,
                            std::size_t count) {
  std::size_t i = 0;
  for (; i + update_block <= count; i += update_block)
    sgd_block(c, values + i, gradient + i, momentum == nullptr ? nullptr : momentum + i, update_block);
  sgd_block(c, values + i, gradient + i, momentum == nullptr ? nullptr : momentum + i, count - i);
}

NNSTRUCT_BOTH void adam_block(const adam_coefficients& c, float* values, const float* gradient, float* exp_avg,
                              float* exp_avg_sq, float* largest, std::size_t count) {
  float v[update_block], g[update_block], m[update_block], s[update_block];
  for (std::size_t i = 0; i < count; ++i) g[i] = gradient[i];
  for (std::size_t i = 0; i < count; ++i)
    v[i] = std::fma(values[i], c.shrink, -0.0f);  // a product, and no part of a sum
  for (std::size_t i = 0; i < count; ++i) m[i] = exp_avg[i];
  for (std::size_t i = 0; i < count; ++i) s[i] = exp_avg_sq[i] * c.beta2;
  if (c.maximize)
    for (std::size_t i = 0; i < count; ++i) g[i] = -g[i];
  if (c.weight_decay != 0)
    for (std::size_t i = 0; i < count; ++i) g[i] = std::fma(v[i], c.weight_decay, g[i]);
  // PyTorch's lerp begins at the nearer end.
  if (std::fabs(c.weight1) < 0.5f)
    for (std::size_t i = 0; i < count; ++i) m[i] = std::fma(c.weight1, g[i] - m[i], m[i]);
  else
    for (std::size_t i = 0; i < count; ++i) m[i] = std::fma(c.weight1 - 1.0f, g[i] - m[i], g[i]);
  for (std::size_t i = 0; i < count; ++i) s[i] = std::fma(c.weight2 * g[i], g[i], s[i]);
  for (std::size_t i = 0; i < count; ++i) exp_avg[i] = m[i];
  for (std::size_t i = 0; i < count; ++i) exp_avg_sq[i] = s[i];
  if (largest != nullptr) {
    for (std::size_t i = 0; i < count; ++i) s[i] = largest[i] > s[i] || largest[i] != largest[i] ? largest[i] : s[i];
    for (std::size_t i = 0; i < count; ++i) largest[i] = s[i];
  }
  for (std::size_t i = 0; i < count; ++i) s[i] = std::sqrt(s[i]);  // apart: it may set errno, which makes no vectors
  for (std::size_t i = 0; i < count; ++i) s[i] = s[i] / c.root_correction2 + c.eps;
  for (std::size_t i = 0; i < count; ++i) v[i] += c.step * m[i] / s[i];
  for (std::size_t i = 0; i < count; ++i) values[i] = v[i];
}

NNSTRUCT_BOTH void adam_body(const adam_coefficients& c, float* values, const float* gradient, float* exp_avg,
                             float* exp_avg_sq, float* largest, std::size_t count) {
  std::size_t i = 0;
  for (; i + update_block <= count; i += update_block)
    adam_block(c, values + i, gradient + i, exp_avg + i, exp_avg_sq + i, largest == nullptr ? nullptr : largest + i,
               update_block);
  adam_block(c, values + i, gradient + i, exp_avg + i, exp_avg_sq + i, largest == nullptr ? nullptr : largest + i,
             count - i);
}

#ifdef NNSTRUCT_WITH_AVX2
#define NNSTRUCT_AVX2 __attribute__((target("avx2,fma")))
NNSTRUCT_DECLARE NNSTRUCT_AVX2 void sgd_update_avx2(const sgd_coefficients& c, float* values, const float* gradient,
                                                    float* momentum, std::size_t count) {
  sgd_body(c, values, gradient, momentum, count);
}
NNSTRUCT_DECLARE NNSTRUCT_AVX2 void adam_update_avx2(const adam_coefficients& c, float* values, const float* gradient,
                                                     float* exp_avg, float* exp_avg_sq, float* largest,
                                                     std::size_t count) {
  adam_body(c, values, gradient, exp_avg, exp_avg_sq, largest, count);
}
#undef NNSTRUCT_AVX2
#endif

NNSTRUCT_DEFINE void sgd_update_anywhere(const sgd_coefficients& c, float* values, const float* gradient,
                                         float* momentum, std::size_t count) {
  sgd_body(c, values, gradient, momentum, count);
}
NNSTRUCT_DEFINE void adam_update_anywhere(const adam_coefficients& c, float* values, const float* gradient,
                                          float* exp_avg, float* exp_avg_sq, float* largest, std::size_t count) {
  adam_body(c, values, gradient, exp_avg, exp_avg_sq, largest, count);
}

NNSTRUCT_DEFINE void sgd_update(const sgd_coefficients& c, float* values, const float* gradient, float* momentum,
                                std::size_t count) {
#ifdef NNSTRUCT_WITH_AVX2
  if (has_avx2()) return sgd_update_avx2(c, values, gradient, momentum, count);
#endif
  sgd_update_anywhere(c, values, gradient, momentum, count);
}
NNSTRUCT_DEFINE void adam_update(const adam_coefficients& c, float* values, const float* gradient, float* exp_avg,
                                 float* exp_avg_sq, float* largest, std::size_t count) {
#ifdef NNSTRUCT_WITH_AVX2
  if (has_avx2()) return adam_update_avx2(c, values, gradient, exp_avg, exp_avg_sq, largest, count);
#endif
  adam_update_anywhere(c, values, gradient, exp_avg, exp_avg_sq, largest, count);
}

#undef NNSTRUCT_BOTH
#undef NNSTRUCT_WITH_AVX2

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
