// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a class says about itself besides its fields: a table of names and values, as data. nn::repr prints it, and
/// nn::save_model keeps it as the object's attributes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/extents.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// How a printout shows an attribute.
enum class shown : std::uint8_t {
  named,       ///< `stride=(1, 1)`
  positional,  ///< `3`
  hidden,      ///< not at all: it has its default value, or PyTorch never prints it
};

/// One attribute of a class, such as `in_features` = 400, with a value of one of Python's simple types.
struct attribute {
  enum class type : std::uint8_t { nothing, boolean, integer, real, text, word, tuple, class_name, literal };
  /// What Python keeps of it in the object.
  enum class kept : std::uint8_t {
    value,
    nothing,    ///< it is computed from what is kept
    parameter,  ///< None, registered as a parameter
    buffer,     ///< None, registered as a buffer
  };

  std::string_view name;
  type kind;
  shown how;
  extent_list numbers;  // of a tuple; an integer, or 0 and 1, stands alone
  double real;          // PyTorch's options are Python floats
  std::string_view text;
  kept as = kept::value;
};

/// `None` in a tuple.
inline constexpr std::int64_t no_number = INT64_MIN;

constexpr attribute none_attribute(std::string_view name, shown how = shown::named) {
  return {name, attribute::type::nothing, how, {}, 0, {}};
}
constexpr attribute boolean_attribute(std::string_view name, bool value, shown how = shown::named) {
  return {name, attribute::type::boolean, how, extent_list(std::int64_t{value}), 0, {}};
}
constexpr attribute integer_attribute(std::string_view name, std::int64_t value, shown how = shown::named) {
  return {name, attribute::type::integer, how, extent_list(value), 0, {}};
}
constexpr attribute real_attribute(std::string_view name, double value, shown how = shown::named) {
  return {name, attribute::type::real, how, {}, value, {}};
}
constexpr attribute text_attribute(std::string_view name, std::string_view value, shown how = shown::named) {
  return {name, attribute::type::text, how, {}, 0, value};
}
/// Text that PyTorch prints without quotes: `padding=same`.
constexpr attribute word_attribute(std::string_view name, std::string_view value, shown how = shown::named) {
  return {name, attribute::type::word, how, {}, 0, value};
}
/// A tuple of integers, each of which may be no_number.
constexpr attribute tuple_attribute(std::string_view name, const extent_list& values, shown how = shown::named) {
  return {name, attribute::type::tuple, how, values, 0, {}};
}

/// Whether the class has a parameter of this name, as `bias=True`. If not, PyTorch has None in its place.
constexpr attribute parameter_attribute(std::string_view name, bool present, shown how = shown::hidden) {
  attribute result = boolean_attribute(name, present, how);
  result.as = present ? attribute::kept::nothing : attribute::kept::parameter;
  return result;
}
/// The same of a buffer.
constexpr attribute buffer_attribute(std::string_view name, bool present, shown how = shown::hidden) {
  attribute result = boolean_attribute(name, present, how);
  result.as = present ? attribute::kept::nothing : attribute::kept::buffer;
  return result;
}
/// A class of Python's: `torch.nn.modules.batchnorm.BatchNorm2d`.
constexpr attribute class_attribute(std::string_view name, std::string_view full_name, shown how = shown::hidden) {
  return {name, attribute::type::class_name, how, {}, 0, full_name};
}
/// Any value of Python's simple types, as Python writes it: `[1, (2, None), 3.5]`, `{'out': 4}`.
constexpr attribute literal_attribute(std::string_view name, std::string_view text, shown how = shown::named) {
  return {name, attribute::type::literal, how, {}, 0, text};
}
/// What Python's class computes when it prints, and keeps in no attribute.
constexpr attribute printed_only(attribute a) {
  a.as = attribute::kept::nothing;
  return a;
}

}  // namespace detail

// What a struct of the user's says with in its `struct pytorch`:
using detail::boolean_attribute;
using detail::buffer_attribute;
using detail::class_attribute;
using detail::integer_attribute;
using detail::literal_attribute;
using detail::none_attribute;
using detail::parameter_attribute;
using detail::printed_only;
using detail::real_attribute;
using detail::shown;
using detail::text_attribute;
using detail::tuple_attribute;
using detail::word_attribute;

}  // namespace nnstruct::inline NNSTRUCT_ABI
