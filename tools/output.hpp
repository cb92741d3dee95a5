// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the command writes: to files, and to people.
#pragma once

#include <string>
#include <string_view>

namespace nnstruct_command {

/// One line that a terminal shows as it is: control characters, line ends, what turns the direction of writing, and
/// bytes that are no UTF-8 are escaped as Python escapes them (`\n`, `\x1b`, `\u202e`).
std::string printable(std::string_view text);

/// Writes to stdout.
class text_output {
 public:
  /// \throws IoError
  void write(std::string_view text);
  /// Whatever is still on its way. \throws IoError
  void finish();
};

/// \throws IoError
void write_stdout(std::string_view text);

/// Where a text goes.
struct output_place {
  std::string path;    ///< empty: to stdout
  bool force = false;  ///< in place of whatever is there
};

/// Writes a whole text to a file, or to stdout. The file is the old one or the new one, never a part of it; if it has
/// this content already it is left alone, with its time, so that nothing is built anew.
///
/// In the file, C++ source has one line more, a comment with the hash of those above. A file that is there already is
/// replaced if its last line is right, so that it is as nnstruct wrote it, or if there is nothing to lose in it.
/// \param input      the file that the text is made of: it is not overwritten
/// \param is_source  the text is C++
/// \throws IoError, usage_error
void write_output(const output_place& to, std::string_view text, const std::string& input, bool is_source);

}  // namespace nnstruct_command
