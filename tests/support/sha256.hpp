// SPDX-License-Identifier: Apache-2.0
/// \file
/// SHA-256 (FIPS 180-4) of bytes, as hexadecimal digits.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace nnstruct_test {

namespace sha256_detail {

/// The first 32 bits behind the point of the roots of the first primes: what the standard's constants are.
inline std::uint32_t fraction_bits(long double root) {
  return static_cast<std::uint32_t>((root - std::floor(root)) * 4294967296.0L);
}
struct constants {
  std::array<std::uint32_t, 8> begin{};
  std::array<std::uint32_t, 64> round{};

  constants() {
    std::size_t count = 0;
    for (int n = 2; count < round.size(); ++n) {
      bool prime = true;
      for (int d = 2; d * d <= n; ++d) prime = prime && n % d != 0;
      if (!prime) continue;
      if (count < begin.size()) begin[count] = fraction_bits(std::sqrt(static_cast<long double>(n)));
      round[count++] = fraction_bits(std::cbrt(static_cast<long double>(n)));
    }
  }
};

inline void add_block(std::array<std::uint32_t, 8>& hash, const std::byte* block, const constants& k) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 64; ++i)
    if (i < 16) {
      for (std::size_t j = 0; j < 4; ++j) w[i] = w[i] << 8 | std::to_integer<std::uint32_t>(block[4 * i + j]);
    } else {
      const std::uint32_t a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + w[i - 7] +
             (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
    }
  std::array<std::uint32_t, 8> s = hash;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t a = s[0], e = s[4];
    const std::uint32_t t1 =
        s[7] + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & s[5]) ^ (~e & s[6])) + k.round[i] + w[i];
    const std::uint32_t t2 =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
    s = {t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
  }
  for (std::size_t i = 0; i < 8; ++i) hash[i] += s[i];
}

}  // namespace sha256_detail

/// SHA-256 of what is added piece by piece.
class sha256 {
 public:
  void add(const void* data, std::size_t size) {
    const std::byte* bytes = static_cast<const std::byte*>(data);
    length_ += size;
    for (; size != 0 && !rest_.empty() && rest_.size() < 64; --size) rest_.push_back(*bytes++);
    if (rest_.size() == 64) {
      sha256_detail::add_block(hash_, rest_.data(), k_);
      rest_.clear();
    }
    for (; size >= 64; size -= 64, bytes += 64) sha256_detail::add_block(hash_, bytes, k_);
    rest_.insert(rest_.end(), bytes, bytes + size);
  }
  /// Ends it.
  std::string hex() {
    const std::uint64_t bits = length_ * 8;
    const std::byte one{0x80}, zero{0};
    add(&one, 1);
    while (rest_.size() != 56) add(&zero, 1);
    for (int shift = 56; shift >= 0; shift -= 8) {
      const auto byte = static_cast<unsigned char>(bits >> shift);
      add(&byte, 1);
    }
    std::string text;
    for (std::uint32_t word : hash_)
      for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[word >> shift & 15];
    return text;
  }

 private:
  sha256_detail::constants k_;
  std::array<std::uint32_t, 8> hash_ = k_.begin;
  std::vector<std::byte> rest_;
  std::uint64_t length_ = 0;
};

inline std::string sha256_of(const void* data, std::size_t size) {
  sha256 hash;
  hash.add(data, size);
  return hash.hex();
}

}  // namespace nnstruct_test
