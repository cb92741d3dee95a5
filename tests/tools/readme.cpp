// SPDX-License-Identifier: Apache-2.0
// What the README shows of the command is what it prints.
#include <sstream>
#include <string>

#include "support/catch.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

namespace tools_readme_test {

using namespace nnstruct_test;

TEST_CASE("readme: the command prints what is shown there", "[readme]") {
  const std::string project = NNSTRUCT_EXAMPLES_DATA "/..";
  const std::string readme = content_of(project + "/README.md");
  const std::size_t begin = readme.find("```console\n$ nnstruct "), end = readme.find("\n```", begin);
  REQUIRE(end != std::string::npos);
  std::istringstream lines(readme.substr(begin + 11, end + 1 - begin - 11));
  std::string command, expected;
  std::size_t commands = 0;
  const auto check = [&] {
    if (command.empty()) return;
    const std::string tool = NNSTRUCT_TEST_COMMAND;
    const std::string words =
        "cd '" + project + "' && PATH='" + tool.substr(0, tool.rfind('/')) + "':$PATH && " + command;
    INFO(command);
    CHECK(run_command({"/bin/sh", "-c", words + " 2>&1"}).out == expected);
    ++commands;
  };
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("$ ")) {
      expected += line + "\n";
      continue;
    }
    check();
    command = line.substr(2), expected.clear();
  }
  check();
  CHECK(commands >= 6);
}

}  // namespace tools_readme_test
