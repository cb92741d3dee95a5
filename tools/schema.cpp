// SPDX-License-Identifier: Apache-2.0
// nnstruct schema: the keys, dtypes and shapes of a checkpoint, for the compiler.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "command.hpp"
#include "output.hpp"
#include "schema_header.hpp"

namespace nnstruct_command {

namespace {

struct schema_options {
  std::string file;
  header_names names;
  output_place output;
  bool fingerprint = false;
};

int run(schema_options& options) {
  complete_names(options.names, options.file);
  const file_schema schema = read_schema(options.file, options.names.at);
  const std::string text =
      options.fingerprint ? hexadecimal(fingerprint(schema)) + "\n" : schema_header(schema, options.names);
  write_output(options.output, text, options.file, !options.fingerprint);
  return fine;
}

}  // namespace

void add_schema(CLI::App& app, subcommand& chosen) {
  const auto options = std::make_shared<schema_options>();
  CLI::App* command = app.add_subcommand("schema", "Writes a C++ header with a checkpoint's keys, dtypes and shapes");
  command
      ->add_option("FILE", options->file, "A file of torch.save(model.state_dict(), ...), or of torch.save(model, ...)")
      ->required();
  add_name_options(*command, options->names, "The type's name; the file's, unless given",
                   "Where in the file the state_dict or model is, such as model_state_dict");
  add_output_options(*command, options->output);
  command->add_flag("--fingerprint", options->fingerprint,
                    "Only the number that nn::schema_fingerprint is for a struct with this schema");
  command->footer("Example:\n  nnstruct schema resnet18.pth -o resnet18.hpp");
  command->callback([&chosen, options] { chosen.run = [options] { return run(*options); }; });
}

}  // namespace nnstruct_command
