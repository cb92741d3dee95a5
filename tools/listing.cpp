// SPDX-License-Identifier: Apache-2.0
#include "listing.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <nnstruct/checkpoint/source.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/format/open_file.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/parts.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/format/safetensors/index.hpp>
#include <nnstruct/format/safetensors/reader.hpp>

#include "object_parts.hpp"

namespace nnstruct_command {

using namespace nnstruct::format::pytorch;
using nnstruct::format_problem;
using nnstruct::Value;
using nnstruct::detail::concat;
using nnstruct::format::tensor_record;
using nnstruct::format::safetensors::safetensors_file;
namespace pickle = nnstruct::format::pickle;

namespace {

/// Walks the objects of a checkpoint and their Values side by side.
class walker {
 public:
  walker(listing& out, checkpoint_file file, pickle::value root)
      : out_(out), file_(std::move(file)), holders_(file_, root), root_(root) {
    most_ = std::max<std::uint64_t>(std::uint64_t{1} << 20, file_.document().size());
  }

  void run(const Value& value) {
    enter(root_, value, none);
    while (!around_.empty()) {
      open& at = around_.back();
      if (at.next == at.parts.size()) {
        around_.pop_back();
        continue;
      }
      path_.resize(at.path);
      const inner part = std::move(at.parts[at.next++]);
      if (!path_.empty()) path_ += '.';
      path_ += part.part.name;
      enter(part.part.object, part.part.value, part.module);  // which may add to around_
    }
  }

  checkpoint_file take_file() { return std::move(file_); }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_models = 1000;
  static constexpr std::uint64_t max_key_chars = std::uint64_t{1} << 26;

  /// A part, and of a module in a module its number in modules_.
  struct inner {
    valued_part part;
    std::size_t module = none;
  };
  struct open {
    std::vector<inner> parts;
    std::size_t next = 0;
    std::size_t path;     // how much of path_ leads to it
    bool sparse = false;  // the parts are those of a tensor
    bool in_model = false;
  };
  /// A module of a model, as far as the walk needs it once its tree is gone.
  struct module_facts {
    pickle::value object;
    std::vector<std::pair<std::string_view, std::size_t>> children;  // with their numbers in modules_
    std::vector<std::string_view> passing;                           // buffers that make no key in a state_dict
    std::vector<std::string_view> kept;                              // TorchScript's parameters and buffers
  };
  struct model {
    std::vector<std::pair<std::string, tensor_record>> tensors;
    std::size_t module;
  };

  void enter(pickle::value v, const Value& x, std::size_t module) {
    if (++visited_ > most_)
      file_.refuse(v, format_problem::limit,
                   concat({"its objects are shared so often that, listed, they would be more than ", most_}));
    if (module != none) return push(parts_of_module(modules_[module], x), false, true);
    if (file_.is_tensor(v) || file_.is_storage(v)) {
      // An LSTM holds its parameters in a list too.
      if (!around_.empty() && around_.back().in_model && kept_.contains(v.index())) {
        if (!x.class_name().empty()) set_type(path_, std::string(x.class_name()));
        return push(parts_of_value(v, x));
      }
      add(path_, tensor_of(v), std::string(x.class_name()));
      return push(parts_of_value(v, x));
    }
    if (file_.is_sparse(v)) {
      out_.has_sparse = true;
      add(out_.attributes, concat({path_, path_.empty() ? "" : ".", "size"}), size_of_sparse(x));
      return push(parts_of_value(v, x), true);
    }
    // In TorchScript only the root is one; other objects are of classes without parameters.
    if (is_module(file_, v) && (file_.format() != "torchscript" || v.index() == root_.index())) {
      const model& found = model_of(v);
      for (const auto& [name, tensor] : found.tensors) add(concat({path_, path_.empty() ? "" : ".", name}), tensor, {});
      return push(parts_of_module(modules_[found.module], x), false, true);
    }
    const bool container = x.is(Value::kind::dict)
                               ? file_.is_dict(v)
                               : (v.is(pickle::kind::list) || v.is(pickle::kind::tuple)) && x.size() != 0;
    if (!holders_(v) && !(container && x.size() != 0)) return add(out_.values, path_, x);
    if (x.is(Value::kind::object)) add(out_.values, path_, class_of(x));  // its parts follow
    push(parts_of_value(v, x));
  }

  void push(std::vector<inner> parts, bool sparse = false, bool model = false) {
    const bool in_model = model || (!around_.empty() && around_.back().in_model);
    if (!parts.empty()) around_.push_back({std::move(parts), 0, path_.size(), sparse, in_model});
  }

  std::vector<inner> parts_of_value(pickle::value v, const Value& x) const {
    std::vector<inner> out;
    for (valued_part& part : valued_parts(file_, v, x))
      if (part.name != "<key>" || holders_(part.object)) out.push_back({std::move(part)});
    return out;
  }

  /// A class as Python prints it.
  static Value class_of(const Value& object) {
    return nnstruct::value_access::object(
        {.name = std::string(object.class_name()), .text = concat({"<class '", object.class_name(), "'>"})});
  }

  /// What a module has besides its state_dict: buffers that make no key there, modules, attributes.
  std::vector<inner> parts_of_module(const module_facts& module, const Value& x) {
    std::vector<inner> out;
    add(out_.attributes, path_, class_of(x));
    const bool script = file_.format() == "torchscript";
    for (valued_part& part : valued_parts(file_, module.object, x)) {
      if (!script && part.name == "_buffers") {
        for (valued_part& buffer : valued_parts(file_, part.object, part.value))
          if (is_among(module.passing, buffer.name) || has_class(buffer)) out.push_back({std::move(buffer)});
      } else if (!script && part.name == "_modules") {
        for (valued_part& child : valued_parts(file_, part.object, part.value)) add_child(out, module, child);
      } else if (!script && part.name == "_parameters") {
        for (valued_part& parameter : valued_parts(file_, part.object, part.value))
          if (has_class(parameter)) out.push_back({std::move(parameter)});
      } else if (is_among(module.kept, part.name)) {
        continue;  // in the state_dict
      } else if (script && add_child(out, module, part)) {
        continue;
      } else if (holders_(part.object)) {
        out.push_back({std::move(part)});
      } else if (!part.name.starts_with('_') || part.value.size() != 0) {  // without hooks that nobody has set
        add(out_.attributes, concat({path_, path_.empty() ? "" : ".", part.name}), std::move(part.value));
      }
    }
    return out;
  }
  /// A tensor that is listed already, and has attributes or a class besides.
  static bool has_class(const valued_part& tensor) {
    return nnstruct::value_access::as_object(tensor.value).is(Value::kind::object);
  }
  void set_type(const std::string& key, std::string type) {
    for (std::size_t i = out_.tensors.size(); i-- > 0;)
      if (out_.tensors[i].key == key) {
        out_.tensors[i].type = std::move(type);
        return;
      }
  }
  /// (layout, (indices, values, size, ...)), in whatever it stands.
  static Value size_of_sparse(const Value& x) {
    const Value* const whole = nnstruct::value_access::saved_as(x);
    if (whole == nullptr) return {};
    const Value* arguments = &nnstruct::value_access::parts(*whole).arguments;
    if (nnstruct::value_access::is_rebuilt(*whole)) arguments = &arguments->items()[2];
    const auto parts = arguments->size() == 2 ? arguments->items()[1].items() : std::span<const Value>();
    return parts.size() > x.size() ? parts[x.size()] : Value();
  }
  static bool is_among(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  static bool add_child(std::vector<inner>& out, const module_facts& module, valued_part& part) {
    for (const auto& [name, number] : module.children)
      if (name == part.name) {
        out.push_back({std::move(part), number});
        return true;
      }
    return false;
  }

  void count(std::size_t chars) {
    chars_ += chars;
    if (chars_ > max_key_chars)
      file_.refuse(file_.document().root(), format_problem::limit,
                   concat({"the paths to what is in it are longer in all than ", max_key_chars, " characters"}));
  }
  void add(std::vector<listed_value>& to, std::string key, Value value) {
    count(key.size());
    to.push_back({std::move(key), std::move(value)});
  }
  void add(std::string key, tensor_record tensor, std::string type) {
    count(key.size());
    tensor.key = {};  // it stands beside it
    const bool whole = out_.kind == "module" ? around_.empty() : out_.is_state_dict && stands_in_root();
    out_.tensors.push_back({std::move(key), 0, tensor, std::move(type), whole});
  }
  /// What is entered stands under a key of the root dictionary, or is a part of a sparse tensor that does.
  bool stands_in_root() const {
    const std::size_t depth = around_.size();
    const bool there = depth == 1 || (depth == 2 && around_[1].sparse);
    return there && around_[0].next <= file_.document().pairs(root_).size();  // attributes follow
  }

  const tensor_record& tensor_of(pickle::value v) {
    const auto known = tensors_.find(v.index());
    if (known != tensors_.end()) return known->second;
    return tensors_.emplace(v.index(), file_.tensor(path_, v)).first->second;
  }

  const model& model_of(pickle::value v) {
    const auto [place, is_new] = models_.try_emplace(v.index());
    model& out = place->second;
    if (!is_new) return out;
    if (models_.size() > max_models)
      file_.refuse(v, format_problem::limit, concat({"it holds more than ", max_models, " models"}));
    module_tree tree(std::move(file_), v);
    for (module_entry& entry : state_dict_entries(tree))
      out.tensors.emplace_back(std::move(entry.key), tree.tensors()[entry.tensor]);
    const std::size_t first = modules_.size();
    for (const module_record& module : tree.modules()) {
      module_facts facts{module.object, {}, {}, {}};
      for (const module_child& child : module.children)
        if (child.module != no_index) facts.children.emplace_back(child.name, first + child.module);
      for (const module_tensor& buffer : module.buffers)
        if (!buffer.persistent) facts.passing.push_back(buffer.name);
      const pickle::value* const state = tree.file().document().state(module.object);
      for (const auto& [key, mapped] : tree.file().document().pairs(*state)) {
        if (key.text() != "_parameters" && key.text() != "_buffers") continue;
        for (const auto& [name, tensor] : tree.file().document().pairs(mapped))
          if (tensor.is_object() && !is_among(facts.passing, name.text())) kept_.insert(tensor.index());
      }
      if (tree.file().format() == "torchscript")
        for (const auto* held : {&module.parameters, &module.buffers})
          for (const module_tensor& tensor : *held) facts.kept.push_back(tensor.name);
      modules_.push_back(std::move(facts));
    }
    out.module = modules_.size() - 1;  // the root comes last
    file_ = std::move(tree).take_file();
    return out;
  }

  listing& out_;
  checkpoint_file file_;
  tensor_holders holders_;
  pickle::value root_;
  std::string path_;
  std::vector<open> around_;
  std::unordered_map<std::uint32_t, tensor_record> tensors_;
  std::unordered_map<std::uint32_t, model> models_;
  std::vector<module_facts> modules_;
  std::unordered_set<std::uint32_t> kept_;  // tensors of state_dicts of models
  std::uint64_t visited_ = 0;
  std::uint64_t chars_ = 0;
  std::uint64_t most_;
};

std::string kind_of(const checkpoint_file& file, pickle::value root) {
  if (is_module(file, root)) return "module";
  if (file.is_tensor(root) || file.is_sparse(root)) return "tensor";
  if (root.is(pickle::kind::list) || root.is(pickle::kind::tuple)) return "list";
  if (!file.is_dict(root)) return "value";
  for (const auto& [key, mapped] : file.document().pairs(root)) {
    const bool tensor = file.is_tensor(mapped) || file.is_sparse(mapped);
    const std::string_view name = key.text();
    const bool own = name == "_extra_state" || name.ends_with("._extra_state");
    if (!key.is(pickle::kind::string) || !(tensor || own)) return "checkpoint";
  }
  return "state_dict";
}

/// What the parts of an archive tell: PyTorch has added to them over the years.
std::string writer_of(const checkpoint_file& file) {
  const unsigned protocol = file.document().protocol();  // 0 and 1 do not say which
  std::string out = protocol == 0 ? std::string("pickle protocol 0 or 1") : concat({"pickle protocol ", protocol});
  const container& archive = file.kept_in();
  if (file.format() == "legacy") out += ", as PyTorch before 1.6 writes it";
  if (file.format() == "tar") out += ", as PyTorch 0.1 wrote it";
  if (file.format() != "zip" && file.format() != "torchscript") return out;
  out += archive.record("byteorder") ? ", as PyTorch 2.1 or newer writes it" : ", as PyTorch 1.6 to 2.0 writes it";
  if (archive.big_endian()) out += ", big-endian";
  return out;
}

/// Constants of TorchScript's code, under the names that the code has for them.
void list_constants(listing& out) {
  const auto open = [&] { return checkpoint_file::constants(nnstruct::io::input_file(out.path)); };
  const Value value = read_value(open(), {}, nnstruct::format::elements::left_out).value;
  checkpoint_file file = open();
  listing constants;
  const pickle::value root = file.document().root();
  walker walk(constants, std::move(file), root);
  walk.run(value);
  for (listed_tensor& tensor : constants.tensors) {
    tensor.key.insert(0, "CONSTANTS.c");
    tensor.file = out.files.size();
    out.tensors.push_back(std::move(tensor));
  }
  for (listed_value& constant : constants.values) {
    if (constant.key.empty()) continue;  // there is none
    constant.key.insert(0, "CONSTANTS.c");
    out.values.push_back(std::move(constant));
  }
  out.files.push_back(std::make_unique<checkpoint_file>(walk.take_file()));
}

void list_checkpoint(listing& out, checkpoint_file file, std::string_view at) {
  const pickle::value root = file.find(at);
  out.format = file.format();
  out.kind = kind_of(file, root);
  out.is_state_dict = out.kind == "state_dict" || file.is_state_dict(root);
  out.writer = writer_of(file);
  out.metadata = file.metadata(root);
  const Value value = read_value(checkpoint_file(out.path), at, nnstruct::format::elements::left_out).value;
  walker walk(out, std::move(file), root);
  walk.run(value);
  out.files.push_back(std::make_unique<checkpoint_file>(walk.take_file()));
  if (out.format == "torchscript" && at.empty()) list_constants(out);
}

/// What the library's own source of state_dicts reads: safetensors, and checkpoints of several files.
void list_source(listing& out, std::string_view at) {
  nnstruct::detail::source from = nnstruct::detail::open_source(nnstruct::io::input_file(out.path), at);
  out.kind = "state_dict";
  out.is_state_dict = true;
  out.metadata = std::move(from.metadata);
  const auto* const first = dynamic_cast<const checkpoint_file*>(from.files.front().file.get());
  out.format = first == nullptr ? "safetensors" : first->format();
  out.by_index = from.files.size() > 1;
  if (out.by_index) out.writer = concat({from.files.size(), " files by an index"});
  for (nnstruct::detail::source_item& item : from.items) {
    tensor_record tensor = from.files[item.file].tensors[item.tensor];
    tensor.key = {};
    out.tensors.push_back({std::move(item.key), item.file, tensor, {}, true});
  }
  for (nnstruct::detail::source_file& file : from.files) {
    if (const auto* const one = dynamic_cast<const safetensors_file*>(file.file.get()); one != nullptr)
      for (const auto& [name, text] : one->metadata()) out.file_metadata.emplace_back(name, text);
    out.files.push_back(std::move(file.file));
  }
}

}  // namespace

listing list_file(const std::string& path, std::string_view at) {
  listing out;
  out.path = path;
  nnstruct::io::input_file file = nnstruct::format::open_file(path);
  if (nnstruct::format::safetensors::looks_like_safetensors(file) || nnstruct::format::safetensors::read_index(file))
    list_source(out, at);
  else list_checkpoint(out, checkpoint_file(std::move(file)), at);
  return out;
}

}  // namespace nnstruct_command
