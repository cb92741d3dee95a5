// SPDX-License-Identifier: Apache-2.0
#include "python_values.hpp"

#include <cmath>
#include <set>

#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/python_float.hpp>
#include <nnstruct/tensor/python_string.hpp>

#include "cpp_text.hpp"

namespace nnstruct_command {

namespace {

constexpr int deepest = 16;

std::optional<std::string> scalar_text(pickle::value v, std::size_t longest) {
  using pickle::kind;
  switch (v.what()) {
    case kind::none: return "None";
    case kind::boolean: return v.boolean() ? "True" : "False";
    case kind::integer: return std::to_string(v.integer());
    case kind::real: return nnstruct::detail::python_float(v.real());
    case kind::string:
      if (v.text().size() <= longest) return nnstruct::detail::python_repr(v.text());
      return std::nullopt;
    default: return std::nullopt;
  }
}

/// The extents of torch.Size((3, 4)); nothing, if it is no such call.
std::optional<pickle::value> extents_of_size(const pickle::document& document, pickle::value v) {
  if (!v.is(pickle::kind::call)) return std::nullopt;
  const pickle::call_record& call = document.call(v);
  const pickle::global_name function = document.global(call.callable);
  const pickle::item_range args = document.items(call.args);
  if (function.module != "torch" || function.name != "Size" || args.size() != 1) return std::nullopt;
  return args[0];
}

/// Python takes it as a key. Deep tuples have no text, and are asked for that first.
bool is_hashable(const pickle::document& document, pickle::value v) {
  if (!v.is(pickle::kind::tuple)) return !v.is_object();
  for (pickle::value item : document.items(v))
    if (!is_hashable(document, item)) return false;
  return true;
}

std::optional<std::string> text_within(const pickle::document& document, pickle::value v, std::size_t longest,
                                       int levels) {
  using pickle::kind;
  if (const auto extents = extents_of_size(document, v)) {
    std::string out = "torch.Size([";
    for (pickle::value extent : document.items(*extents)) {
      if (!extent.is(kind::integer) || out.size() > longest) return std::nullopt;
      out.append(out.ends_with('[') ? "" : ", ").append(std::to_string(extent.integer()));
    }
    return out += "])";
  }
  const bool tuple = v.is(kind::tuple), dict = v.is(kind::dict);
  if (!tuple && !dict && !v.is(kind::list)) return scalar_text(v, longest);
  if (levels == 0) return std::nullopt;
  std::string out = tuple ? "(" : dict ? "{" : "[";
  const auto add = [&](pickle::value item, std::string_view before) {
    const std::optional<std::string> text = text_within(document, item, longest, levels - 1);
    if (!text || out.size() + text->size() > longest) return false;
    out.append(before).append(*text);
    return true;
  };
  std::set<std::string> keys;  // of one that comes twice Python keeps the last value
  for (const auto& [key, mapped] : document.pairs(v)) {
    const std::optional<std::string> text = text_within(document, key, longest, levels - 1);
    if (!text || !is_hashable(document, key) || !keys.insert(*text).second) return std::nullopt;
    out.append(out.size() == 1 ? "" : ", ").append(*text);
    if (!add(mapped, ": ")) return std::nullopt;
  }
  if (!dict)
    for (pickle::value item : document.items(v))
      if (!add(item, out.size() == 1 ? "" : ", ")) return std::nullopt;
  if (tuple && document.items(v).size() == 1) out += ',';
  return out += tuple ? ')' : dict ? '}' : ']';
}

/// \returns false if it is too long
bool add_distinct_text(std::string& out, const pickle::document& document, pickle::value v, int levels) {
  using pickle::kind;
  const auto add = [&](pickle::value part, std::string_view before) {
    out += before;
    return add_distinct_text(out, document, part, levels - 1);
  };
  if (levels == 0 || out.size() > longest_text || v.is(kind::persistent_id)) return false;
  if (const auto text = python_text(document, v)) {
    out += *text;
    return true;
  }
  out.append(pickle::with_article(v.what())).append("(").append(v.text());
  out.append(document.global(v).module).append(".").append(document.global(v).name);
  const pickle::call_record& call = document.call(v);
  const bool called = v.is(kind::call) || v.is(kind::instance);
  if (called && !(add(call.callable, "") && add(call.args, " "))) return false;
  for (pickle::value item : document.items(v))
    if (!add(item, ", ")) return false;
  for (const auto& [key, mapped] : document.pairs(v))
    if (!add(key, ", ") || !add(mapped, ": ")) return false;
  const pickle::value* const state = document.state(v);
  if (state != nullptr && !add(*state, "; ")) return false;
  out += ')';
  return true;
}

}  // namespace

std::optional<std::string> python_text(const pickle::document& document, pickle::value v, std::size_t longest) {
  return text_within(document, v, longest, deepest);
}

std::string distinct_text(const pickle::document& document, pickle::value v) {
  std::string out;
  if (add_distinct_text(out, document, v, deepest)) return out;
  return "object " + std::to_string(v.index());
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
  const pickle::value both_in = extents_of_size(document, v).value_or(v);
  if (both_in.is(pickle::kind::tuple) || both_in.is(pickle::kind::list)) {
    if (document.items(both_in).size() != 2) return std::nullopt;
    const auto first = number(document.items(both_in)[0]), second = number(document.items(both_in)[1]);
    if (!first || !second) return std::nullopt;
    return pair_value{*first, *second, false};
  }
  const auto both = number(v);
  if (!both) return std::nullopt;
  return pair_value{*both, *both, true};
}

}  // namespace nnstruct_command
