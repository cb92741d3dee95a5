// SPDX-License-Identifier: Apache-2.0
/// \file
/// Names and literals of C++, for what is generated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nnstruct_command {

bool is_keyword(std::string_view word) noexcept;
/// Of ASCII letters, digits and `_`, and no keyword.
bool is_identifier(std::string_view name) noexcept;
/// `a::b::c`, each part an identifier.
bool is_qualified_name(std::string_view name) noexcept;
/// The text with `_` for what cannot be in an identifier, and `_` before or behind it where that is needed too:
/// `resnet18-f37072fd` becomes `resnet18_f37072fd`, `3d` `_3d`, `int` `int_`.
std::string identifier_from(std::string_view text);

/// The text as a string literal of printable ASCII, quotes included. All else is escaped as UTF-8's bytes by three
/// octal digits each, which unlike hexadecimal ones take no more digits than these.
std::string string_literal(std::string_view text);

/// A number as an expression; the least one has no literal.
std::string integer_literal(std::int64_t number);

}  // namespace nnstruct_command
