// SPDX-License-Identifier: Apache-2.0
#include "output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/sha256.hpp>
#include <nnstruct/tensor/python_string.hpp>

#include "command.hpp"

namespace nnstruct_command {

std::string printable(std::string_view text) {
  constexpr std::string_view quotes = "'\"\\";  // repr would escape some of these, which a terminal shows as they are
  std::string out;
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of(quotes), text.size());
    const std::string quoted = nnstruct::detail::python_repr(text.substr(0, plain));
    out.append(quoted, 1, quoted.size() - 2);
    text.remove_prefix(plain);
    const std::size_t between = std::min(text.find_first_not_of(quotes), text.size());
    out.append(text.substr(0, between));
    text.remove_prefix(between);
  }
  return out;
}

namespace {

constexpr std::string_view last_line_begin =
    "// Edited, this file is not replaced without --force; the lines above have the hash ";

std::string last_line_of(std::string_view lines) {
  nnstruct::io::sha256 hash;
  hash.add(lines.data(), lines.size());
  return nnstruct::detail::concat({last_line_begin, hash.digest().substr(0, 16), "\n"});
}

/// Why a file must not be replaced; empty if it may: it is as it was written, or has nothing but a fingerprint.
std::string reason_to_keep(std::string_view content) {
  const bool is_fingerprint = content.size() == 19 && content.starts_with("0x") && content.ends_with('\n') &&
                              content.find_first_not_of("0123456789abcdef", 2) == 18;
  if (content.empty() || is_fingerprint) return {};
  const auto last = content.rfind(last_line_begin);
  if (last == content.npos || (last != 0 && content[last - 1] != '\n'))
    return "it has not the last line that nnstruct writes, so it is somebody's own, or of an older nnstruct";
  if (content.substr(last) != last_line_of(content.substr(0, last)))
    return "it was edited since nnstruct wrote it, as the hash in its last line tells";
  return {};
}

/// No source that was ever written is as large.
constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20;

/// The content of what may be replaced.
std::string readable_content(const std::string& path) {
  const nnstruct::io::input_file file(path);
  std::string content(static_cast<std::size_t>(std::min(file.size(), most_bytes)), '\0');
  file.read(0, content.data(), content.size());
  return content;
}

}  // namespace

namespace {
[[noreturn]] void fail_on_stdout() {
  const int number = errno;
  throw nnstruct::IoError(std::string("cannot write to the standard output: ") + std::strerror(number), {}, number);
}
}  // namespace

void text_output::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) fail_on_stdout();
}
void text_output::finish() {
  if (std::fflush(stdout) != 0) fail_on_stdout();
}

void write_stdout(std::string_view text) {
  text_output out;
  out.write(text);
  out.finish();
}

void write_output(const output_place& to, std::string_view text, const std::string& input, bool is_source) {
  if (to.path.empty()) return write_stdout(text);
  std::error_code none;  // as long as the output does not exist, it is another file
  if (std::filesystem::equivalent(to.path, input, none))
    throw usage_error(to.path + ": the output would replace the checkpoint it is made of; give another path");
  std::string whole(text);
  if (is_source) whole += last_line_of(text);
  if (std::filesystem::is_regular_file(to.path, none)) {
    const std::string content = readable_content(to.path);
    if (content == whole) return;
    const std::string reason = to.force || content == text ? std::string() : reason_to_keep(content);
    if (!reason.empty()) throw usage_error(to.path + ": " + reason + "; give another path, or --force to replace it");
  }
  nnstruct::io::atomic_file file(to.path);
  file.write(whole.data(), whole.size());
  file.commit(false);  // whoever loses it in a power cut makes it again
}

}  // namespace nnstruct_command
