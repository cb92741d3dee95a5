// SPDX-License-Identifier: Apache-2.0
// nnstruct convert: the same tensors in another format.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/format/safetensors/writer.hpp>
#include <nnstruct/state_dict/repr.hpp>

#include "command.hpp"
#include "document_pickler.hpp"
#include "elements.hpp"
#include "file_schema.hpp"
#include "hashes.hpp"
#include "listing.hpp"
#include "output.hpp"
#include "table.hpp"

namespace nnstruct_command {

using namespace nnstruct::format;
using nnstruct::format_problem;
using nnstruct::detail::concat;
using pytorch::checkpoint_file;
using pytorch::container_kind;

namespace {

struct convert_options {
  std::string from, to, format, at;
};

[[noreturn]] void refuse(const listing& file, const std::string& what) {
  throw nnstruct::FormatError(format_problem::unsupported, {file.path, {}, {}}, what);
}

/// What is written, stream by stream, and how far it is.
class source : public nnstruct::io::stream_source {
 public:
  using opener = std::function<std::unique_ptr<nnstruct::io::byte_stream>(std::size_t)>;
  source(opener open, std::uint64_t bytes) : open_(std::move(open)), shown_("converting", bytes) {}

  std::unique_ptr<nnstruct::io::byte_stream> open(std::size_t number) const override {
    struct counted_stream final : nnstruct::io::byte_stream {
      std::unique_ptr<nnstruct::io::byte_stream> from;
      progress& shown;
      counted_stream(std::unique_ptr<nnstruct::io::byte_stream> stream, progress& to)
          : from(std::move(stream)), shown(to) {}
      void read(void* to, std::size_t bytes) override {
        from->read(to, bytes);
        shown.add(bytes);
      }
      bool finish() override { return from->finish(); }
    };
    return std::make_unique<counted_stream>(open_(number), shown_);
  }

 private:
  opener open_;
  mutable progress shown_;
};

std::uint64_t bytes_of(std::span<const pytorch::saved_storage> storages) {
  std::uint64_t out = 0;
  for (const auto& storage : storages) out += storage.bytes;
  return out;
}

/// Where the state_dicts and models of a file are, as an advice.
std::string places_in(const listing& file, const std::string& at) {
  const auto* const checkpoint = dynamic_cast<const checkpoint_file*>(file.files.front().get());
  if (checkpoint == nullptr || !at.empty()) return "choose a state_dict with --at";
  const std::string places = places_of_models(*checkpoint);
  if (places.empty() && file.format == "torchscript") return "there is no state_dict in it; save one in Python";
  return places.empty() ? "there is no state_dict in it; convert to zip or legacy" : "choose one: " + places;
}

void to_safetensors(const listing& file, const convert_options& options) {
  const std::string only = "a safetensors file is one dictionary of tensors alone, and ";
  const bool whole = file.is_state_dict || file.kind == "module";
  if (!whole && !file.values.empty())
    refuse(file,
           concat({only, "\"", file.values[0].shown(), "\" is ", shortened(nnstruct::repr(file.values[0].value), 60),
                   file.values.size() > 1 ? concat({", one of ", file.values.size(), " values that would be lost"})
                                          : std::string(),
                   "; ", places_in(file, options.at)}));
  if (!whole) refuse(file, concat({only, "this is a ", file.kind, "; ", places_in(file, options.at)}));
  if (file.has_sparse)
    refuse(file, concat({only,
                         "there is a sparse or nested tensor in it; make it a dense one in Python, with to_dense() or "
                         "to_padded_tensor()"}));
  const auto is_kept = [](const listed_tensor& tensor) { return tensor.in_state_dict; };
  if (!file.tensors.empty() && std::none_of(file.tensors.begin(), file.tensors.end(), is_kept))
    refuse(file,
           concat({"its state_dict is empty, and ", counted(file.tensors.size(), "tensor"),
                   " elsewhere in it would be lost, such as \"", file.tensors[0].shown(), "\"; ",
                   file.tensors[0].key.starts_with("CONSTANTS.")
                       ? "torch.jit.freeze and torch.jit.trace make constants of weights: save the state_dict of the "
                         "model as it was before"
                       : "make them parameters or buffers in Python"}));
  require_bounded_views(file);

  // As save_model of safetensors: of tensors that are one memory the first by the alphabet is kept, and the metadata
  // say under which key the others are.
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < file.tensors.size(); ++i)
    if (is_kept(file.tensors[i])) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return file.tensors[a].state_key.compare(file.tensors[b].state_key) < 0;
  });
  std::vector<std::pair<std::string, std::string>> metadata = file.file_metadata;
  const auto is_known = [&](const std::string& name) {
    return std::any_of(metadata.begin(), metadata.end(), [&](const auto& item) { return item.first == name; });
  };
  std::vector<safetensors::saved_tensor> tensors;
  std::uint64_t bytes = 0;
  std::map<tensor_identity, std::string_view> known;
  for (const std::size_t i : order) {
    const listed_tensor& tensor = file.tensors[i];
    const auto [first, is_new] = known.try_emplace(identity_of(file, tensor), tensor.state_key);
    if (!is_new && tensor.record.numel != 0) {
      if (!is_known(tensor.state_key)) metadata.emplace_back(tensor.state_key, first->second);
      continue;
    }
    tensors.push_back({tensor.state_key, tensor.record.dtype, file.file_of(tensor).shape(tensor.record), nullptr,
                       listing::bytes_of(tensor), i});
    bytes += tensors.back().bytes;
  }
  std::vector<std::unique_ptr<element_reader>> readers;
  for (const auto& one : file.files) readers.push_back(std::make_unique<element_reader>(*one));
  const source from([&](std::size_t i) { return readers[file.tensors[i].file]->open(file.tensors[i].record); }, bytes);
  safetensors::write_safetensors(options.to, std::move(tensors), std::move(metadata), true, &from);
}

/// A dictionary of tensors that stands in no pickle.
void dictionary_to_pytorch(const listing& file, const convert_options& options, container_kind container) {
  std::vector<pytorch::saved_item> items;
  for (const listed_tensor& tensor : file.tensors) {
    if (!tensor.record.is_as_stored())
      refuse(file, concat({"tensor \"", tensor.key,
                           "\" is a view of conjugates or negatives, which is not written "
                           "from several files at once; convert them one by one"}));
    const storage_record& storage = file.storage_of(tensor);
    const auto* const place = reinterpret_cast<const std::byte*>(&storage);  // told from others by it, and never read
    pytorch::saved_tensor saved{tensor.record.dtype,
                                file.file_of(tensor).shape(tensor.record),
                                file.file_of(tensor).strides(tensor.record),
                                tensor.record.offset,
                                place,
                                {place, storage.place.bytes}};
    saved.parameter = tensor.record.parameter;
    saved.requires_grad = tensor.record.requires_grad;
    items.emplace_back(tensor.key, saved);
  }
  pytorch::pickler out(container);
  const std::vector<pytorch::saved_metadata> modules(file.metadata.begin(), file.metadata.end());
  const std::string pickle = pytorch::pickle_of_state_dict(out, items, modules);
  const auto storages = out.storages();
  const source from(
      [&](std::size_t number) {
        const auto* const storage = reinterpret_cast<const storage_record*>(storages[number].data);
        for (const auto& one : file.files)
          if (storage >= one->storages().data() && storage < one->storages().data() + one->storages().size())
            return one->stream(*storage);
        throw nnstruct::Error("a storage is of no file");
      },
      bytes_of(storages));
  pytorch::write_checkpoint(options.to, pickle, storages, container, true, &from);
}

void to_pytorch(const listing& file, const convert_options& options, container_kind container) {
  if (file.format == "torchscript")
    refuse(file,
           "its code is TorchScript, which a file of torch.save cannot hold; convert to safetensors, which takes its "
           "parameters and buffers");
  if (file.format == "safetensors" || file.by_index) return dictionary_to_pytorch(file, options, container);
  checkpoint_file objects(options.from, allowed);
  const written_objects written = write_objects(objects, objects.find(options.at), container);
  const source from([&](std::size_t number) { return objects.stream(written.sources[number]); },
                    bytes_of(written.storages));
  pytorch::write_checkpoint(options.to, written.pickle, written.storages, container, true, &from);
}

/// What a safetensors file has no place for, line by line.
std::string left_out_of(const listing& file) {
  std::string out;
  for (const listed_tensor& tensor : file.tensors)
    if (!tensor.in_state_dict)
      out += "left out: " + printable(tensor.shown()) + ", a tensor that is not in the state_dict\n";
  for (const listed_value& value : file.values)
    out += "left out: " + printable(value.shown() + ", which is " + shortened(nnstruct::repr(value.value), 60)) + "\n";
  return out;
}

int run(convert_options& options) {
  std::error_code none;  // as long as the output does not exist, it is another file
  if (std::filesystem::equivalent(options.to, options.from, none))
    throw usage_error(options.to + ": the output would replace the file it is made of; give another path");
  if (options.format.empty()) options.format = safetensors::is_named_safetensors(options.to) ? "safetensors" : "zip";
  const listing file = list_file(options.from, options.at);
  if (options.format == "safetensors") to_safetensors(file, options);
  else to_pytorch(file, options, options.format == "legacy" ? container_kind::legacy : container_kind::zip);
  const bool all = options.format != "safetensors";
  const auto written = all ? file.tensors.size()
                           : static_cast<std::size_t>(std::count_if(file.tensors.begin(), file.tensors.end(),
                                                                    [](const auto& t) { return t.in_state_dict; }));
  write_stdout(printable(options.to) + ": " + counted(written, "tensor") + " in " + options.format + " format\n" +
               (all ? std::string() : left_out_of(file)));
  return fine;
}

}  // namespace

void add_convert(CLI::App& app, subcommand& chosen) {
  const auto options = std::make_shared<convert_options>();
  CLI::App* command = app.add_subcommand("convert", "Writes what is in a file in another format");
  command->add_option("IN", options->from, "A file of PyTorch's, of any version, of safetensors, or an index of some")
      ->required();
  command->add_option("OUT", options->to, "The new file. An old one of that name is replaced when all is written")
      ->required();
  command
      ->add_option("--format", options->format,
                   "zip, as PyTorch 1.6 and newer write; legacy, as those before; safetensors. Without, a name that "
                   "ends in .safetensors is that, and every other one zip")
      ->check(CLI::IsMember({"zip", "legacy", "safetensors"}));
  command->add_option("--at", options->at, "Converts what is there in the file, such as model_state_dict");
  command->footer(
      "Every byte of every tensor, shapes and dtypes are kept. Between PyTorch's formats so is everything else: "
      "strides,\n"
      "which tensors share memory, other values, whole models with their classes. safetensors holds one dictionary of\n"
      "tensors, row-major: of a whole model that is its state_dict, tensors that are one are written once as its\n"
      "save_model does, and other views of the same memory become tensors of their own. What is no tensor of the\n"
      "state_dict is named and left out.\n\n"
      "Example:\n  nnstruct convert model.pth model.safetensors\n"
      "  nnstruct convert checkpoint.pth model.safetensors --at model_state_dict");
  command->callback([&chosen, options] { chosen.run = [options] { return run(*options); }; });
}

}  // namespace nnstruct_command
