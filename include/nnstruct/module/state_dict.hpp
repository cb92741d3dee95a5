// SPDX-License-Identifier: Apache-2.0
/// \file
/// A model's state_dict, out and in.
#pragma once

#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/module/walk.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/report.hpp>
#include <nnstruct/state_dict/state_dict.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// Throws Error, naming the keys, if an entry has no values.
NNSTRUCT_DECLARE void require_all_values(const schema_view& schema, held_values* const* values);
NNSTRUCT_DECLARE StateDict state_dict(const schema_view& schema, held_values* const* values);
/// The tensor's elements, row-major and of this type: shared if they are so already.
NNSTRUCT_DECLARE storage_handle values_as(const AnyTensor& tensor, nnstruct::dtype wanted);
NNSTRUCT_DECLARE LoadReport load_state_dict(const schema_view& schema, held_values* const* values,
                                            const StateDict& dict, const LoadOptions& options);
}  // namespace detail

/// The parameters and buffers of a model under their keys, in PyTorch's order, with the modules' versions as metadata.
/// Nothing is copied: dictionary and model share memory until one of them is written.
/// Throws Error, naming the keys, if a parameter has no values.
template <class T> StateDict state_dict(const T& model) {
  return detail::state_dict(detail::schema_view_of<T>, detail::values_of_model(model).data());
}

/// Gives a model the values of a dictionary, as PyTorch's load_state_dict. All or nothing: the whole report is there
/// before the model changes.
/// Throws StateDictError if the options refuse what the report says, or nothing would be loaded, and Error if two keys
/// have one name by them; the model is then as it was. The options' `at` and `map` are for files.
template <class T>
  requires(!std::is_const_v<T>)
LoadReport load_state_dict(T& model, const StateDict& dict, const LoadOptions& options = strict) {
  return detail::load_state_dict(detail::schema_view_of<T>, detail::values_of_model(model).data(), dict, options);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
