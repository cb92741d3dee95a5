// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/extent.hpp>
#include <nnstruct/format/pickle/opcode.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/read_ahead.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

namespace detail {

/// How an opcode's argument is written, in the words of Python's pickletools.
struct argument {
  unsigned char bytes = 0;   ///< that are always there
  unsigned char length = 0;  ///< bytes of a length before so many bytes more
  unsigned char lines = 0;   ///< texts that end with a newline
};

constexpr argument argument_of(opcode code) noexcept {
  switch (code) {
    case opcode::binint1:
    case opcode::binget:
    case opcode::binput:
    case opcode::proto:
    case opcode::ext1: return {.bytes = 1};
    case opcode::binint2:
    case opcode::ext2: return {.bytes = 2};
    case opcode::binint:
    case opcode::long_binget:
    case opcode::long_binput:
    case opcode::ext4: return {.bytes = 4};
    case opcode::binfloat:
    case opcode::frame: return {.bytes = 8};
    case opcode::short_binstring:
    case opcode::short_binbytes:
    case opcode::short_binunicode:
    case opcode::long1: return {.length = 1};
    case opcode::binstring:
    case opcode::binunicode:
    case opcode::binbytes:
    case opcode::long4: return {.length = 4};
    case opcode::binunicode8:
    case opcode::binbytes8:
    case opcode::bytearray8: return {.length = 8};
    case opcode::float_text:
    case opcode::int_text:
    case opcode::long_text:
    case opcode::persid:
    case opcode::string:
    case opcode::unicode:
    case opcode::get:
    case opcode::put: return {.lines = 1};
    case opcode::global:
    case opcode::inst: return {.lines = 2};
    default: return {};
  }
}

}  // namespace detail

NNSTRUCT_DEFINE std::uint64_t extent(const io::input_file& file, std::uint64_t offset, std::uint64_t end,
                                     file_place place) {
  io::read_ahead window(file, end);
  std::uint64_t at = offset;
  const auto refuse = [&](std::string_view what) {
    place.offset = at;
    throw FormatError(format_problem::pickle, place, what);
  };
  const auto need = [&](io::checked bytes) {
    if (!(io::checked(at) + bytes).at_most(end))
      refuse("the pickle is not over where what holds it ends; the file is damaged or cut short");
  };
  for (;;) {
    need(1);
    const auto code = static_cast<detail::opcode>(static_cast<unsigned char>(window.at(at, 1)[0]));
    if (name(code).empty()) refuse("expected an opcode of pickle; the file is damaged");
    const detail::argument argument = detail::argument_of(code);
    at += 1;
    if (code == detail::opcode::stop) return at - offset;
    need(argument.bytes);
    at += argument.bytes;
    if (argument.length != 0) {
      need(argument.length);
      std::uint64_t length = 0;
      const std::string_view bytes = window.at(at, argument.length);
      for (std::size_t i = bytes.size(); i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes[i]);
      need(io::checked(length) + argument.length);
      at += argument.length + length;
    }
    for (unsigned line = 0; line < argument.lines; ++line) {
      constexpr std::uint64_t piece = 256;
      for (bool ended = false; !ended;) {
        need(1);
        const auto count = static_cast<std::size_t>(std::min(piece, end - at));
        const std::size_t newline = window.at(at, count).find('\n');
        ended = newline != std::string_view::npos;
        at += ended ? newline + 1 : count;
      }
    }
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
