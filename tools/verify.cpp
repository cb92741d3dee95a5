// SPDX-License-Identifier: Apache-2.0
// nnstruct verify: whether a file is as it was saved, as far as it can be known.
#include <algorithm>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include <nnstruct/format/zip/reader.hpp>

#include "command.hpp"
#include "elements.hpp"
#include "listing.hpp"
#include "output.hpp"
#include "table.hpp"

namespace nnstruct_command {

namespace {

namespace zip = nnstruct::format::zip;

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
      "not.\n\n"
      "Example:\n  nnstruct verify model.pth");
  command->callback([&chosen, path] { chosen.run = [path] { return run(*path); }; });
}

}  // namespace nnstruct_command
