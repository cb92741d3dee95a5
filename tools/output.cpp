// SPDX-License-Identifier: Apache-2.0
#include "output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <nnstruct/error.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/file.hpp>
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

bool has_content(const std::string& path, std::string_view text) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return false;
  const nnstruct::io::input_file file(path);
  if (file.size() != text.size()) return false;
  std::string content(text.size(), '\0');
  file.read(0, content.data(), content.size());
  return content == text;
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

void write_output(const std::string& path, std::string_view text, const std::string& input) {
  if (path.empty()) return write_stdout(text);
  std::error_code none;  // as long as the output does not exist, it is another file
  if (std::filesystem::equivalent(path, input, none))
    throw usage_error(path + ": the output would replace the checkpoint it is made of; give another path");
  if (has_content(path, text)) return;
  nnstruct::io::atomic_file file(path);
  file.write(text.data(), text.size());
  file.commit(false);  // whoever loses it in a power cut makes it again
}

}  // namespace nnstruct_command
