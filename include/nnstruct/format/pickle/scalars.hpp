// SPDX-License-Identifier: Apache-2.0
/// \file
/// Makes numbers and texts of the arguments of opcodes.
#pragma once

#include <cstdint>
#include <string_view>

#include <nnstruct/format/pickle/builder.hpp>
#include <nnstruct/format/pickle/reader.hpp>
#include <nnstruct/format/pickle/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// Each function takes what its opcode wrote and gives the value, or refuses it.
class scalars {
 public:
  /// \param digits  of an integer, at most
  scalars(const reader& in, builder& build, std::uint64_t digits) noexcept : in_(in), build_(build), digits_(digits) {}

  NNSTRUCT_DECLARE value int_text(std::string_view line);   ///< INT; 00 and 01 are False and True
  NNSTRUCT_DECLARE value long_text(std::string_view line);  ///< LONG: digits, and an L
  NNSTRUCT_DECLARE value float_text(std::string_view line);
  NNSTRUCT_DECLARE value twos_complement(std::string_view bytes);  ///< LONG1, LONG4

  NNSTRUCT_DECLARE value utf8(std::string_view bytes);
  NNSTRUCT_DECLARE value python2_text(std::string_view bytes);  ///< a string when it is UTF-8, otherwise bytes
  NNSTRUCT_DECLARE value string_text(std::string_view line);    ///< STRING: a quoted Python-2 repr
  NNSTRUCT_DECLARE value unicode_text(std::string_view line);   ///< UNICODE: raw-unicode-escape

  NNSTRUCT_DECLARE std::uint32_t memo_id(std::string_view line);  ///< GET, PUT
  /// BINSTRING and LONG4 write lengths as signed numbers.
  NNSTRUCT_DECLARE std::uint64_t signed_length(std::uint64_t length);

 private:
  NNSTRUCT_DECLARE value decimal(std::string_view digits);

  const reader& in_;
  builder& build_;
  std::uint64_t digits_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
