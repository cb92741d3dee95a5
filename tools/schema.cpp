// SPDX-License-Identifier: Apache-2.0
// nnstruct schema: the keys, dtypes and shapes of a checkpoint, for the compiler.
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/schema/summary.hpp>

#include "command.hpp"
#include "output.hpp"

namespace nnstruct_command {

namespace {

using nnstruct::format::pytorch::state_dict_file;

struct schema_options {
  std::string file;
  std::string at;
  bool fingerprint = false;
};

/// A general checkpoint has its state_dict in a dictionary of its own.
void require_tensors(const state_dict_file& file) {
  if (!file.tensors().empty() || file.others().empty()) return;
  std::string what = "there is no tensor in this dictionary";
  const auto paths = file.file().state_dict_paths();
  for (std::size_t i = 0; i < paths.size() && i < 5; ++i)
    what += (i == 0 ? "; state_dicts are in it: --at " : ", --at ") + paths[i];
  throw nnstruct::FormatError(nnstruct::format_problem::unsupported, {file.path(), {}, {}}, what);
}

/// nn::schema_fingerprint of a struct with the same keys, dtypes, shapes and order.
std::uint64_t fingerprint(const state_dict_file& file) {
  nnstruct::detail::fingerprint_hash hash;
  for (const auto& tensor : file.tensors())
    hash.add(tensor.key, tensor.dtype, file.shape(tensor).data(), file.shape(tensor).size());
  return hash.value();
}

std::string hexadecimal(std::uint64_t number) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%016llx", static_cast<unsigned long long>(number));
  return text;
}

int run(const schema_options& options) {
  const state_dict_file file(options.file, options.at);
  require_tensors(file);
  write_output({}, hexadecimal(fingerprint(file)) + "\n", options.file);
  return fine;
}

}  // namespace

void add_schema(CLI::App& app, subcommand& chosen) {
  const auto options = std::make_shared<schema_options>();
  CLI::App* command = app.add_subcommand("schema", "Writes a C++ header with a checkpoint's keys, dtypes and shapes");
  command->add_option("FILE", options->file, "A file of torch.save(model.state_dict(), ...)")->required();
  command->add_option("--at", options->at, "Where in the file the state_dict is, such as model_state_dict");
  command->add_flag("--fingerprint", options->fingerprint, "Prints only the number that nn::schema_fingerprint is");
  command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace nnstruct_command
