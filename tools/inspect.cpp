// SPDX-License-Identifier: Apache-2.0
// nnstruct inspect: what is in a file.
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/state_dict/repr.hpp>

#include "command.hpp"
#include "hashes.hpp"
#include "json_text.hpp"
#include "listing.hpp"
#include "output.hpp"
#include "table.hpp"

namespace nnstruct_command {

namespace {

struct inspect_options {
  std::string file;
  bool json = false;
  bool hash = false;
};

std::string described(const listing& file) {
  static const std::map<std::string, std::string> kinds = {{"state_dict", "a state_dict"},
                                                           {"checkpoint", "a checkpoint"},
                                                           {"module", "a whole model"},
                                                           {"tensor", "a single tensor"},
                                                           {"list", "a list"},
                                                           {"value", "a value"}};
  static const std::map<std::string, std::string> formats = {
      {"zip", "PyTorch's zip format"},    {"legacy", "PyTorch's format before 1.6"},
      {"tar", "PyTorch's format of 0.1"}, {"pickle", "a plain pickle"},
      {"safetensors", "safetensors"},     {"torchscript", "TorchScript"}};
  std::string out = file.path + ": " + kinds.at(file.kind) + " in " + formats.at(file.format);
  if (!file.writer.empty()) out += " (" + file.writer + ")";
  return printable(out) + "\n";
}

/// What is not as in most files: strides, and memory that another tensor has too.
std::string note_on(const listing& file, std::size_t i, const std::string& same_memory) {
  const listed_tensor& tensor = file.tensors[i];
  const auto& record = tensor.record;
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  if (!nnstruct::format::detail::is_row_major(file.file_of(tensor), record))
    add("strides " + shape_text(file.file_of(tensor).strides(record)));
  if (!tensor.type.empty()) add(tensor.type);
  if (record.conj) add("conjugates");
  if (record.neg) add("negatives");
  if (!same_memory.empty()) add("shares memory with " + same_memory);
  return out;
}

std::string text_of(const listing& file, const std::vector<std::string>& hashes) {
  std::string out = described(file);
  std::uint64_t elements = 0, bytes = 0;
  if (!file.tensors.empty()) {
    std::vector<std::string> heads = {"key", "dtype", "shape", ">bytes"};
    if (!hashes.empty()) heads.emplace_back("sha256");
    heads.emplace_back("");
    table rows(std::move(heads));
    std::map<std::pair<std::size_t, std::size_t>, const std::string*> first;
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
      const listed_tensor& tensor = file.tensors[i];
      const auto [owner, is_new] = first.try_emplace({tensor.file, tensor.record.storage}, &tensor.shown());
      std::vector<std::string> row = {tensor.shown(), std::string(name_of(tensor.record.dtype)),
                                      shape_text(file.file_of(tensor).shape(tensor.record)),
                                      with_commas(listing::bytes_of(tensor))};
      if (!hashes.empty()) row.push_back(hashes[i]);
      row.push_back(note_on(file, i, is_new || tensor.record.numel == 0 ? "" : *owner->second));
      rows.add(std::move(row));
      elements += tensor.record.numel;
      bytes += listing::bytes_of(tensor);
    }
    out += "\n" + rows.text() + "\n";
  }
  out += counted(file.tensors.size(), "tensor") + ", " + counted(elements, "element") + ", " + counted(bytes, "byte") +
         "\n";
  if (!file.file_metadata.empty()) {
    table rows({"metadata", "is"});
    for (const auto& [name, text] : file.file_metadata) rows.add({name, shortened(text, 200)});
    out += "\n" + rows.text();
  }
  if (!file.values.empty()) {
    table rows({"value", "is"});
    for (const listed_value& value : file.values)
      rows.add({value.shown(), shortened(nnstruct::repr(value.value), 200)});
    out += "\n" + rows.text();
  }
  return out;
}

int run(const inspect_options& options) {
  const listing file = list_file(options.file);
  const std::vector<std::string> hashes = options.hash ? hashes_of(file) : std::vector<std::string>();
  write_stdout(options.json ? json_of(file, hashes) : text_of(file, hashes));
  return fine;
}

}  // namespace

void add_inspect(CLI::App& app, subcommand& chosen) {
  const auto options = std::make_shared<inspect_options>();
  CLI::App* command = app.add_subcommand("inspect", "Lists what is in a file: tensors, and other values");
  command->add_option("FILE", options->file, "A file of PyTorch's, of any version, of safetensors, or an index of some")
      ->required();
  command->add_flag("--json", options->json, "Prints a JSON object; of a bad file one that says what is wrong");
  command->add_flag("--hash", options->hash,
                    "Reads the tensors too, compares their checksums, and prints SHA-256 of their elements");
  command->footer(
      "The tensors are listed in the file's order, under the keys that lead to them, joined by dots; where two things\n"
      "would have one path, keys stand in brackets, as Python writes them. Nothing in the file is executed.\n\n"
      "Example:\n  nnstruct inspect model.pth\n  nnstruct inspect --json --hash checkpoint.pth");
  command->callback([&chosen, options] { chosen = {[options] { return run(*options); }, options->json}; });
}

}  // namespace nnstruct_command
