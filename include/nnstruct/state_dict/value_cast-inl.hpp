// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <string>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value_cast.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// `a str ('abc')`, `a dict of 3 items`, `a Tensor of shape [2, 3]`: for messages.
NNSTRUCT_INLINE std::string brief(const Value& v) {
  std::string out = with_article(v);
  if (v.is(Value::kind::none) || v.is(Value::kind::object)) return v.is(Value::kind::none) ? out : repr(v);
  if (const AnyTensor* tensor = v.tensor()) {
    out += detail::concat({" of torch.", name_of(tensor->dtype), " and shape ["});
    for (std::size_t i = 0; i < tensor->shape.size(); ++i)
      out.append(i == 0 ? "" : ", ").append(std::to_string(tensor->shape[i]));
    return detail::concat({out, "]"});
  }
  if (v.is(Value::kind::dict) || v.is(Value::kind::list) || v.is(Value::kind::tuple))
    return detail::concat({out, " of ", v.size(), v.size() == 1 ? " item" : " items"});
  const std::string text = repr(v);
  return detail::concat({out, " (", text.size() <= 60 ? text : detail::concat({text.substr(0, 57), "..."}), ")"});
}

NNSTRUCT_INLINE void value_cast::wrong(const Value& v, std::string_view expected) {
  problems.push_back({path, std::string(expected), brief(v)});
}
NNSTRUCT_INLINE value_cast::inside::inside(value_cast& where, std::string_view name)
    : where_(where), length_(where.path.size()) {
  if (length_ != 0) where.path += '.';
  where.path += name;
}

NNSTRUCT_INLINE void throw_problems(const value_cast& where) {
  if (where.problems.empty()) return;
  std::string out;
  for (const auto& [path, expected, found] : where.problems) {
    if (!out.empty()) out += "; ";
    if (!path.empty()) out.append(path).append(": ");
    out.append("expected ").append(expected).append(", found ").append(found);
  }
  throw Error(out);
}

NNSTRUCT_INLINE void value_to(const Value& v, bool& out, value_cast& where) {
  if (v.is(Value::kind::boolean)) out = v.boolean();
  else where.wrong(v, "a bool");
}
NNSTRUCT_INLINE void value_to(const Value& v, std::string& out, value_cast& where) {
  if (v.is(Value::kind::string)) out = v.text();
  else where.wrong(v, "a str");
}
NNSTRUCT_INLINE void value_to(const Value& v, AnyTensor& out, value_cast& where) {
  if (const AnyTensor* tensor = v.tensor()) out = *tensor;
  else where.wrong(v, "a Tensor");
}
NNSTRUCT_INLINE void value_to(const Value& v, StateDict& out, value_cast& where) {
  if (!v.is(Value::kind::dict)) return where.wrong(v, "a state_dict (a dict of tensors)");
  StateDict dict;
  for (const auto& [key, mapped] : v.pairs()) {
    value_cast::inside scope(where, key.is(Value::kind::string) ? std::string(key.text()) : repr(key));
    if (!key.is(Value::kind::string)) where.wrong(key, "a str as key");
    else if (const AnyTensor* tensor = mapped.tensor()) dict[key.text()] = *tensor;
    else where.wrong(mapped, "a Tensor");
  }
  dict.metadata() = v.metadata();
  out = std::move(dict);
}

NNSTRUCT_INLINE void value_to_integer(const Value& v, std::int64_t least, std::int64_t most, std::int64_t& out,
                                      value_cast& where) {
  if (v.is(Value::kind::integer) && v.integer() >= least && v.integer() <= most) out = v.integer();
  else if (!v.is(Value::kind::integer) && !v.is(Value::kind::big_integer)) where.wrong(v, "an int");
  else where.wrong(v, detail::concat({"an int from ", least, " to ", most}));
}
NNSTRUCT_INLINE void value_to_unsigned(const Value& v, std::uint64_t& out, value_cast& where) {
  if (v.is(Value::kind::integer) && v.integer() >= 0) {
    out = static_cast<std::uint64_t>(v.integer());
  } else if (v.is(Value::kind::big_integer)) {
    const std::string_view digits = v.text();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (error != std::errc() || end != digits.data() + digits.size())
      where.wrong(v, "an int from 0 to 18446744073709551615");
  } else {
    where.wrong(v, v.is(Value::kind::integer) ? "an int from 0 to 18446744073709551615" : "an int");
  }
}

/// From a float, an int, or a tensor of one element that is no complex number: people save the loss itself.
NNSTRUCT_INLINE void value_to_real(const Value& v, double& out, value_cast& where) {
  if (v.is(Value::kind::real)) {
    out = v.real();
  } else if (v.is(Value::kind::integer)) {
    out = static_cast<double>(v.integer());
  } else if (const AnyTensor* tensor = v.tensor();
             tensor != nullptr && tensor->numel() == 1 && !is_complex(tensor->dtype)) {
    if (tensor->data.size() >= size_of(tensor->dtype))  // a value that is only planned with has no elements
      convert(tensor->dtype, tensor->data.get(), dtype::float64, reinterpret_cast<std::byte*>(&out), 1);
  } else {
    where.wrong(v, "a float");
  }
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
