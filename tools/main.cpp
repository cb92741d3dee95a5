// SPDX-License-Identifier: Apache-2.0
// The command `nnstruct`: what is done with checkpoints without a program.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include <nnstruct/version.hpp>

#include "command.hpp"
#include "json_text.hpp"
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

/// Where stdin, stdout or stderr is closed, the next file that is opened would get its place.
void occupy_standard_files() {
  for (int file; (file = ::open("/dev/null", O_RDONLY)) >= 0;)
    if (file > STDERR_FILENO) {
      ::close(file);
      return;
    }
}

}  // namespace

int main(int count, char** arguments) {
  occupy_standard_files();
  CLI::App app("Looks into PyTorch's checkpoints, and writes C++ from them.", "nnstruct");
  app.set_version_flag("--version", version);
  app.require_subcommand(1);
  app.fallthrough();  // what stands behind a subcommand may be an option of the whole
  bool strict_calls = false;
  app.add_flag("--strict-calls", strict_calls,
               "Refuses a file that calls, holds or names what is not understood here, which else is shown as it "
               "stands there. Of every subcommand. (Names that attacks use are refused in any case, and nothing is "
               "ever called.)");
  nnstruct_command::subcommand chosen;
  nnstruct_command::add_inspect(app, chosen);
  nnstruct_command::add_show(app, chosen);
  nnstruct_command::add_diff(app, chosen);
  nnstruct_command::add_verify(app, chosen);
  nnstruct_command::add_convert(app, chosen);
  nnstruct_command::add_schema(app, chosen);
  nnstruct_command::add_struct(app, chosen);
  try {
    app.parse(count, arguments);
    if (strict_calls) nnstruct_command::allowed.unknown_calls = nnstruct::refuse;
    return chosen.run();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help and --version
    return refuse(std::string(error.what()) + "; nnstruct --help tells more");
  } catch (const std::exception& error) {
    if (chosen.json) {
      const std::string object = nnstruct_command::json_of(error);
      std::fwrite(object.data(), 1, object.size(), stdout);
    }
    return refuse(error.what());
  }
}
