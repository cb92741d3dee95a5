// SPDX-License-Identifier: Apache-2.0
// nnstruct struct: the C++ declaration of the model in a checkpoint.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "command.hpp"
#include "output.hpp"
#include "struct_header.hpp"

namespace nnstruct_command {

namespace {

struct struct_options {
  std::string file;
  header_names names;
  output_place output;
};

}  // namespace

void add_struct(CLI::App& app, subcommand& chosen) {
  const auto options = std::make_shared<struct_options>();
  CLI::App* command = app.add_subcommand("struct", "Writes the C++ struct of the model in a checkpoint");
  command
      ->add_option("FILE", options->file, "A file of torch.save(model, ...), or of torch.save(model.state_dict(), ...)")
      ->required();
  add_name_options(*command, options->names, "The type's name; its class's or the file's, unless given",
                   "Where in the file the model or state_dict is, such as model_state_dict");
  add_output_options(*command, options->output);
  command->footer("Example:\n  nnstruct struct model.pth --name Net -o net.hpp");
  command->callback([&chosen, options] {
    chosen.run = [options] {
      write_output(options->output, struct_header(options->file, options->names), options->file, true);
      return fine;
    };
  });
}

}  // namespace nnstruct_command
