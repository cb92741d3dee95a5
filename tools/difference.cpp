// SPDX-License-Identifier: Apache-2.0
#include "difference.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <nnstruct/tensor/convert.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct_command {

using nnstruct::dtype;

namespace {

template <class T> T converted(dtype from, const std::byte* element, dtype to) {
  T out{};
  nnstruct::detail::convert(from, element, to, reinterpret_cast<std::byte*>(&out), 1);
  return out;
}

}  // namespace

void element_differences::add(const std::byte* a, const std::byte* b, std::size_t bytes) {
  if (std::memcmp(a, b, bytes) == 0) return;
  const std::size_t size = size_of(dtype_);
  for (std::size_t i = 0; i < bytes; i += size)
    if (std::memcmp(a + i, b + i, size) != 0) add_element(a + i, b + i);
}

void element_differences::add_element(const std::byte* a, const std::byte* b) {
  ++count_;
  double difference = 0;
  if (is_complex(dtype_)) {
    const auto one = converted<nnstruct::complex128>(dtype_, a, dtype::complex128);
    const auto other = converted<nnstruct::complex128>(dtype_, b, dtype::complex128);
    difference = std::hypot(one.real - other.real, one.imag - other.imag);
    nan_ = nan_ || std::isnan(one.real) || std::isnan(one.imag) || std::isnan(other.real) || std::isnan(other.imag);
  } else if (is_floating(dtype_)) {
    const auto one = converted<double>(dtype_, a, dtype::float64), other = converted<double>(dtype_, b, dtype::float64);
    difference = one == other ? 0 : std::abs(one - other);  // also of two infinities
    nan_ = nan_ || std::isnan(one) || std::isnan(other);
  } else if (dtype_ == dtype::uint64) {
    std::uint64_t one, other;
    std::memcpy(&one, a, sizeof one);
    std::memcpy(&other, b, sizeof other);
    most_integer_ = std::max(most_integer_, one > other ? one - other : other - one);
  } else {
    const auto one = converted<std::int64_t>(dtype_, a, dtype::int64);
    const auto other = converted<std::int64_t>(dtype_, b, dtype::int64);
    const auto high = static_cast<std::uint64_t>(std::max(one, other));
    most_integer_ = std::max(most_integer_, high - static_cast<std::uint64_t>(std::min(one, other)));
  }
  most_ = std::max(most_, difference);
}

std::string element_differences::maximum() const {
  if (nan_) return "nan";
  if (!is_floating(dtype_) && !is_complex(dtype_)) return std::to_string(most_integer_);
  return nnstruct::detail::python_float(most_);
}

}  // namespace nnstruct_command
