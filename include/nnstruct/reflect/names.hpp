// SPDX-License-Identifier: Apache-2.0
/// \file
/// The names of an aggregate's fields and of a class, cut out of the compiler's own text.
#pragma once

#include <cstddef>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/reflect/fields.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::reflect {

namespace detail {

template <class T> struct holder { const T value; };

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
/// Never defined: addresses inside it are formed at compile time, and nothing else. So T need not be
/// default-constructible, copyable or literal.
template <class T> extern const holder<T> imagined;

// clang 14 takes a pointer to a subobject as template argument only inside a class, and has no deduction for
// aggregates.
template <class Pointer> struct pointer_argument { Pointer pointer; };
template <class Pointer> pointer_argument(Pointer) -> pointer_argument<Pointer>;

// With its length: at constant evaluation the compiler would count it step by step.
template <auto Pointer> constexpr std::string_view signature_with_pointer() {
  return {__PRETTY_FUNCTION__, sizeof(__PRETTY_FUNCTION__) - 1};
}

template <class T, std::size_t I> constexpr std::string_view signature_with_field() {
  return signature_with_pointer<pointer_argument{&reflect::get<I>(imagined<T>.value)}>();
}

/// Field number I has an address that is a constant: it is no reference.
template <class T, std::size_t I> constexpr bool is_nameable_at() {
  return requires { signature_with_pointer<pointer_argument{&reflect::get<I>(imagined<T>.value)}>(); };
}
#ifdef __clang__
#pragma clang diagnostic pop
#endif

// g++:   ... [with auto Pointer = pointer_argument<const int*>{(& imagined<fc>.holder<fc>::value.fc::bias)}; ...]
//        ... {((const int*)(& imagined<fc>.holder<fc>::value.fc::bias))} ... through newer Boosts' const_cast
// clang: ... [Pointer = {&imagined.value.bias}]
// Searched from the back, since function-local types put "main()" or "{anonymous}" into g++'s text.
constexpr std::string_view field_name_in(std::string_view signature) {
  std::size_t end = signature.rfind(")}");
  if (end == std::string_view::npos) end = signature.rfind("}]");
  while (signature[end - 1] == ')') --end;
  signature = signature.substr(0, end);
  return signature.substr(signature.find_last_of(":.") + 1);
}

/// The opening quote of the string or character literal whose closing quote stands at `end`; `end` if there is none.
constexpr std::size_t opening_quote(std::string_view text, std::size_t end) {
  for (std::size_t i = end; i-- > 0;) {
    if (text[i] != text[end]) continue;
    std::size_t backslashes = 0;
    while (backslashes < i && text[i - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return i;
  }
  return end;
}

template <class T> constexpr std::string_view signature_with_type() {
  return {__PRETTY_FUNCTION__, sizeof(__PRETTY_FUNCTION__) - 1};
}

// g++:   ... [with T = space::Name<3, 4>; std::string_view = ...]      clang: ... [T = space::Name<3, 4>]
constexpr std::string_view class_name_in(std::string_view signature) {
  signature = signature.substr(signature.find("T = ") + 4);
  std::size_t end = signature.rfind("; std::string_view");
  if (end == std::string_view::npos) end = signature.rfind(']');
  signature = signature.substr(0, end);
  if (signature.ends_with('>')) {  // leave the template arguments out
    std::size_t depth = 0;
    do {
      --end;
      if (signature[end] == '"' || signature[end] == '\'') end = opening_quote(signature, end);
      depth += signature[end] == '>';
      depth -= signature[end] == '<';
    } while (depth != 0);
    signature = signature.substr(0, end);
  }
  return signature.substr(signature.find_last_of(": ") + 1);
}

/// What the extraction must be right about; read once per compiler, by the assertion below.
struct self_test {
  int first_field;
  double SecondField;
};
template <int> struct self_test_template {};

static_assert(field_count<self_test> == 2 && field_name_in(signature_with_field<self_test, 0>()) == "first_field" &&
                  field_name_in(signature_with_field<self_test, 1>()) == "SecondField" &&
                  class_name_in(signature_with_type<self_test_template<3>>()) == "self_test_template",
              "nn: this compiler or this Boost is not supported: field names are read wrongly. "
              "Please report it with the compiler's and Boost's versions.");

}  // namespace detail

/// The name of field number I of T.
template <class T, std::size_t I>
inline constexpr std::string_view field_name = detail::field_name_in(detail::signature_with_field<T, I>());

/// The name of class T without namespaces and template arguments: `Linear` for `nnstruct::Linear<3, 4>`.
template <class T>
inline constexpr std::string_view class_name = detail::class_name_in(detail::signature_with_type<T>());

}  // namespace nnstruct::inline NNSTRUCT_ABI::reflect
