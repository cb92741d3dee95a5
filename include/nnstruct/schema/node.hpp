// SPDX-License-Identifier: Apache-2.0
/// \file
/// One constant describes each type. Schema, state_dict, train and eval, printing are ordinary code over these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/attribute.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// A flag that nn::train and nn::eval set in a module which holds one, as `self.training` in PyTorch.
/// \code
///   struct Net { nn::Mode training; ... auto forward(x) { if (training) ... } };
/// \endcode
class Mode {
 public:
  constexpr Mode(bool training = true) noexcept : training_(training) {}
  constexpr operator bool() const noexcept { return training_; }

 private:
  bool training_;
};

class Generator;

/// A field that makes no key and prints nothing: an absent bias, an absent submodule.
struct none {};

namespace detail {

/// What a field is to the module it stands in. In the order in which a state_dict names the fields of one module.
enum class role : std::uint8_t {
  parameter,
  tied,  ///< a parameter that another one holds
  buffer,
  transient,  ///< a buffer that makes no key
  module,
  mode,
  absent,  ///< nn::none: no key, not printed; in Python an attribute that is None
  own,     ///< the user's own affair: no key, not printed
};

/// The values that nn::init gives to the parameters and buffers of a layer, as PyTorch's reset_parameters.
enum class init_rule : std::uint8_t {
  unknown,
  fan_in_uniform,   ///< Linear and convolutions: uniform within 1 / sqrt(numel(weight) / weight.size(0))
  ones_and_zeros,   ///< normalisations: weight and running_var are 1, everything else 0
  standard_normal,  ///< Embedding; the row that its attribute padding_idx names is 0
};

/// A field with this role is an entry of the state_dict.
constexpr bool makes_entry(role role) noexcept {
  return role == role::parameter || role == role::tied || role == role::buffer;
}

struct node;

/// One field of a module that is not its own affair.
struct field {
  std::string_view name;
  const node* type;
  std::size_t index;  // what node::address takes
  int since = 0;      // the version of the module that brought this field: older files need not have it
};

/// Everything that ordinary code needs to know of a type.
struct node {
  detail::role role;
  std::string_view class_name;

  // of a parameter or buffer
  nnstruct::dtype dtype;
  extent_list shape;
  std::string_view owner;  // of a tied parameter: the owner's key, seen from the module around the one that holds this

  // of a module
  int version;          // PyTorch's `_version`, kept in a state_dict's _metadata
  const field* fields;  // in the order of their roles, and there of their declaration
  std::size_t field_count;
  void* (*address)(void* object, std::size_t index) noexcept;
  const attribute* attributes;
  std::size_t attribute_count;

  // of the tree below a module: how many entries and modules (itself among them), and how much text their
  // keys and paths are, seen from here
  std::size_t entries;
  std::size_t key_chars;
  std::size_t groups;
  std::size_t path_chars;

  // of a module: how nn::init gives it values, once those of the modules in it are given
  detail::init_rule init = init_rule::unknown;
  void (*reset_parameters)(void* object, Generator& generator) = nullptr;  // its own, if it has one

  // of a module: a printout shows equal neighbours in it once, with their number
  bool counts_equals = false;
  bool prints_parameters = false;  // a ParameterList's does: they stand where others have attributes

  // of a module: where Python finds its class, whose name is class_name
  std::string_view class_module = "__main__";

  bool readable = true;  // not if something in it is an error of the build: then checks report nothing more
};

/// A module's node without the sums, which count_tree adds.
constexpr node module_node(std::string_view class_name, int version, const field* fields, std::size_t field_count,
                           void* (*address)(void*, std::size_t) noexcept, const attribute* attributes,
                           std::size_t attribute_count) {
  node result{role::module, class_name, dtype::float32,  {}, {}, version, fields, field_count,
              address,      attributes, attribute_count, 0,  0,  1,       0};
  for (std::size_t i = 0; i < field_count; ++i) {
    const std::size_t name = fields[i].name.size();
    const node& type = *fields[i].type;
    result.readable = result.readable && type.readable;
    if (makes_entry(type.role)) {
      result.entries += 1;
      result.key_chars += name;
    } else if (type.role == role::module) {
      result.entries += type.entries;
      result.key_chars += type.entries * (name + 1) + type.key_chars;
      result.groups += type.groups;
      result.path_chars += type.groups * (name + 1) - 1 + type.path_chars;
    }
  }
  return result;
}

/// The node of anything that is not a module.
constexpr node leaf_node(role role, nnstruct::dtype dtype = {}, extent_list shape = {}, std::string_view owner = {}) {
  return {role, {}, dtype, shape, owner, 0, nullptr, 0, nullptr, nullptr, 0, 0, 0, 0, 0};
}

/// The node of T. A member of a class: clang 14 reads a recursive constant only so.
template <class T> struct described;

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
