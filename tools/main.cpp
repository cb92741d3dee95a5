// SPDX-License-Identifier: Apache-2.0
// The command `nnstruct`: what is done with checkpoints without a program.
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include <nnstruct/version.hpp>

#include "command.hpp"
#include "output.hpp"

#define NNSTRUCT_TEXT_OF(number) #number
#define NNSTRUCT_TEXT(number) NNSTRUCT_TEXT_OF(number)

namespace {

constexpr const char* version = "nnstruct " NNSTRUCT_TEXT(NNSTRUCT_VERSION_MAJOR) "." NNSTRUCT_TEXT(
    NNSTRUCT_VERSION_MINOR) "." NNSTRUCT_TEXT(NNSTRUCT_VERSION_PATCH);

int refuse(std::string_view what) {
  const std::string line = "nnstruct: " + nnstruct_command::printable(what) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
  return nnstruct_command::bad_input;
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("Looks into PyTorch's checkpoints, and writes C++ from them.", "nnstruct");
  app.set_version_flag("--version", version);
  app.require_subcommand(1);
  nnstruct_command::subcommand chosen;
  nnstruct_command::add_schema(app, chosen);
  nnstruct_command::add_struct(app, chosen);
  try {
    app.parse(count, arguments);
    return chosen();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help and --version
    return refuse(std::string(error.what()) + "; nnstruct --help tells more");
  } catch (const std::exception& error) { return refuse(error.what()); }
}
