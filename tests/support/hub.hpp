// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the tests of nn::hub share: its table, variables of the environment, and what is printed on stderr.
#pragma once

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/temp_folder.hpp"

namespace nnstruct_test {

/// The rows of a section of tests/data/hub.txt, their fields.
inline std::vector<std::vector<std::string>> hub_rows(const std::string& section) {
  std::vector<std::vector<std::string>> out;
  bool inside = false;
  std::istringstream lines(content_of(NNSTRUCT_TEST_DATA "/hub.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("== ")) inside = line == "== " + section;
    else if (inside) {
      std::istringstream fields(line);
      for (out.emplace_back(); std::getline(fields, line, '\t');) out.back().push_back(line);
    }
  }
  if (out.empty()) throw std::runtime_error("hub.txt has no section " + section);
  return out;
}

/// A variable of the environment has another value, or none, while this lives.
class with_variable {
 public:
  with_variable(std::string name, const std::optional<std::string>& value) : name_(std::move(name)) {
    if (const char* const old = std::getenv(name_.c_str()); old != nullptr) old_ = old;
    set(value);
  }
  ~with_variable() { set(old_); }
  with_variable(const with_variable&) = delete;
  with_variable& operator=(const with_variable&) = delete;

 private:
  void set(const std::optional<std::string>& value) const {
    if (value) ::setenv(name_.c_str(), value->c_str(), 1);
    else ::unsetenv(name_.c_str());
  }
  std::string name_;
  std::optional<std::string> old_;
};

/// stderr is another file while this lives.
class with_stderr {
 public:
  /// \param file  is closed
  explicit with_stderr(int file) : kept_((std::fflush(stderr), ::dup(STDERR_FILENO))) {
    ::dup2(file, STDERR_FILENO);
    ::close(file);
  }
  ~with_stderr() {
    std::fflush(stderr);
    ::dup2(kept_, STDERR_FILENO);
    ::close(kept_);
  }
  with_stderr(const with_stderr&) = delete;
  with_stderr& operator=(const with_stderr&) = delete;

 private:
  int kept_;
};

/// What is written to stderr meanwhile.
template <class Function> std::string printed_by(Function function) {
  const temp_folder folder;
  {
    const with_stderr scope(::open((folder / "stderr").c_str(), O_WRONLY | O_CREAT, 0600));
    function();
  }
  return content_of(folder / "stderr");
}

/// The same where stderr is a terminal of so many columns. It takes 4 KB at a time without being read.
template <class Function> std::string drawn_by(unsigned short columns, Function function) {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || ::grantpt(terminal) != 0 || ::unlockpt(terminal) != 0)
    throw std::runtime_error("the test cannot open a terminal");
  const ::winsize size{24, columns, 0, 0};
  ::ioctl(terminal, TIOCSWINSZ, &size);
  const int other_end = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY);
  {
    const with_stderr scope(::dup(other_end));
    function();
  }
  std::string out(1 << 16, '\0');
  const ::ssize_t count = ::read(terminal, out.data(), out.size());
  ::close(other_end);
  ::close(terminal);
  out.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return out;
}

}  // namespace nnstruct_test
