// SPDX-License-Identifier: Apache-2.0
/// \file
/// What stands in the place of a layer's output while a wrong wire stops the build.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

template <class T, std::int64_t... E> class Tensor;

namespace detail {
/// An extent that no tensor has.
inline constexpr std::int64_t unwired = INT64_MIN;
}  // namespace detail

/// What a layer gives back once it has refused its input: every layer takes it without another word, and so does
/// everything that takes a Tensor of whatever extents. So one wrong wire is one error, and not one for each layer
/// behind it. Its functions are declared and nothing more: no program that compiles has one.
template <class T> class Tensor<T, detail::unwired> {
 public:
  using element_type = T;

  static constexpr std::size_t rank() noexcept { return 1; }
  static constexpr std::size_t rank_dynamic() noexcept { return 1; }
  static constexpr std::int64_t static_extent(std::size_t) noexcept { return dyn; }

  std::int64_t extent(std::size_t i) const noexcept;
  const std::int64_t* extents() const noexcept;
  std::int64_t numel() const noexcept;
  T* data() const noexcept;
  template <class... I> T& operator()(I... indices) const noexcept;
  T item() const;
  bool requires_grad() const noexcept;
  Tensor& requires_grad_(bool wanted = true);
  Tensor detach() const;
  template <class... A> void backward(const A&... arguments) const;
  const detail::storage_handle& storage() const noexcept;

  template <class U, std::int64_t... F> operator Tensor<U, F...>() const;
};

namespace detail {
using unwired_tensor = Tensor<float, unwired>;

template <class X> inline constexpr bool is_unwired = false;
template <class T> inline constexpr bool is_unwired<Tensor<T, unwired>> = true;
}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
