// SPDX-License-Identifier: Apache-2.0
// nnstruct verify: whether a file is as it was saved, as far as it can be known.
#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/zip/reader.hpp>

#include "command.hpp"
#include "elements.hpp"
#include "listing.hpp"
#include "output.hpp"
#include "table.hpp"

namespace nnstruct_command {

namespace {

namespace zip = nnstruct::format::zip;
namespace pickle = nnstruct::format::pickle;
using nnstruct::format::pytorch::checkpoint_file;

const auto read_only = [](const std::byte*, std::size_t) {};

/// Every entry of an archive, those too that no tensor is in.
std::string verify_archive(const std::string& path, progress& shown) {
  const zip::archive archive{nnstruct::io::input_file(path)};
  std::uint64_t bytes = 0, compared = 0;
  for (const zip::entry& entry : archive.entries()) {
    compared += each_piece(*archive.stream(entry), entry.size, shown, read_only) ? 1 : 0;
    bytes += entry.size;
  }
  const std::uint64_t entries = archive.entries().size(), absent = entries - compared;
  std::string out = "  " + (entries == 1 ? "1 entry" : with_commas(entries) + " entries") + ", " +
                    counted(bytes, "byte") + ": " + with_commas(compared) + " CRC-32 compared, all right";
  if (absent != 0) out += "; " + with_commas(absent) + " absent, so in these entries a change of data cannot be seen";
  return out + "\n";
}

/// A file without checksums: at least, all of it can be read.
std::string verify_plain(const std::string& path, progress& shown) {
  const nnstruct::io::input_file file(path);
  nnstruct::io::raw_stream bytes(file, 0);
  each_piece(bytes, file.size(), shown, read_only);
  return "  " + counted(file.size(), "byte") + ": this format holds no checksum, so a change of data cannot be seen\n";
}

std::string times(std::uint64_t calls) {
  if (calls == 0) return "named";
  return "called " + (calls == 1 ? std::string("once") : with_commas(calls) + " times");
}

/// What Python would import and call, if it opened the file. A name that payloads use has no line here: such a file is
/// refused. TorchScript's names are those of its own code, which Python does not import.
std::string names_of(const checkpoint_file& file) {
  const pickle::document& objects = file.document();
  struct uses {
    bool known;
    std::uint64_t calls = 0;
  };
  std::map<std::string, uses> names;
  const auto of = [&](const pickle::global_name& name) -> uses& {
    const std::string_view module = pickle::python3_module(name.module);
    return names
        .try_emplace(
            std::string(module) + "." + std::string(nnstruct::format::pytorch::python3_name(name.module, name.name)),
            uses{nnstruct::format::pytorch::is_understood(name.module, name.name)})
        .first->second;
  };
  for (const pickle::global_name& name : objects.globals()) of(name).calls += name.calls;
  for (const pickle::call_record& call : objects.calls())
    if (call.callable.is(pickle::kind::global)) ++of(objects.global(call.callable)).calls;
  if (names.empty()) return {};
  std::string lines;
  std::uint64_t known = 0;
  for (const bool in_turn : {false, true})
    for (const auto& [name, use] : names) {
      if (use.known != in_turn) continue;
      known += use.known;
      lines += std::string("    ") + (use.known ? "known    " : "unknown  ") + printable(name) + ", " +
               times(use.calls) + "\n";
    }
  return "  " + counted(names.size(), "name") + " that Python would import or call: " + with_commas(known) +
         " known, " + with_commas(names.size() - known) + " unknown, 0 dangerous\n" + lines;
}

int run(const std::string& path) {
  const listing file = list_file(path);
  std::uint64_t total = 0, storages = 0;
  for (const auto& one : file.files) total += one->input().size(), storages += one->storages().size();
  std::string out;
  {
    progress shown("verifying", total);  // gone before anything is printed
    for (const auto& one : file.files) {
      if (&one != &file.files.front() && one->path() == file.files.front()->path())
        continue;  // TorchScript's constants
      out += printable(one->path()) + "\n";
      const bool archive = file.format == "zip" || file.format == "torchscript";
      out += archive ? verify_archive(one->path(), shown) : verify_plain(one->path(), shown);
      if (const auto* checkpoint = dynamic_cast<const checkpoint_file*>(one.get()); file.format != "torchscript")
        if (checkpoint != nullptr) out += names_of(*checkpoint);
    }
  }
  out += "  structure: read whole; " + counted(file.tensors.size(), "tensor") + " in " + counted(storages, "storage") +
         ", each within its bounds; " + counted(file.values.size(), "other value") + "\n";
  write_stdout(out + "fine\n");
  return fine;
}

}  // namespace

void add_verify(CLI::App& app, subcommand& chosen) {
  const auto path = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("verify", "Reads a whole file, compares every checksum, checks every bound");
  command->add_option("FILE", *path, "A file of PyTorch's, of any version, of safetensors, or an index of some")
      ->required();
  command->footer(
      "Exits with 0 if nothing is wrong, with 2 if something is. PyTorch's zip format has a checksum of every entry;\n"
      "PyTorch's older formats and safetensors have none: there changes of structure are found, changes of data "
      "not.\n"
      "What Python would import and call on opening the file is listed: known is what is understood here, unknown is "
      "all\n"
      "else, which is read as inert values; a name that attacks use is refused.\n\n"
      "Example:\n  nnstruct verify model.pth");
  command->callback([&chosen, path] { chosen.run = [path] { return run(*path); }; });
}

}  // namespace nnstruct_command
