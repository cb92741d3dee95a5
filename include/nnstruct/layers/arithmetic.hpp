// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sums, differences and products of tensors, element by element, and with numbers.
/// https://pytorch.org/docs/stable/generated/torch.add.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Left, class Right> inline constexpr bool operands_have_equal_extents = false;

/// Extents of two types may be equal at run time.
constexpr bool may_be_equal(std::int64_t a, std::int64_t b) { return a == b || a == dyn || b == dyn; }

template <class A, class B> constexpr bool operands_accepted() {
  if constexpr (is_unwired<A> || is_unwired<B>) {
    return false;
  } else if constexpr (!std::is_same_v<typename A::element_type, float> ||
                       !std::is_same_v<typename B::element_type, float>) {
    static_assert(
        operands_have_equal_extents<found_element<typename A::element_type>, found_element<typename B::element_type>>,
        "nn: the tensors of a sum, difference or product have elements that are not float");
    return false;
  } else if constexpr (A::rank() != B::rank()) {
    static_assert(operands_have_equal_extents<found_of<A>, found_of<B>>,
                  "nn: the tensors of a sum, difference or product have different numbers of extents");
    return false;
  } else {
    constexpr bool fits = [] {
      for (std::size_t i = 0; i < A::rank(); ++i)
        if (!may_be_equal(A::static_extent(i), B::static_extent(i))) return false;
      return true;
    }();
    if constexpr (!fits)
      static_assert(operands_have_equal_extents<found_of<A>, found_of<B>>,
                    "nn: the tensors of a sum, difference or product have different extents; nothing is broadcast");
    return fits;
  }
}

/// compute(number of elements, a, b, y), of two tensors with the same extents.
template <class T, std::int64_t... E, class U, std::int64_t... F, class Compute>
auto of_both(const Tensor<T, E...>& a, const Tensor<U, F...>& b, Compute compute) {
  if constexpr (!operands_accepted<Tensor<T, E...>, Tensor<U, F...>>()) {
    return unwired_tensor();
  } else {
    std::int64_t extents[sizeof...(E) + 1] = {};
    for (std::size_t i = 0; i < sizeof...(E); ++i) {
      if (a.extent(i) != b.extent(i))
        throw_shape_error("the tensors of a sum, difference or product have different extents", {a.extents(), a.rank()},
                          {b.extents(), b.rank()});
      extents[i] = a.extent(i);
    }
    Tensor<float, (E == dyn ? F : E)...> y(uninitialized, extents);
    compute(y.numel(), autograd::variable_of(a), autograd::variable_of(b), autograd::result_of(y));
    return y;
  }
}

struct arithmetic_function;

template <class X> auto scaled(const X& x, double factor) {
  return elementwise<arithmetic_function>(x, [factor](const auto&... a) { autograd::scale(a..., factor); });
}
template <class X> auto shifted(const X& x, double term) {
  return elementwise<arithmetic_function>(x, [term](const auto&... a) { autograd::shift(a..., term); });
}

template <class N>
concept number = std::is_arithmetic_v<N>;

}  // namespace detail

/// The sum element by element. Both tensors have the same extents: nothing is broadcast.
/// Throws ShapeError if extents unknown to the compiler differ, here and below.
/// \code
///   return nn::relu(bn2(conv2(y)) + x);
/// \endcode
template <class T, std::int64_t... E, class U, std::int64_t... F>
auto operator+(const Tensor<T, E...>& a, const Tensor<U, F...>& b) {
  return detail::of_both(a, b, [](const auto&... all) { autograd::add(all...); });
}
/// The difference element by element.
template <class T, std::int64_t... E, class U, std::int64_t... F>
auto operator-(const Tensor<T, E...>& a, const Tensor<U, F...>& b) {
  return detail::of_both(a, b, [](const auto&... all) { autograd::sub(all...); });
}
/// The product element by element; nn::matmul is the one of matrices.
template <class T, std::int64_t... E, class U, std::int64_t... F>
auto operator*(const Tensor<T, E...>& a, const Tensor<U, F...>& b) {
  return detail::of_both(a, b, [](const auto&... all) { autograd::mul(all...); });
}

/// Each element and a number, which is taken as float.
template <class T, std::int64_t... E, detail::number N> auto operator*(const Tensor<T, E...>& x, N factor) {
  return detail::scaled(x, static_cast<double>(factor));
}
template <class T, std::int64_t... E, detail::number N> auto operator*(N factor, const Tensor<T, E...>& x) {
  return detail::scaled(x, static_cast<double>(factor));
}
template <class T, std::int64_t... E, detail::number N> auto operator/(const Tensor<T, E...>& x, N divisor) {
  return detail::scaled(x, 1 / static_cast<double>(divisor));
}
template <class T, std::int64_t... E, detail::number N> auto operator+(const Tensor<T, E...>& x, N term) {
  return detail::shifted(x, static_cast<double>(term));
}
template <class T, std::int64_t... E, detail::number N> auto operator+(N term, const Tensor<T, E...>& x) {
  return detail::shifted(x, static_cast<double>(term));
}
template <class T, std::int64_t... E, detail::number N> auto operator-(const Tensor<T, E...>& x, N term) {
  return detail::shifted(x, -static_cast<double>(term));
}
template <class T, std::int64_t... E, detail::number N> auto operator-(N number, const Tensor<T, E...>& x) {
  return detail::shifted(detail::scaled(x, -1), static_cast<double>(number));
}
template <class T, std::int64_t... E> auto operator-(const Tensor<T, E...>& x) { return detail::scaled(x, -1); }

}  // namespace nnstruct::inline NNSTRUCT_ABI
