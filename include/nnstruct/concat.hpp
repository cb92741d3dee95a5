// SPDX-License-Identifier: Apache-2.0
/// \file
/// A text from its parts, as messages are made.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// Characters that live longer than this, one character, or a whole number, which is written in decimal.
class text_part {
 public:
  text_part(const char* text) noexcept : text_part(std::string_view(text)) {}
  text_part(const std::string& text) noexcept : data_(text.data()), number_(text.size()) {}
  text_part(std::string_view text) noexcept : data_(text.data()), number_(text.size()) {}
  text_part(char character) noexcept : number_(static_cast<unsigned char>(character)), kind_(kind::character) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  text_part(T number)
      : number_(static_cast<std::uint64_t>(number)), kind_(number < T{} ? kind::negative : kind::number) {}

  void append_to(std::string& text) const {
    switch (kind_) {
      case kind::text: text.append(data_, static_cast<std::size_t>(number_)); break;
      case kind::character: text.push_back(static_cast<char>(number_)); break;
      case kind::number: text += std::to_string(number_); break;
      case kind::negative: text += std::to_string(static_cast<std::int64_t>(number_)); break;
    }
  }

 private:
  enum class kind : unsigned char { text, character, number, negative };

  const char* data_ = nullptr;
  std::uint64_t number_;  ///< of a text its size
  kind kind_ = kind::text;
};

/// The parts, one after the other: `concat({"expected ", count, " keys, found \"", key, '"'})`. An operator+ for each
/// part, with the text so far to be destroyed if the next one throws, is many times the code, all of which a
/// header-only program compiles.
[[gnu::cold, gnu::noinline]] inline std::string concat(std::initializer_list<text_part> parts) {
  std::string out;
  for (const text_part& part : parts) part.append_to(out);
  return out;
}

}  // namespace detail

namespace data {
using nnstruct::detail::concat;
}
namespace format {
using nnstruct::detail::concat;
}
namespace io {
using nnstruct::detail::concat;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
