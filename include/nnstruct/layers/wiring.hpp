// SPDX-License-Identifier: Apache-2.0
/// \file
/// What layers have in common: the claims that a wrong wire breaks, calls, and pipes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/module/call.hpp>
#include <nnstruct/module/empty.hpp>
#include <nnstruct/module/layer_errors.hpp>
#include <nnstruct/schema/describe.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Layer, class Expected, class Found> inline constexpr bool layer_accepts_input = false;

/// Facts about what is given, beside expected<...> and found<...> with extents.
template <class T> struct expected_element;
template <class T> struct found_element;
template <class X> struct found_type;

template <class X> struct found_in { using type = found_type<X>; };
template <class T, std::int64_t... E> struct found_in<Tensor<T, E...>> { using type = found<E...>; };
template <class T, std::int64_t... E> struct found_in<Parameter<T, E...>> { using type = found<E...>; };
template <class T, std::int64_t... E> struct found_in<Buffer<T, E...>> { using type = found<E...>; };
/// `found<-1, 3, 32, 32>` for a Tensor<float, dyn, 3, 32, 32>.
template <class X> using found_of = typename found_in<X>::type;

template <class Index> struct unknown_extents_of;
template <std::size_t... I> struct unknown_extents_of<std::index_sequence<I...>> {
  using type = expected<(static_cast<void>(I), dyn)...>;
};
/// `expected<-1, -1, -1>` for 3: so many extents, whatever they are.
template <std::size_t Rank> using expected_rank = typename unknown_extents_of<std::make_index_sequence<Rank>>::type;

/// The first that every layer asks of its input, that it is a Tensor: one of T, unless T is void.
/// False stops the build; an input that stands for a wire already found wrong is no second error.
template <class Layer, class T, class X> constexpr bool takes_tensor() {
  if constexpr (is_unwired<X>) {
    return false;
  } else if constexpr (!is_tensor<X>) {
    static_assert(layer_accepts_input<Layer, expected_element<T>, found_type<X>>,
                  "nn: a layer got an input that is no Tensor");
    return false;
  } else if constexpr (!std::is_void_v<T> && !std::is_same_v<T, typename X::element_type>) {
    static_assert(layer_accepts_input<Layer, expected_element<T>, found_element<typename X::element_type>>,
                  "nn: a layer got a Tensor with elements of another type");
    return false;
  } else {
    return true;
  }
}

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

/// compute(number of elements, x, y), with x and y as autograd/ takes them: a layer whose output has its input's
/// extents.
template <class Layer, class X, class Compute> auto elementwise(const X& x, Compute compute) {
  if constexpr (!takes_tensor<Layer, float, X>()) {
    return unwired_tensor();
  } else {
    X y = uninitialized_like(x);
    compute(x.numel(), autograd::variable_of(x), autograd::result_of(y));
    return y;
  }
}

/// A layer's parameter as an operand; of a layer that is not const it is learned.
/// Throws ShapeError, naming the layer as PyTorch prints it, if it has no values.
template <class Layer, class P> autograd::variable operand_of(P& parameter, const char* name) {
  if constexpr (std::is_same_v<std::remove_const_t<P>, none>) {
    return {};
  } else {
    if (!parameter.has_values()) throw_empty_parameter(described<Layer>::value, name);
    return autograd::variable_of(parameter);
  }
}

/// P is what a functional form takes as weight or bias: a Parameter, Buffer or Tensor of float with so many extents,
/// all known to the compiler.
template <class P, std::size_t Rank> constexpr bool has_static_extents() {
  if constexpr (is_unwired<P> || !(is_tensor<P> || is_leaf<P>)) {
    return false;
  } else if constexpr (!std::is_same_v<typename P::element_type, float> || P::rank() != Rank) {
    return false;
  } else {
    for (std::size_t i = 0; i < Rank; ++i)
      if (P::static_extent(i) == dyn) return false;
    return true;
  }
}
/// The same with these extents; or left out.
template <class P, std::int64_t... E> constexpr bool has_extents_or_is_none() {
  if constexpr (std::is_same_v<P, none>) {
    return true;
  } else if constexpr (!has_static_extents<P, sizeof...(E)>()) {
    return false;
  } else {
    std::size_t i = 0;
    return ((P::static_extent(i++) == E) && ...);
  }
}

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Function, class Expected, class Found> inline constexpr bool function_accepts_argument = false;

/// What a functional form is given as weight or bias, as an operand: a Parameter, a Tensor, or nothing.
/// Throws ShapeError if a Parameter has no values.
template <class P> autograd::variable argument_of(P& tensor) {
  using Plain = std::remove_const_t<P>;
  if constexpr (std::is_same_v<Plain, none>) {
    return {};
  } else {
    if constexpr (is_leaf<Plain>) static_cast<void>(static_cast<const Plain&>(tensor).data());
    return autograd::variable_of(tensor);
  }
}

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Found> inline constexpr bool pipe_leads_to_module = false;

/// Something to call with a tensor: a layer or module by its forward, anything else by its operator().
template <class M, class X> auto call(M& module, const X& x) {
  using Plain = std::remove_const_t<M>;
  if constexpr (is_unwired<X>) {
    return unwired_tensor();
  } else if constexpr (is_module<Plain>) {
    return call_forward(module, x);
  } else if constexpr (!is_tensor<Plain> && requires { module(x); }) {
    if constexpr (is_float_tensor<X> && is_float_tensor<std::remove_cvref_t<decltype(module(x))>>) {
      const unsigned ends_before = deliberate_ends();
      auto y = module(x);
      if (!y.requires_grad()) {
        const autograd::traced given = traced_of(x);
        autograd::record_if_lost(y.history(), y.storage(), "a function in a pipe", false, ends_before, &given, 1);
      }
      return y;
    } else {
      return module(x);
    }
  } else {
    static_assert(pipe_leads_to_module<Plain>,
                  "nn: what a tensor is piped into is no layer, no module and nothing that could be called with it; a "
                  "struct of your own is a module by its forward");
    return unwired_tensor();
  }
}

}  // namespace detail

/// `x | layer` is layer(x); a module with a `forward` of its own is called by it.
template <class T, std::int64_t... E, class M> auto operator|(const Tensor<T, E...>& x, M&& module) {
  return detail::call(module, x);
}

/// What is no tensor, piped into a module: an error, said by the module.
template <class X, class M>
  requires(!detail::is_tensor<X> && std::is_class_v<std::remove_cvref_t<M>> &&
           requires(M & module, const detail::unwired_tensor& x) { module.forward(x); })
auto operator|(const X& x, M&& module) { return detail::call_forward(module, x); }

}  // namespace nnstruct::inline NNSTRUCT_ABI
