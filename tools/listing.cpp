// SPDX-License-Identifier: Apache-2.0
#include "listing.hpp"

#include <algorithm>
#include <unordered_map>

#include <nnstruct/checkpoint/source.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/format/safetensors/index.hpp>
#include <nnstruct/format/safetensors/reader.hpp>

#include "container_cursor.hpp"

namespace nnstruct_command {

using namespace nnstruct::format::pytorch;
using nnstruct::format_problem;
using nnstruct::Value;
using nnstruct::detail::concat;
using nnstruct::format::tensor_record;
using nnstruct::format::safetensors::safetensors_file;
namespace pickle = nnstruct::format::pickle;

namespace {

/// Walks the objects of a checkpoint and their Values side by side: containers are the same in both.
class walker {
 public:
  walker(listing& out, checkpoint_file file) : out_(out), file_(std::move(file)) {
    most_ = std::max<std::uint64_t>(std::uint64_t{1} << 20, file_.document().size());
  }

  void run(pickle::value root, const Value& value) {
    enter(root, value);
    while (!around_.empty()) {
      auto& [at, path] = around_.back();
      if (at.done()) {
        around_.pop_back();
        continue;
      }
      path_.resize(path);
      if (around_.size() > 1) path_ += '.';
      path_ += at.is_dict() ? path_part(at.key()) : std::to_string(at.number());
      const pickle::value part = at.part();
      const Value& x = at.value();
      at.advance();
      enter(part, x);  // which may add to around_
    }
  }

  checkpoint_file take_file() { return std::move(file_); }

 private:
  struct open {
    container_cursor parts;
    std::size_t path;  // how much of path_ leads to it
  };
  using named_tensors = std::vector<std::pair<std::string, tensor_record>>;
  static constexpr std::size_t max_modules = 1000;
  static constexpr std::uint64_t max_key_chars = std::uint64_t{1} << 26;

  void enter(pickle::value v, const Value& x) {
    if (++visited_ > most_)
      file_.refuse(v, format_problem::limit,
                   concat({"its objects are shared so often that, listed, they would be more than ", most_}));
    if (file_.is_tensor(v)) return add(path_, tensor_of(v));
    if (file_.is_sparse(v)) {
      out_.has_sparse = true;
      for (const auto& [name, part] : file_.sparse_parts(path_, v))
        add(concat({path_, path_.empty() ? "" : ".", name}), tensor_of(part));
      return;
    }
    if (is_module(file_, v)) {
      for (const auto& [name, tensor] : tensors_of_module(v))
        add(concat({path_, path_.empty() ? "" : ".", name}), tensor);
      return;
    }
    if (container_cursor::is_one(file_, v, x)) {
      around_.push_back({{file_, v, x}, path_.size()});
      return;
    }
    count(path_.size());
    out_.values.push_back({path_, x});
  }

  void count(std::size_t chars) {
    chars_ += chars;
    if (chars_ > max_key_chars)
      file_.refuse(file_.document().root(), format_problem::limit,
                   concat({"the paths to what is in it are longer in all than ", max_key_chars, " characters"}));
  }

  void add(std::string key, tensor_record tensor) {
    count(key.size());
    tensor.key = {};  // it stands beside it
    out_.tensors.push_back({std::move(key), 0, tensor});
  }

  const tensor_record& tensor_of(pickle::value v) {
    const auto known = tensors_.find(v.index());
    if (known != tensors_.end()) return known->second;
    return tensors_.emplace(v.index(), file_.tensor(path_, v)).first->second;
  }

  const named_tensors& tensors_of_module(pickle::value v) {
    const auto [place, is_new] = modules_.try_emplace(v.index());
    if (!is_new) return place->second;
    if (modules_.size() > max_modules)
      file_.refuse(v, format_problem::limit, concat({"it holds more than ", max_modules, " models"}));
    module_tree tree(std::move(file_), v);
    for (module_entry& entry : state_dict_entries(tree))
      place->second.emplace_back(std::move(entry.key), tree.tensors()[entry.tensor]);
    file_ = std::move(tree).take_file();
    return place->second;
  }

  listing& out_;
  checkpoint_file file_;
  std::string path_;
  std::vector<open> around_;
  std::unordered_map<std::uint32_t, tensor_record> tensors_;
  std::unordered_map<std::uint32_t, named_tensors> modules_;
  std::uint64_t visited_ = 0;
  std::uint64_t chars_ = 0;
  std::uint64_t most_;
};

std::string kind_of(const checkpoint_file& file, pickle::value root) {
  if (is_module(file, root)) return "module";
  if (file.is_tensor(root) || file.is_sparse(root)) return "tensor";
  if (root.is(pickle::kind::list) || root.is(pickle::kind::tuple)) return "list";
  if (!file.is_dict(root)) return "value";
  return file.is_state_dict(root) || file.document().pairs(root).empty() ? "state_dict" : "checkpoint";
}

/// What the parts of an archive tell: PyTorch has added to them over the years.
std::string writer_of(const checkpoint_file& file) {
  std::string out = concat({"pickle protocol ", file.document().protocol()});
  const container& archive = file.kept_in();
  if (file.format() == "legacy") out += ", as PyTorch before 1.6 writes it";
  if (file.format() == "tar") out += ", as PyTorch 0.1 wrote it";
  if (file.format() != "zip" && file.format() != "torchscript") return out;
  out += archive.record("byteorder") ? ", as PyTorch 2.1 or newer writes it" : ", as PyTorch 1.6 to 2.0 writes it";
  if (archive.big_endian()) out += ", big-endian";
  return out;
}

void list_checkpoint(listing& out, checkpoint_file file, std::string_view at) {
  const pickle::value root = file.find(at);
  out.format = file.format();
  out.kind = kind_of(file, root);
  out.writer = writer_of(file);
  out.metadata = file.metadata(root);
  const bool has_values = out.kind != "tensor" && out.kind != "module";
  const Value value =
      has_values ? read_value(checkpoint_file(out.path), at, nnstruct::format::elements::left_out).value : Value();
  walker walk(out, std::move(file));
  walk.run(root, value);
  out.files.push_back(std::make_unique<checkpoint_file>(walk.take_file()));
}

/// What the library's own source of state_dicts reads: safetensors, and checkpoints of several files.
void list_source(listing& out, std::string_view at) {
  nnstruct::detail::source from = nnstruct::detail::open_source(nnstruct::io::input_file(out.path), at);
  out.kind = "state_dict";
  out.metadata = std::move(from.metadata);
  const auto* const first = dynamic_cast<const checkpoint_file*>(from.files.front().file.get());
  out.format = first == nullptr ? "safetensors" : first->format();
  if (from.files.size() > 1) out.writer = concat({from.files.size(), " files by an index"});
  for (nnstruct::detail::source_item& item : from.items) {
    tensor_record tensor = from.files[item.file].tensors[item.tensor];
    tensor.key = {};
    out.tensors.push_back({std::move(item.key), item.file, tensor});
  }
  for (nnstruct::detail::source_file& file : from.files) {
    if (const auto* const one = dynamic_cast<const safetensors_file*>(file.file.get()); one != nullptr)
      for (const auto& [name, text] : one->metadata()) out.file_metadata.emplace_back(name, text);
    out.files.push_back(std::move(file.file));
  }
}

}  // namespace

std::string path_part(const Value& key) {
  return key.is(Value::kind::string) ? std::string(key.text()) : nnstruct::repr(key);
}

listing list_file(const std::string& path, std::string_view at) {
  listing out;
  out.path = path;
  nnstruct::io::input_file file(path);
  if (nnstruct::format::safetensors::looks_like_safetensors(file) || nnstruct::format::safetensors::read_index(file))
    list_source(out, at);
  else list_checkpoint(out, checkpoint_file(std::move(file)), at);
  return out;
}

}  // namespace nnstruct_command
