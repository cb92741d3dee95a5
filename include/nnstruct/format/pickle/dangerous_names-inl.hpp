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

/// What a text begins with may stand in a name that Python imports: letters, digits and `_` of any alphabet, `.`, and
/// `-` for folders (`org--name`), `<` and `>` for what is in functions (`<locals>`). Python's importer for what is
/// built in takes "os\0x" for os; of the characters beyond ASCII those count that are not seen.
NNSTRUCT_DECLARE bool is_of_names(std::string_view text) noexcept {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned c = at(0);
  if (c < 0x80)
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '.' ||
           c == '-' || c == '<' || c == '>';
  if (c == 0xc2) return at(1) > 0xa0;  // control characters, no-break space
  if (c == 0xe2) return at(1) != 0x80 && !(at(1) == 0x81 && at(2) >= 0x9f && at(2) <= 0xaf);  // spaces and marks
  if (c == 0xe3) return !(at(1) == 0x80 && at(2) == 0x80);                                    // ideographic space
  if (c == 0xed) return at(1) < 0xa0;                                                         // surrogates
  return !(c == 0xef && at(1) == 0xbb && at(2) == 0xbf);                                      // byte order mark
}

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

  /// It can be a name at all.
  bool is_sound() const noexcept {
    std::size_t parts = 1;
    char before = '.';
    for (std::size_t i = 0; i < size_; ++i) {
      const char c = text_[i];
      if ((c == '.' && before == '.') || !is_of_names(text().substr(i, 3))) return false;
      parts += c == '.';
      before = c;
    }
    return before != '.' && parts <= most_parts;
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
  bool is_listed(bool of_data = false) const noexcept {
    bool danger = false, data = false;
    any_part([&](std::string_view, std::size_t, std::size_t end) {
      const bool all = end == size_;
      if (dangerous_names.has(text().substr(0, end))) danger = true, data = false;
      if (data_names.has(text().substr(0, all ? end : end + 1))) danger = false, data = true;
      return false;
    });
    return of_data ? data : danger;
  }

  /// A function, or method, that pickles call.
  bool is_called() const noexcept {
    if (called_functions.has(text())) return true;
    for (const std::string_view begin : {"torch._utils._rebuild_", "torch.return_types."})
      if (text().starts_with(begin)) return text().find('.', begin.size()) == std::string_view::npos;
    return false;
  }

  /// A function, or method, that models hold.
  bool is_held() const noexcept {
    if (data_names.has(text()) || (text().starts_with("torch._C.") && is_listed(true))) return true;
    const std::string_view name = text().substr(module_ + 1);
    const bool tree = any_part([&](std::string_view, std::size_t, std::size_t end) {
      return end <= module_ && function_trees.has(text().substr(0, end));
    });
    if (name.find('.') != name.npos) return tree || name.starts_with("Tensor.") || name.starts_with("Parameter.");
    return (tree || function_modules.has(text().substr(0, module_))) && !name.starts_with('_');
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

NNSTRUCT_DEFINE bool is_dangerous(std::string_view module, std::string_view name, bool of_object) noexcept {
  module = python3_module(module);
  const detail::dotted_name whole(module, name);
  if (!whole.is_sound()) return true;
  if (module == "__torch__" || module.starts_with("__torch__.")) return false;  // TorchScript's code, not Python's
  if (detail::data_names.has(whole.text())) return false;
  if (whole.reaches_inside(of_object)) return true;
  // Its classes are exceptions, Ellipsis and the like.
  if (module == "builtins" && name.find('.') == name.npos && detail::is_named_as_class(name)) return false;
  return whole.is_listed();
}

NNSTRUCT_DEFINE bool is_unknown_function(std::string_view module, std::string_view name, bool called) noexcept {
  if (!detail::guarded_packages.has(module.substr(0, module.find('.')))) return false;
  if (detail::is_named_as_class(name.substr(name.rfind('.') + 1))) return false;  // of npos the whole
  const detail::dotted_name whole(module, name);
  if (!whole.is_sound()) return true;
  if (whole.is_called()) return false;
  return called || !whole.is_held();
}

NNSTRUCT_DEFINE bool is_getattr(std::string_view module, std::string_view name) noexcept {
  return name == "getattr" && python3_module(module) == "builtins";
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
