// SPDX-License-Identifier: Apache-2.0
/// \file
/// From a module's description to the places in an object: all walks over models are here.
#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/describe.hpp>
#include <nnstruct/schema/node.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/tensor/parameter.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// The values of all parameters and buffers, in the order of the schema; of tied parameters, their owner's.
NNSTRUCT_DECLARE std::vector<held_values*> collect_values(const schema_view& schema, const node& root, void* object);

/// Appends the addresses of all modules that `wanted` describes, the object itself among them, from the outside in.
NNSTRUCT_DECLARE void collect_modules(const node& module, void* object, const node& wanted, std::vector<void*>& out);

/// Sets the flags of the module and of all modules in it.
NNSTRUCT_DECLARE void set_mode(const node& module, void* object, bool training);

/// The object behind a model as the core takes it. Who is given a const model writes nothing through it.
template <class T> void* address_of(T& model) noexcept { return const_cast<void*>(static_cast<const void*>(&model)); }

/// The values of a model's parameters and buffers, in the order of nn::schema.
template <class T> std::vector<held_values*> values_of_model(T& model) {
  using Model = std::remove_const_t<T>;
  return collect_values(schema_view_of<Model>, described<Model>::value, address_of(model));
}

}  // namespace detail

/// Calls f with each module of type Layer in a model (the model itself, if it is one), from the outside in.
/// \code
///   nn::for_each<nn::Linear<120, 84>>(net, [](auto& layer) { layer.bias.fill_(0); });
/// \endcode
template <class Layer, class T, class F> void for_each(T& model, F f) {
  std::vector<void*> found;
  detail::collect_modules(detail::described<std::remove_const_t<T>>::value, detail::address_of(model),
                          detail::described<Layer>::value, found);
  using Found = std::conditional_t<std::is_const_v<T>, const Layer, Layer>;
  for (void* layer : found) f(*static_cast<Found*>(layer));
}

/// Puts a model in training mode: sets every nn::Mode in it. A new or loaded model is in training mode, as in PyTorch.
template <class T>
  requires detail::is_class_for_model<T>
void train(T& model, bool mode = true) {
  detail::set_mode(detail::described<T>::value, detail::address_of(model), mode);
}

/// Puts a model in evaluation mode: clears every nn::Mode in it.
template <class T>
  requires detail::is_class_for_model<T>
void eval(T& model) { nnstruct::train(model, false); }

}  // namespace nnstruct::inline NNSTRUCT_ABI
