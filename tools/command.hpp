// SPDX-License-Identifier: Apache-2.0
/// \file
/// What main() knows of each subcommand, and what each of them may throw.
#pragma once

#include <functional>

#include <nnstruct/error.hpp>
#include <nnstruct/limits.hpp>

namespace CLI {
class App;
}

namespace nnstruct_command {

/// What `nnstruct` exits with.
enum exit_status : int {
  fine = 0,
  differs = 1,    ///< what was compared is not the same
  bad_input = 2,  ///< a file, or what was typed: one line on stderr says file, place, and what to do
};

/// By what every subcommand reads files: the library's limits, and with --strict-calls no unknown call.
inline nnstruct::limits allowed;

/// What is typed makes no sense. Files are refused by the library's own errors; main() prints both in one line.
class usage_error : public nnstruct::Error {
 public:
  using Error::Error;
};

/// What a subcommand does.
struct subcommand {
  std::function<int()> run;  ///< returns an exit_status or throws
  bool json = false;         ///< an error is printed as JSON too
};

// Each adds its options to the app, and puts what it does into `chosen` when it is the one that is typed.
void add_convert(CLI::App& app, subcommand& chosen);
void add_diff(CLI::App& app, subcommand& chosen);
void add_inspect(CLI::App& app, subcommand& chosen);
void add_schema(CLI::App& app, subcommand& chosen);
void add_show(CLI::App& app, subcommand& chosen);
void add_struct(CLI::App& app, subcommand& chosen);
void add_verify(CLI::App& app, subcommand& chosen);

}  // namespace nnstruct_command
