// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine's product of matrices, in blocks that stay in the cache. All others are made of it: linear,
/// convolutions and their gradients.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference::detail {

/// Neighbouring numbers that the compiler computes with at once, on every processor.
template <class T> struct packet_of { typedef T type __attribute__((vector_size(16))); };
template <class T> using packet = typename packet_of<T>::type;
template <class T> inline constexpr int packet_size = 16 / sizeof(T);

template <class T> packet<T> packet_at(const T* x) {
  packet<T> v;
  std::memcpy(&v, x, sizeof v);
  return v;
}

/// Calls f with 0, 1 ... as constants: sums that are indexed by these stay in registers without -O3.
template <int... R, class F> void unrolled(std::integer_sequence<int, R...>, F f) {
  (f(std::integral_constant<int, R>{}), ...);
}

/// How much of a product is computed at once: a block of columns stays in the cache.
inline constexpr std::int64_t block_taps = 256, block_positions = 256;
/// The width of a strip of columns: what fits the registers beside the sums of several rows.
template <class T> inline constexpr std::int64_t lanes = 2 * packet_size<T>;

/// The left factor of a product, and where its next row and its next column are.
template <class T> struct left_factor {
  const T* values;
  std::int64_t next_row, next_tap;
};
/// The right factor: a row for each tap.
template <class T> struct right_factor {
  const T* values;
  std::int64_t next_tap, next_position;
};

// c[Rows, width] += a[Rows, taps] . strip[taps, lanes]
template <int Rows, class T>
void add_strip(std::int64_t taps, const left_factor<T>& a, const T* strip, std::int64_t width, T* c,
               std::int64_t next_row) {
  packet<T> sums[Rows][2] = {};
  for (std::int64_t t = 0; t < taps; ++t) {
    const packet<T> left = packet_at(strip + t * lanes<T>), right = packet_at(strip + t * lanes<T> + packet_size<T>);
    unrolled(std::make_integer_sequence<int, Rows>{}, [&](auto r) {
      const T factor = a.values[r * a.next_row + t * a.next_tap];
      sums[r][0] += factor * left;
      sums[r][1] += factor * right;
    });
  }
  for (int r = 0; r < Rows; ++r)
    for (std::int64_t i = 0; i < width; ++i) c[r * next_row + i] += sums[r][i / packet_size<T>][i % packet_size<T>];
}

/// c[rows, positions] += a[rows, taps] . columns[taps, positions]; the columns lie in strips of `lanes` positions, each
/// [taps, lanes].
template <class T>
void add_product(std::int64_t rows, std::int64_t taps, std::int64_t positions, left_factor<T> a, const T* columns, T* c,
                 std::int64_t next_row) {
  constexpr int many = 4;
  for (std::int64_t p = 0; p < positions; p += lanes<T>) {
    const T* const strip = columns + p * taps;
    const std::int64_t width = std::min(lanes<T>, positions - p);
    for (std::int64_t r = 0; r < rows;) {
      const left_factor<T> from{a.values + r * a.next_row, a.next_row, a.next_tap};
      T* const to = c + r * next_row + p;
      if (rows - r >= many) add_strip<many>(taps, from, strip, width, to, next_row), r += many;
      else add_strip<1>(taps, from, strip, width, to, next_row), r += 1;
    }
  }
}

/// Where tap t of position p is in a block of columns.
template <class T> std::int64_t in_strips(std::int64_t taps, std::int64_t t, std::int64_t p) {
  return (p / lanes<T> * taps + t) * lanes<T> + p % lanes<T>;
}

/// Room for a block of columns; what a last, narrow strip does not fill is read, so it is zero.
template <class T> std::vector<T> room_for_columns(std::int64_t taps, std::int64_t positions) {
  const std::int64_t strips = (std::min(positions, block_positions) + lanes<T> - 1) / lanes<T>;
  return std::vector<T>(static_cast<std::size_t>(std::min(taps, block_taps) * strips * lanes<T>));
}

/// Calls f(first tap, taps, first position, positions) for each block of columns.
template <class F> void for_each_block(std::int64_t taps, std::int64_t positions, F f) {
  for (std::int64_t p = 0; p < positions; p += block_positions)
    for (std::int64_t t = 0; t < taps; t += block_taps)
      f(t, std::min(block_taps, taps - t), p, std::min(block_positions, positions - p));
}

/// c[rows, positions] += a[rows, taps] . b[taps, positions]
template <class T>
void multiply(std::int64_t rows, std::int64_t taps, std::int64_t positions, const left_factor<T>& a,
              const right_factor<T>& b, T* c) {
  std::vector<T> columns = room_for_columns<T>(taps, positions);
  for_each_block(taps, positions, [&](std::int64_t t, std::int64_t some, std::int64_t p, std::int64_t width) {
    const T* const from = b.values + t * b.next_tap + p * b.next_position;
    for (std::int64_t i = 0; i < some; ++i)
      for (std::int64_t k = 0; k < width; ++k)
        columns[static_cast<std::size_t>(in_strips<T>(some, i, k))] = from[i * b.next_tap + k * b.next_position];
    add_product(rows, some, width, {a.values + t * a.next_tap, a.next_row, a.next_tap}, columns.data(), c + p,
                positions);
  });
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference::detail
