// SPDX-License-Identifier: Apache-2.0
/// \file
/// PyTorch's initial values for a whole model.
#pragma once

#include <cstdint>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/module/walk.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/schema/describe.hpp>
#include <nnstruct/schema/schema.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
NNSTRUCT_DECLARE void init(const schema_view& schema, const node& root, void* object, Generator& generator);
}  // namespace detail

/// Gives every layer the values that PyTorch's constructors give it, in the order of the fields: the bits that
/// `torch.manual_seed(seed); net = Net()` has on a CPU. Other models that share memory with this one keep their values.
///
/// A struct of the user's own may have a member `void reset_parameters(nn::Generator&)`, called when the modules in it
/// have their values: what stands in the struct's `__init__` in Python. A parameter or buffer that stands directly in a
/// struct needs it, unless it has values already: those stay.
/// \code
///   struct Scaled {
///     nn::Linear<8, 8> fc;
///     nn::Parameter<float, 8> scale;
///     void reset_parameters(nn::Generator&) { nn::ones_(scale); }
///   };
/// \endcode
/// Throws Error, naming the keys, if a parameter or buffer would stay without values: the model is then as it was,
/// unless it is a reset_parameters that leaves one out.
template <class T>
  requires detail::is_class_for_model<T>
void init(T& model, Generator& generator = default_generator()) {
  detail::init(detail::schema_view_of<T>, detail::described<T>::value, detail::address_of(model), generator);
}
template <class T>
  requires detail::is_class_for_model<T>
void init(T& model, std::uint64_t seed) {
  Generator generator(seed);
  nnstruct::init(model, generator);
}

/// A new model with PyTorch's initial values: `nn::init<Net>(0)` is `torch.manual_seed(0); net = Net()`.
template <class T>
  requires detail::is_class_for_model<T> T init(Generator& generator = default_generator()) {
    T model;
    nnstruct::init(model, generator);
    return model;
  }
template <class T>
  requires detail::is_class_for_model<T> T init(std::uint64_t seed) {
    T model;
    nnstruct::init(model, seed);
    return model;
  }

}  // namespace nnstruct::inline NNSTRUCT_ABI
