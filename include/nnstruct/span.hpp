// SPDX-License-Identifier: Apache-2.0
/// \file
/// Some elements in a row.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// A std::span between the library's own functions. The concepts in the constructors of that one cost a compiler 20 ms
/// for each type of elements; programs get and give std::span, and both turn into each other.
template <class T> class span {
 public:
  using element_type = T;
  using value_type = std::remove_cv_t<T>;

  constexpr span() noexcept = default;
  constexpr span(T* data, std::size_t size) noexcept : data_(data), size_(size) {}
  constexpr span(T* begin, T* end) noexcept : data_(begin), size_(static_cast<std::size_t>(end - begin)) {}
  template <std::size_t N> constexpr span(T (&elements)[N]) noexcept : data_(elements), size_(N) {}
  /// A vector, array or other span.
  template <class Range>
    requires requires(Range& range, T*& data) { data = range.data(), range.size(); }
  constexpr span(Range&& range) noexcept : data_(range.data()), size_(range.size()) {}

  constexpr T* data() const noexcept { return data_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr T* begin() const noexcept { return data_; }
  constexpr T* end() const noexcept { return data_ + size_; }
  constexpr T& operator[](std::size_t i) const noexcept { return data_[i]; }
  constexpr T& front() const noexcept { return data_[0]; }
  constexpr T& back() const noexcept { return data_[size_ - 1]; }
  constexpr span first(std::size_t count) const noexcept { return {data_, count}; }
  constexpr span last(std::size_t count) const noexcept { return {data_ + (size_ - count), count}; }
  constexpr span subspan(std::size_t from) const noexcept { return {data_ + from, size_ - from}; }
  constexpr span subspan(std::size_t from, std::size_t count) const noexcept { return {data_ + from, count}; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

template <class Range> span(Range&&) -> span<std::remove_pointer_t<decltype(std::declval<Range&>().data())>>;

}  // namespace nnstruct::inline NNSTRUCT_ABI
