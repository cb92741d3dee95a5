// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/numpy.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

struct numpy_type {
  std::string_view code;    // kind and bytes of an element
  std::string_view dtypes;  // of numpy.dtypes, without `DType`
  nnstruct::dtype dtype;
};
inline constexpr numpy_type numpy_types[] = {
    {"f4", "Float32", dtype::float32},     {"f8", "Float64", dtype::float64},       {"f2", "Float16", dtype::float16},
    {"i8", "Int64", dtype::int64},         {"i4", "Int32", dtype::int32},           {"i2", "Int16", dtype::int16},
    {"i1", "Int8", dtype::int8},           {"u1", "UInt8", dtype::uint8},           {"b1", "Bool", dtype::boolean},
    {"u2", "UInt16", dtype::uint16},       {"u4", "UInt32", dtype::uint32},         {"u8", "UInt64", dtype::uint64},
    {"c8", "Complex64", dtype::complex64}, {"c16", "Complex128", dtype::complex128}};

NNSTRUCT_DECLARE known_function numpy_function_of(const pickle::document& doc, pickle::value v) {
  if (!v.is(pickle::kind::call)) return known_function::none;
  const pickle::global_name name = doc.global(doc.call(v).callable);
  return function_named(name.module, name.name);
}

/// A dtype of elements alone, as its call and state have it: 'f4' and '<'.
struct numpy_code {
  std::string_view code, order;
};
NNSTRUCT_DECLARE numpy_code numpy_code_of(const pickle::document& doc, pickle::value v) {
  if (numpy_function_of(doc, v) != known_function::numpy_dtype) return {};
  const pickle::item_range args = doc.items(doc.call(v).args);
  const pickle::value* const state = doc.state(v);
  const std::string_view name = doc.global(doc.call(v).callable).name;
  if (name != "dtype") {  // a class of numpy.dtypes
    if (args.empty() && state == nullptr)
      for (const numpy_type& row : numpy_types)
        if (name.starts_with(row.dtypes) && name.size() == row.dtypes.size() + 5) return {row.code, "="};
    return {};
  }
  if (args.empty() || !args[0].is(pickle::kind::string)) return {};
  if (state == nullptr) return {args[0].text(), "="};
  // (version, order, subarray, names, fields, ...); of a record or of arrays in an array some of these are no None.
  const pickle::item_range parts = doc.items(*state);
  if (parts.size() < 5 || !parts[1].is(pickle::kind::string)) return {};
  for (std::size_t i = 2; i < 5; ++i)
    if (!parts[i].is(pickle::kind::none)) return {};
  return {args[0].text(), parts[1].text()};
}

}  // namespace detail

NNSTRUCT_DEFINE std::optional<numpy_elements> numpy_elements_of(const pickle::document& doc, pickle::value dtype) {
  const detail::numpy_code found = detail::numpy_code_of(doc, dtype);
  if (found.order != "<" && found.order != ">" && found.order != "|" && found.order != "=") return std::nullopt;
  for (const detail::numpy_type& row : detail::numpy_types)
    if (row.code == found.code) return numpy_elements{row.dtype, found.order == ">" && size_of(row.dtype) > 1};
  return std::nullopt;
}

NNSTRUCT_DEFINE std::string numpy_dtype_text(const pickle::document& doc, pickle::value dtype) {
  const auto quoted = [](std::string_view order, std::string_view name) {
    return concat({"dtype('", order, name, "')"});
  };
  const detail::numpy_code found = detail::numpy_code_of(doc, dtype);
  if (const auto elements = numpy_elements_of(doc, dtype))
    return elements->swapped ? quoted(">", found.code) : quoted({}, name_of(elements->dtype));
  if (found.code.starts_with('O')) return quoted({}, "O");
  if (!found.code.starts_with('U') && !found.code.starts_with('S')) return {};
  // The length is in the state: (3, '<', None, None, None, bytes, alignment, flags).
  return quoted(found.order == ">" || found.order == "<" ? found.order : std::string_view(), found.code);
}

NNSTRUCT_DEFINE std::optional<numpy_array> numpy_array_of(const pickle::document& doc, pickle::value v) {
  const known_function function = detail::numpy_function_of(doc, v);
  numpy_array out{};
  pickle::value dtype;
  if (function == known_function::numpy_array) {
    const pickle::value* const state = doc.state(v);
    const pickle::item_range parts = doc.items(state == nullptr ? pickle::value() : *state);
    const std::size_t first = parts.size() == 5 ? 1 : 0;  // the oldest ones have no version
    if (parts.size() != first + 4 || !parts[first + 2].is(pickle::kind::boolean)) {
      // Python 2 has no opcode for True in protocols 0 and 1, where it is the number 1.
      if (parts.size() != first + 4 || !parts[first + 2].is(pickle::kind::integer)) return std::nullopt;
    }
    out.shape = parts[first];
    dtype = parts[first + 1];
    out.fortran = parts[first + 2].boolean() || parts[first + 2].integer() != 0;
    out.data = parts[first + 3];
  } else if (function == known_function::numpy_buffer) {
    const pickle::item_range args = doc.items(doc.call(v).args);
    const std::string_view order = args.size() > 3 ? args[3].text() : std::string_view();
    if (args.size() < 4 || args.size() > 5 || (order != "C" && order != "F" && order != "K")) return std::nullopt;
    out.data = args[0];
    dtype = args[1];
    out.shape = args[2];
    out.fortran = order == "F";
    if (order == "K" && args.size() == 5) out.axes = args[4];
  } else {
    return std::nullopt;
  }
  const std::optional<numpy_elements> elements = numpy_elements_of(doc, dtype);
  if (!elements || !out.shape.is(pickle::kind::tuple) || !holds_bytes(out.data) ||
      !(out.axes.is(pickle::kind::none) || out.axes.is(pickle::kind::tuple)))
    return std::nullopt;
  out.elements = *elements;
  return out;
}

NNSTRUCT_DEFINE std::optional<numpy_number> numpy_number_of(const pickle::document& doc, pickle::value v) {
  if (detail::numpy_function_of(doc, v) != known_function::numpy_number) return std::nullopt;
  const pickle::item_range args = doc.items(doc.call(v).args);
  if (args.size() != 2 || !holds_bytes(args[1])) return std::nullopt;
  const std::optional<numpy_elements> elements = numpy_elements_of(doc, args[0]);
  if (!elements || args[1].text().size() != size_of(elements->dtype)) return std::nullopt;
  return numpy_number{*elements, args[1].text()};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
