// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads a pickle of protocol 0 to 5 into a document. Nothing is imported, called or executed.
#pragma once

#include <cstdint>
#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/limits.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

/// What parse() takes although no checkpoint has it.
struct leniency {
  bool trailing = false;  ///< bytes after STOP: document::size() says where the pickle ends
  /// What a call of these globals makes is its first argument, nothing else.
  bool (*passes_on)(const global_name& function) = nullptr;
  /// Dangerous names (dangerous_names.hpp), for who asks what kind of file it is and uses nothing of it.
  bool dangerous = false;
  bool calls = true;  ///< calls of anything; a storage in a pickle has none
};

/// Refuses a pickle of so many bytes before they are read, if they are too many.
/// \throws FormatError(limit)
NNSTRUCT_DECLARE void require_size(std::uint64_t bytes, const file_place& place, const limits& allowed);

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
/// Dangerous names are refused wherever they stand: called, given to another function, thrown away or only in the memo.
///
/// \throws FormatError: pickle (damaged, with the offset of the opcode at fault), unsafe_global (with that of the
/// name),
///                      limit
NNSTRUCT_DECLARE document parse(std::string bytes, const file_place& place, const limits& allowed = {},
                                leniency taken = {});

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
