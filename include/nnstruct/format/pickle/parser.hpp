// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads a pickle of protocol 0 to 5 into a document. Nothing is imported, called or executed.
#pragma once

#include <cstdint>
#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/document.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

/// What parse() accepts. Memory and time are bounded by the stream's length whatever it declares;
/// these bounds are for who wants less. Exceeding one is a FormatError(limit).
struct limits {
  std::uint64_t bytes = std::uint64_t{1} << 30;     ///< of the stream; never more than 2^32 - 1
  std::uint64_t text = std::uint64_t{1} << 30;      ///< bytes of one string, bytes, or number
  std::uint64_t elements = std::uint64_t{1} << 24;  ///< in all containers together; on the stack; objects
  std::uint64_t memo = std::uint64_t{1} << 24;      ///< entries
  /// Objects in objects. Python itself writes no more than 1000 unless told to, and at this depth a walk of
  /// the document may recurse.
  std::uint32_t nesting = 1000;
  bool cycles = false;    ///< accept objects that contain themselves (then a walk must watch out)
  bool trailing = false;  ///< accept bytes after STOP: document::size() says where the pickle ends
};

/// Reads one pickle. All of protocols 0 to 5 but what needs something outside of the file: the extension
/// registry (EXT1, EXT2, EXT4) and out-of-band buffers (NEXT_BUFFER, READONLY_BUFFER).
///
/// Strict where Python is lenient and the difference could give a file two meanings: STOP finds exactly one
/// value, nothing follows it, PROTO comes first and once, frames neither overlap nor cut an opcode in two. A
/// Python-2 str (STRING, BINSTRING, SHORT_BINSTRING) is a string when it is UTF-8, otherwise bytes.
///
/// \param place names the file and record for messages; its offset, when given, is where the pickle begins
/// and
///              is added to the offsets in messages (but not to those of values)
/// \throws FormatError: pickle (damaged, with the offset of the opcode at fault), limit, unsupported (a
/// cycle)
document parse(std::string bytes, const file_place& place, const limits& allowed = {});

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
