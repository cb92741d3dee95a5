// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of dangerous_names.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>

#include <nnstruct/format/pickle/dangerous_name_table.hpp>
#include <nnstruct/format/pickle/dangerous_names.hpp>
#include <nnstruct/format/pickle/value.hpp>
#include <nnstruct/tensor/python_string.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

namespace detail {

NNSTRUCT_DECLARE bool has_two_underscores(std::string_view part) noexcept {
  return part.size() > 4 && part.starts_with("__") && part.ends_with("__");
}
NNSTRUCT_DECLARE std::string_view without_underscores(std::string_view part) noexcept {
  return part.substr(std::min(part.find_first_not_of('_'), part.size()));
}
/// As classes are named, and not modules or functions: `Tensor`, `_VariableFunctions`.
NNSTRUCT_DECLARE bool is_named_as_class(std::string_view part) noexcept {
  const std::string_view letters = without_underscores(part);
  return !letters.empty() && !(letters.front() >= 'a' && letters.front() <= 'z');
}

enum class listed_as : unsigned char { nothing, dangerous, data };

/// A name of a module and a name in it, as one text of parts.
NNSTRUCT_DECLARE class dotted_name {
 public:
  static constexpr std::size_t most_bytes = 1024, most_parts = 64;

  dotted_name(std::string_view module, std::string_view name) noexcept : module_(module.size()) {
    if (module.size() >= most_bytes || name.size() >= most_bytes - module.size()) return;
    std::memcpy(text_, module.data(), module.size());
    text_[module.size()] = '.';
    std::memcpy(text_ + module.size() + 1, name.data(), name.size());
    size_ = module.size() + 1 + name.size();
  }

  std::string_view text() const noexcept { return {text_, size_}; }

  /// It can be a name at all. (Python's importer ends a module's name at a zero byte, and takes one with a slash for a
  /// path.)
  bool is_sound() const noexcept {
    std::size_t parts = 1;
    char before = '.';
    for (const char c : text()) {
      if (c == '.' && before == '.') return false;
      parts += c == '.';
      before = c;
    }
    return before != '.' && parts <= most_parts &&
           text().substr(0, module_).find_first_of(std::string_view("\0\r\n/\\", 5)) == std::string_view::npos;
  }

  /// Calls f(part, begin, end) until one says true.
  /// \returns whether one did
  template <class F> bool any_part(F f) const noexcept {
    for (std::size_t begin = 0; begin < size_;) {
      const std::size_t end = std::min(text().find('.', begin), size_);
      if (f(text().substr(begin, end - begin), begin, end)) return true;
      begin = end + 1;
    }
    return false;
  }

  /// By the tables: the longest row that it begins with counts.
  listed_as table() const noexcept {
    listed_as out = listed_as::nothing;
    any_part([&](std::string_view, std::size_t, std::size_t end) {
      const bool all = end == size_;
      if (dangerous_names.has(text().substr(0, end))) out = listed_as::dangerous;
      if (data_names.has(text().substr(0, all ? end : end + 1))) out = listed_as::data;
      return false;
    });
    return out;
  }

  /// A function of a package of which only classes are data, and functions that are listed: among the thousands in
  /// PyTorch, its relatives and NumPy some compile, import or open what they are given. What stands in the package
  /// itself, `torch.relu` and `numpy.add`, is an operator.
  bool is_function_of_package() const noexcept {
    const std::string_view package = text().substr(0, std::min(text().find('.'), size_));
    if (!packages_of_functions.has(package)) return false;
    if (text().starts_with("torch._utils._rebuild_")) return false;  // those of versions to come are as those of today
    const std::string_view last = text().substr(text().rfind('.') + 1);
    const bool in_package = last.size() + package.size() + 1 == size_;
    return !is_named_as_class(last) && !(in_package && !last.starts_with('_'));
  }

  /// It reaches for what is inside of something.
  bool reaches_inside(bool of_object) const noexcept {
    return any_part([&](std::string_view part, std::size_t begin, std::size_t end) {
      const bool in_module = begin < module_, last = end == size_;
      if (has_two_underscores(part)) {
        // Python makes an object by `__new__`, and pickle writes so where it is given keyword arguments.
        const bool main = in_module ? part == "__main__" || part == "__init__" : last && part == "__new__";
        return !main && !(begin == 0 && (part == "__mp_main__" || part == "__future__"));
      }
      if (begin == 0) return false;
      const std::string_view letters = without_underscores(part);
      if (in_module || begin == module_ + 1)
        if (modules_anywhere.has(letters)) return true;
      if (in_module) return false;
      if (!last) return !of_object && !is_named_as_class(part);
      return dangerous_methods.has(part) ||
             (!is_named_as_class(part) && dangerous_names.has(letters) && !function_names.has(letters));
    });
  }

 private:
  char text_[most_bytes];
  std::size_t size_ = 0, module_;
};

}  // namespace detail

NNSTRUCT_DEFINE bool is_dangerous(std::string_view module, std::string_view name, attribute_of of) noexcept {
  if (module == "__torch__" || module.starts_with("__torch__.")) return false;  // TorchScript's code, not Python's
  module = python3_module(module);
  const detail::dotted_name whole(module, name);
  if (!whole.is_sound()) return true;
  if (detail::data_names.has(whole.text())) return false;
  if (whole.reaches_inside(of == attribute_of::known_object)) return true;
  // Its classes are exceptions, Ellipsis and the like.
  if (module == "builtins" && name.find('.') == name.npos && detail::is_named_as_class(name)) return false;
  const detail::listed_as row = whole.table();
  return row == detail::listed_as::dangerous ||
         (row == detail::listed_as::nothing && of == attribute_of::module && whole.is_function_of_package());
}

NNSTRUCT_DEFINE std::string printable(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
  return plain ? std::string(text) : nnstruct::detail::python_repr(text);
}

NNSTRUCT_DEFINE bool is_getattr(std::string_view module, std::string_view name) noexcept {
  return name == "getattr" && python3_module(module) == "builtins";
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
