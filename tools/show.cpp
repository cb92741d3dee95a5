// SPDX-License-Identifier: Apache-2.0
// nnstruct show: a file as Python prints it.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.hpp"
#include "output.hpp"
#include "python_text.hpp"

namespace nnstruct_command {

namespace {

struct show_options {
  std::string file;
  std::string at;
};

}  // namespace

void add_show(CLI::App& app, subcommand& chosen) {
  const auto options = std::make_shared<show_options>();
  CLI::App* command = app.add_subcommand("show", "Prints what is in a file as Python would: print(torch.load(FILE))");
  command->add_option("FILE", options->file, "A file of PyTorch's, of any version, or of safetensors")->required();
  command->add_option("--at", options->at, "Shows what is there in the file, such as model_state_dict");
  command->footer(
      "A model that was saved whole prints its layers, a tensor its elements, of many the first and last. Nothing in "
      "the\n"
      "file is executed: of a class that is neither PyTorch's nor torchvision's own only the layers in it are "
      "known.\n\n"
      "Example:\n  nnstruct show model.pth\n  nnstruct show checkpoint.pth --at optimizer_state_dict.param_groups");
  command->callback([&chosen, options] {
    chosen.run = [options] {
      show_file(options->file, options->at);
      return fine;
    };
  });
}

}  // namespace nnstruct_command
