// SPDX-License-Identifier: Apache-2.0
/// \file
/// The class in Python that a module stands for.
#pragma once

#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// A class as Python finds it: `from MODULE import NAME`. A module that is saved whole names its class so; Python must
/// be able to import it where the file is loaded. Without one the class is `__main__.` and the struct's own name. \code
///   struct Classifier {
///     static constexpr nn::python_class python{"project.models", "Classifier"};
///     nn::Linear<4, 3> fc;
///   };
/// \endcode
struct python_class {
  std::string_view module;
  std::string_view name;
};

namespace detail {

/// Letters, digits and underscores, of which a digit is not the first; `dots` stand between such words.
constexpr bool is_python_name(std::string_view text, bool dots) {
  bool first = true;
  for (char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!first && dots && c == '.') {
      first = true;
      continue;
    }
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (digit && !first))) return false;
    first = false;
  }
  return !first;
}

/// T says something of the name `python`: neither a field of that name nor a function is meant.
template <class T>
concept names_python = requires {
  *&T::python;
  requires std::is_object_v<decltype(T::python)>;
};

/// Stops the build with one sentence if `T::python` is no class of Python's.
template <class T> constexpr python_class python_class_of() {
  constexpr bool typed = std::is_same_v<std::remove_const_t<decltype(T::python)>, python_class>;
  static_assert(
      typed,
      "nn: a module names its class in Python by `static constexpr nn::python_class python{\"package.module\", "
      "\"Class\"};`");
  if constexpr (!typed) return {};
  else {
    static_assert(
        is_python_name(T::python.module, true) && is_python_name(T::python.name, false),
        "nn: a python_class names a Python module, as package.module, and a class in it; a class inside of another one "
        "has no name for pickle");
    return T::python;
  }
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
