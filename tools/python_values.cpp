// SPDX-License-Identifier: Apache-2.0
#include "python_values.hpp"

#include <cmath>

#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/python_float.hpp>
#include <nnstruct/tensor/python_string.hpp>

#include "cpp_text.hpp"

namespace nnstruct_command {

namespace {

constexpr std::size_t longest_text = 200;

std::optional<std::string> scalar_text(pickle::value v) {
  using pickle::kind;
  switch (v.what()) {
    case kind::none: return "None";
    case kind::boolean: return v.boolean() ? "True" : "False";
    case kind::integer: return std::to_string(v.integer());
    case kind::real: return nnstruct::detail::python_float(v.real());
    case kind::string:
      if (v.text().size() <= longest_text) return nnstruct::detail::python_repr(v.text());
      return std::nullopt;
    default: return std::nullopt;
  }
}

std::optional<std::string> text_within(const pickle::document& document, pickle::value v, int levels) {
  const bool tuple = v.is(pickle::kind::tuple);
  if (!tuple && !v.is(pickle::kind::list)) return scalar_text(v);
  if (levels == 0) return std::nullopt;
  std::string out = tuple ? "(" : "[";
  for (pickle::value item : document.items(v)) {
    const std::optional<std::string> text = text_within(document, item, levels - 1);
    if (!text || out.size() + text->size() > longest_text) return std::nullopt;
    out.append(out.size() == 1 ? "" : ", ").append(*text);
  }
  if (tuple && document.items(v).size() == 1) out += ',';
  return out += tuple ? ')' : ']';
}

}  // namespace

std::optional<std::string> python_text(const pickle::document& document, pickle::value v) {
  return text_within(document, v, 3);
}

std::string double_literal(double number) {
  if (std::isnan(number)) return "__builtin_nan(\"\")";
  if (std::isinf(number)) return number < 0 ? "-__builtin_inf()" : "__builtin_inf()";
  return nnstruct::detail::python_float(number);
}

pickle::value module_attributes::operator[](std::string_view name) const {
  for (const auto& attribute : module_.attributes)
    if (attribute.name == name) return attribute.value;
  return {};
}

bool module_attributes::has(std::string_view name) const {
  for (const auto& attribute : module_.attributes)
    if (attribute.name == name) return true;
  return false;
}

std::optional<std::int64_t> module_attributes::integer(std::string_view name) const {
  const pickle::value v = (*this)[name];
  return v.is(pickle::kind::integer) ? std::optional(v.integer()) : std::nullopt;
}
std::optional<bool> module_attributes::boolean(std::string_view name) const {
  const pickle::value v = (*this)[name];
  return v.is(pickle::kind::boolean) ? std::optional(v.boolean()) : std::nullopt;
}
std::optional<double> module_attributes::real(std::string_view name) const {
  const pickle::value v = (*this)[name];
  if (v.is(pickle::kind::real)) return v.real();
  return v.is(pickle::kind::integer) ? std::optional(static_cast<double>(v.integer())) : std::nullopt;
}

std::string pair_value::text(std::string_view type) const {
  const auto number = [](std::int64_t n) { return n == nnstruct::dyn ? "nnstruct::dyn" : integer_literal(n); };
  if (one_number) return number(first);
  return std::string(type) + "{" + number(first) + ", " + number(second) + "}";
}

std::optional<pair_value> pair_from(const pickle::document& document, pickle::value v) {
  const auto number = [](pickle::value n) -> std::optional<std::int64_t> {
    if (n.is(pickle::kind::none)) return nnstruct::dyn;
    // A number that would be taken for None is no size anyway.
    return n.is(pickle::kind::integer) && n.integer() != nnstruct::dyn ? std::optional(n.integer()) : std::nullopt;
  };
  if (v.is(pickle::kind::tuple)) {
    if (document.items(v).size() != 2) return std::nullopt;
    const auto first = number(document.items(v)[0]), second = number(document.items(v)[1]);
    if (!first || !second) return std::nullopt;
    return pair_value{*first, *second, false};
  }
  const auto both = number(v);
  if (!both) return std::nullopt;
  return pair_value{*both, *both, true};
}

}  // namespace nnstruct_command
