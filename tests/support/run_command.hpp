// SPDX-License-Identifier: Apache-2.0
/// \file
/// Runs a program as a shell would, and catches what it prints.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "support/temp_folder.hpp"

namespace nnstruct_test {

struct command_result {
  int status;  ///< what it exits with; -1 if it is killed
  std::string out;
  std::string error;
};

/// \param words   the program's path and its arguments
/// \param stdout_path  where stdout goes; empty: into the result
inline command_result run_command(std::vector<std::string> words, const std::string& stdout_path = {}) {
  const temp_folder folder;
  const std::string out = stdout_path.empty() ? folder / "out" : stdout_path, error = folder / "error";
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {  // only calls that are allowed between fork and exec
    const int to_out = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int to_error = ::open(error.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (to_out >= 0 && to_error >= 0 && ::dup2(to_out, 1) == 1 && ::dup2(to_error, 2) == 2)
      ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child) throw std::runtime_error("cannot wait for " + words[0]);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, stdout_path.empty() ? content_of(out) : std::string(),
          content_of(error)};
}

#ifdef NNSTRUCT_TEST_COMMAND
/// The command nnstruct.
inline command_result run_nnstruct(std::vector<std::string> arguments, const std::string& stdout_path = {}) {
  arguments.insert(arguments.begin(), NNSTRUCT_TEST_COMMAND);
  return run_command(std::move(arguments), stdout_path);
}
#endif

}  // namespace nnstruct_test
