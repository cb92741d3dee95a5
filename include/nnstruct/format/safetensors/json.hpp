// SPDX-License-Identifier: Apache-2.0
/// \file
/// A strict reader of JSON, token by token, for headers whose form is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

/// Text that JSON can have: UTF-8, in which surrogates are none. (The strings of a pickle may have them.)
NNSTRUCT_DECLARE bool is_unicode(std::string_view text) noexcept;

/// Reads JSON (RFC 8259) from its first byte to its last. Who uses it says what comes next; anything else is refused
/// with its place. Nothing nests deeper here than its user's own loops.
class json_reader {
 public:
  /// \param place  for messages; its offset is that of the text's first byte
  /// \param nesting  of objects and lists in each other that skip() passes over
  json_reader(std::string_view text, const file_place& place, std::uint64_t nesting)
      : text_(text), place_(place), nesting_(nesting) {}

  /// A character of the grammar, with blanks before it.
  NNSTRUCT_DECLARE void expect(char token);
  /// Takes the character if it comes next.
  NNSTRUCT_DECLARE bool take(char token);
  /// What comes next, after blanks; 0 at the end.
  NNSTRUCT_DECLARE char peek();
  /// A string, decoded: UTF-8, without the quotes and escapes. A lone surrogate is refused.
  NNSTRUCT_DECLARE std::string string();
  /// A number of digits alone, below 2^63.
  NNSTRUCT_DECLARE std::int64_t integer();
  /// Passes over any value. Nested ones are counted, not recursed into.
  NNSTRUCT_DECLARE void skip();
  /// Nothing but blanks follow.
  NNSTRUCT_DECLARE void end();

  std::size_t position() const noexcept { return at_; }
  [[noreturn]] void refuse(std::string_view what) const { refuse(at_, what); }
  NNSTRUCT_DECLARE [[noreturn]] void refuse(std::size_t at, std::string_view what,
                                            format_problem problem = format_problem::safetensors) const;
  /// For who counts what is read. \throws FormatError(limit)
  NNSTRUCT_DECLARE [[noreturn]] void over_limit(std::string_view found, std::string_view name,
                                                std::uint64_t limit) const;

 private:
  NNSTRUCT_DECLARE unsigned unicode_escape();
  /// A number, true, false or null.
  NNSTRUCT_DECLARE void skip_scalar();

  std::string_view text_;
  file_place place_;
  std::uint64_t nesting_;
  std::size_t at_ = 0;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
