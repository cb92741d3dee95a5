// SPDX-License-Identifier: Apache-2.0
/// \file
/// What layers have in common: the claims that a wrong wire breaks, calls, and pipes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/module/empty.hpp>
#include <nnstruct/module/layer_errors.hpp>
#include <nnstruct/schema/describe.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Layer, class Expected, class Found> inline constexpr bool layer_accepts_input = false;

template <class X> struct found_in;
template <class T, std::int64_t... E> struct found_in<Tensor<T, E...>> { using type = found<E...>; };
/// `found<-1, 3, 32, 32>` for a Tensor<float, dyn, 3, 32, 32>.
template <class X> using found_of = typename found_in<X>::type;

/// Tensor and expected<...> of X's extents, with another one in one place.
template <class X, std::size_t Place, std::int64_t Extent, class Index = std::make_index_sequence<X::rank()>>
struct with_extent;
template <class T, std::int64_t... E, std::size_t Place, std::int64_t Extent, std::size_t... I>
struct with_extent<Tensor<T, E...>, Place, Extent, std::index_sequence<I...>> {
  using expected = detail::expected<(I == Place ? Extent : E)...>;
  using tensor = Tensor<T, (I == Place ? Extent : E)...>;
};

/// An extent of the type is as wanted, or unknown until run time.
constexpr bool may_be(std::int64_t static_extent, std::int64_t wanted) {
  return static_extent == wanted || static_extent == dyn;
}

/// The node of a layer; of what stands behind a function, such as nn::conv2d<>, its name.
template <class Layer> struct node_of { static constexpr const node& value = described<Layer>::value; };
template <class Function>
  requires requires { Function::function_name; }
struct node_of<Function> {
  static constexpr node value = module_node(Function::function_name, 1, nullptr, 0, nullptr, nullptr, 0);
};

/// Throws ShapeError, naming the layer, if an extent that only run time knows is not as wanted.
template <class Layer, std::size_t Place, class X>
void require_extent(const X& x, std::int64_t wanted, const char* what) {
  if (X::static_extent(Place) == dyn && x.extent(Place) != wanted)
    throw_wrong_extent(node_of<Layer>::value, what, {x.extents(), x.rank()}, Place, wanted);
}

/// A float tensor of another one's extents, not yet written.
template <class T, std::int64_t... E> Tensor<float, E...> uninitialized_like(const Tensor<T, E...>& x) {
  std::int64_t extents[sizeof...(E) + 1] = {};
  for (std::size_t i = 0; i < sizeof...(E); ++i) extents[i] = x.extent(i);
  return {uninitialized, extents};
}

/// The values of a layer's parameter. Throws ShapeError, naming the layer as PyTorch prints it, if there are none.
template <class Layer, class P> const float* values_of(const P& parameter, const char* name) {
  if constexpr (std::is_same_v<P, none>) return nullptr;
  else {
    if (!parameter.has_values()) throw_empty_parameter(described<Layer>::value, name);
    return parameter.data();
  }
}

/// The elements of what a functional form is given as weight or bias: a Parameter, a Tensor, or nothing.
template <class P> const float* elements_of(const P& tensor) {
  if constexpr (std::is_same_v<P, none>) return nullptr;
  else return tensor.data();
}

/// Something to call with a tensor: a layer or module by its forward, anything else by its operator().
template <class M, class X> auto call(M& module, const X& x) {
  if constexpr (is_module<std::remove_const_t<M>>) return module.forward(x);
  else return module(x);
}

}  // namespace detail

/// `x | layer` is layer(x); a module with a `forward` of its own is called by it.
template <tensor_element T, std::int64_t... E, class M> auto operator|(const Tensor<T, E...>& x, M&& module) {
  return detail::call(module, x);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
