// SPDX-License-Identifier: Apache-2.0
/// \file
/// The texts of a pickle: UTF-8, and the escapes and decimal numbers of protocol 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// Well-formed UTF-8, where surrogates are allowed as Python's surrogatepass writes them.
NNSTRUCT_DECLARE bool valid_utf8(std::string_view text) noexcept;

/// Undoes the escapes of STRING (what Python 2's repr writes between the quotes) into `out`, which has room
/// for text.size() bytes. \return the bytes written, or npos for a malformed escape
NNSTRUCT_DECLARE std::size_t unescape_string(std::string_view text, char* out) noexcept;

/// Decodes the raw-unicode-escape of UNICODE as UTF-8 into `out`, which has room for 2 * text.size() bytes.
/// \return the bytes written, or npos for a malformed escape
NNSTRUCT_DECLARE std::size_t unescape_unicode(std::string_view text, char* out) noexcept;

/// A decimal integer that may have a sign, of at most 4300 digits (as Python): its shortest little-endian
/// two's complement. Empty when it is none.
NNSTRUCT_DECLARE std::string decimal_to_twos_complement(std::string_view decimal);

/// Without the bytes at the end that only repeat the sign; empty for 0.
NNSTRUCT_DECLARE std::string_view shortest_twos_complement(std::string_view bytes) noexcept;

/// Of at most 8 bytes.
NNSTRUCT_DECLARE std::int64_t twos_complement_to_int64(std::string_view bytes) noexcept;

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
