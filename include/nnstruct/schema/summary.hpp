// SPDX-License-Identifier: Apache-2.0
/// \file
/// What sums up a table of keys, dtypes and shapes, whether it is of a struct or of a checkpoint: fingerprint and
/// bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// A number for what it is fed, the same in a constant and at run time, on every machine. Eight bytes are one step of
/// it, since the steps of a constant are counted.
class fingerprint_hash {
 public:
  constexpr void add(std::uint64_t word) noexcept {
    hash_ = (hash_ ^ word) * 0x9fb21c651e98df25u;
    hash_ ^= hash_ >> 32;
  }
  constexpr void add(std::string_view text) noexcept {
    const char* c = text.data();
    std::size_t left = text.size();
    add(std::uint64_t{left});
    for (; left >= 8; left -= 8, c += 8)
      add(byte(c[0]) | byte(c[1]) << 8 | byte(c[2]) << 16 | byte(c[3]) << 24 | byte(c[4]) << 32 | byte(c[5]) << 40 |
          byte(c[6]) << 48 | byte(c[7]) << 56);
    std::uint64_t rest = 0;
    while (left-- > 0) rest = rest << 8 | byte(c[left]);
    add(rest);
  }
  /// One entry of a state_dict; `rank` extents.
  constexpr void add(std::string_view key, nnstruct::dtype dtype, const std::int64_t* extents,
                     std::size_t rank) noexcept {
    add(key);
    add(static_cast<std::uint64_t>(dtype) << 32 | rank);
    for (std::size_t i = 0; i < rank; ++i) add(static_cast<std::uint64_t>(extents[i]));
  }
  constexpr std::uint64_t value() const noexcept { return hash_; }

 private:
  static constexpr std::uint64_t byte(char c) noexcept { return static_cast<unsigned char>(c); }

  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

/// The table of T's keys: `rows`, each with key, dtype and shape, and which of them are of others' values: `is_alias`.
/// Defined for structs in schema.hpp, for checkpoints in checkpoint.hpp.
template <class T> struct table_of;

template <class T> constexpr std::uint64_t fingerprint() {
  fingerprint_hash hash;
  for (const auto& row : table_of<T>::rows) hash.add(row.key, row.dtype, row.shape.data(), row.shape.size());
  return hash.value();
}

template <class T> constexpr std::int64_t sum_of_bytes() {
  std::int64_t sum = 0;
  for (const auto& row : table_of<T>::rows)
    if (!table_of<T>::is_alias(row)) sum += numel(row.shape) * static_cast<std::int64_t>(size_of(row.dtype));
  return sum;
}

}  // namespace detail

/// A number that changes when a key, a dtype, a shape or the order of T's schema changes. T is a module or a
/// checkpoint, and where their keys agree their numbers do: `nnstruct schema FILE` prints it too.
template <class T> inline constexpr std::uint64_t schema_fingerprint = detail::fingerprint<T>();

/// The bytes of all parameters and buffers of T, tied ones once; of a checkpoint, those of all its tensors.
template <class T> inline constexpr std::int64_t byte_count = detail::sum_of_bytes<T>();

}  // namespace nnstruct::inline NNSTRUCT_ABI
