// SPDX-License-Identifier: Apache-2.0
/// \file
/// The opcodes of pickle protocols 0 to 5, under the names that Python's pickletools gives them.
#pragma once

#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

// Some C headers define NAN-like words as macros (FLOAT, LONG, INT on Windows): hence lower case.
#define NNSTRUCT_PICKLE_OPCODES(X)              \
  X(mark, '(', "MARK")                          \
  X(stop, '.', "STOP")                          \
  X(pop, '0', "POP")                            \
  X(pop_mark, '1', "POP_MARK")                  \
  X(dup, '2', "DUP")                            \
  X(float_text, 'F', "FLOAT")                   \
  X(int_text, 'I', "INT")                       \
  X(binint, 'J', "BININT")                      \
  X(binint1, 'K', "BININT1")                    \
  X(long_text, 'L', "LONG")                     \
  X(binint2, 'M', "BININT2")                    \
  X(none, 'N', "NONE")                          \
  X(persid, 'P', "PERSID")                      \
  X(binpersid, 'Q', "BINPERSID")                \
  X(reduce, 'R', "REDUCE")                      \
  X(string, 'S', "STRING")                      \
  X(binstring, 'T', "BINSTRING")                \
  X(short_binstring, 'U', "SHORT_BINSTRING")    \
  X(unicode, 'V', "UNICODE")                    \
  X(binunicode, 'X', "BINUNICODE")              \
  X(append, 'a', "APPEND")                      \
  X(build, 'b', "BUILD")                        \
  X(global, 'c', "GLOBAL")                      \
  X(dict, 'd', "DICT")                          \
  X(empty_dict, '}', "EMPTY_DICT")              \
  X(appends, 'e', "APPENDS")                    \
  X(get, 'g', "GET")                            \
  X(binget, 'h', "BINGET")                      \
  X(inst, 'i', "INST")                          \
  X(long_binget, 'j', "LONG_BINGET")            \
  X(list, 'l', "LIST")                          \
  X(empty_list, ']', "EMPTY_LIST")              \
  X(obj, 'o', "OBJ")                            \
  X(put, 'p', "PUT")                            \
  X(binput, 'q', "BINPUT")                      \
  X(long_binput, 'r', "LONG_BINPUT")            \
  X(setitem, 's', "SETITEM")                    \
  X(tuple, 't', "TUPLE")                        \
  X(empty_tuple, ')', "EMPTY_TUPLE")            \
  X(setitems, 'u', "SETITEMS")                  \
  X(binfloat, 'G', "BINFLOAT")                  \
  X(proto, 0x80, "PROTO")                       \
  X(newobj, 0x81, "NEWOBJ")                     \
  X(ext1, 0x82, "EXT1")                         \
  X(ext2, 0x83, "EXT2")                         \
  X(ext4, 0x84, "EXT4")                         \
  X(tuple1, 0x85, "TUPLE1")                     \
  X(tuple2, 0x86, "TUPLE2")                     \
  X(tuple3, 0x87, "TUPLE3")                     \
  X(newtrue, 0x88, "NEWTRUE")                   \
  X(newfalse, 0x89, "NEWFALSE")                 \
  X(long1, 0x8a, "LONG1")                       \
  X(long4, 0x8b, "LONG4")                       \
  X(binbytes, 'B', "BINBYTES")                  \
  X(short_binbytes, 'C', "SHORT_BINBYTES")      \
  X(short_binunicode, 0x8c, "SHORT_BINUNICODE") \
  X(binunicode8, 0x8d, "BINUNICODE8")           \
  X(binbytes8, 0x8e, "BINBYTES8")               \
  X(empty_set, 0x8f, "EMPTY_SET")               \
  X(additems, 0x90, "ADDITEMS")                 \
  X(frozenset, 0x91, "FROZENSET")               \
  X(newobj_ex, 0x92, "NEWOBJ_EX")               \
  X(stack_global, 0x93, "STACK_GLOBAL")         \
  X(memoize, 0x94, "MEMOIZE")                   \
  X(frame, 0x95, "FRAME")                       \
  X(bytearray8, 0x96, "BYTEARRAY8")             \
  X(next_buffer, 0x97, "NEXT_BUFFER")           \
  X(readonly_buffer, 0x98, "READONLY_BUFFER")

enum class opcode : std::uint8_t {
#define NNSTRUCT_PICKLE_OPCODE(id, code, text) id = code,
  NNSTRUCT_PICKLE_OPCODES(NNSTRUCT_PICKLE_OPCODE)
#undef NNSTRUCT_PICKLE_OPCODE
};

/// The name for messages; empty for a byte that is no opcode.
constexpr std::string_view name(opcode code) noexcept {
  switch (code) {
#define NNSTRUCT_PICKLE_OPCODE(id, code, text) \
  case opcode::id: return text;
    NNSTRUCT_PICKLE_OPCODES(NNSTRUCT_PICKLE_OPCODE)
#undef NNSTRUCT_PICKLE_OPCODE
  }
  return {};
}
#undef NNSTRUCT_PICKLE_OPCODES

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
