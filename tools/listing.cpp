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
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/state_dict/value_path.hpp>

#include "command.hpp"

namespace nnstruct_command {

using namespace nnstruct::format::pytorch;
using nnstruct::format_problem;
using nnstruct::Value;
using nnstruct::detail::concat;
using nnstruct::detail::ends_part;
using nnstruct::detail::exact_path_part;
using nnstruct::detail::joined_path;
using nnstruct::detail::path_part;
using nnstruct::format::tensor_record;
using nnstruct::format::safetensors::safetensors_file;
namespace pickle = nnstruct::format::pickle;

namespace {

/// Walks the objects of a checkpoint, and asks for the Value of each.
class walker {
 public:
  /// \param values  of the same file
  walker(listing& out, checkpoint_file file, value_reader& values)
      : out_(out), file_(std::move(file)), values_(values), holders_(file_, values.root()), root_(values.root()) {
    most_ = std::max<std::uint64_t>(std::uint64_t{1} << 20, file_.document().size());
  }

  void run() {
    enter(root_, none);
    while (!around_.empty()) {
      open& at = around_.back();
      if (at.next == at.parts.size()) {
        around_.pop_back();
        continue;
      }
      const inner part = std::move(at.parts[at.next++]);
      path_.resize(at.path);
      exact_.resize(at.exact);
      path_ = joined_path(path_, part.name.empty() || part.mistakable ? part.exact : part.name);
      name_ = part.name;
      exact_ = joined_path(exact_, part.exact);
      last_ = exact_.size() - part.exact.size();
      has_key_ = part.has_key;
      enter(part.object, part.module);  // which may add to around_
    }
  }

  checkpoint_file take_file() { return std::move(file_); }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_models = 1000;
  static constexpr std::uint64_t max_key_chars = std::uint64_t{1} << 26;

  /// A part as paths have it, and of a module in a module its number in modules_.
  struct inner {
    pickle::value object;
    std::string name;
    std::string exact;
    bool has_key = false;
    std::size_t module = none;
    bool mistakable = false;  // the name may lead to something else
  };
  struct open {
    std::vector<inner> parts;
    std::size_t next = 0;
    std::size_t path, exact;  // how much of path_ and exact_ leads to it
    bool sparse = false;      // the parts are those of a tensor
    bool in_model = false;
    bool has_key = false;  // it is under a key of a dictionary
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

  void enter(pickle::value v, std::size_t module) {
    if (++visited_ > most_)
      file_.refuse(v, format_problem::limit,
                   concat({"its objects are shared so often that, listed, they would be more than ", most_}));
    if (module != none) return push(parts_of_module(modules_[module]), false, true);
    const Value x = values_.value_of(v);
    if (file_.is_tensor(v) || file_.is_storage(v)) {
      // An LSTM holds its parameters in a list too.
      if (is_in_model() && kept_.contains(v.index())) {
        if (!x.class_name().empty()) set_type(path_, std::string(x.class_name()));
        return push(parts_of_object(v));
      }
      add_tensor(here(), tensor_of(v), std::string(x.class_name()));
      return push(parts_of_object(v));
    }
    if (file_.is_sparse(v)) {
      out_.has_sparse = true;
      if (Value size = size_of_sparse(x); !size.is(Value::kind::none)) add(out_.sizes, below("size"), std::move(size));
      return push(parts_of_object(v), true);
    }
    // In TorchScript only the root is one; other objects are of classes without parameters.
    if (is_module(file_, v) && (file_.format() != "torchscript" || v.index() == root_.index())) {
      const model& found = model_of(v);
      for (const auto& [name, tensor] : found.tensors) add_tensor(below(name), tensor, {}, true);
      return push(parts_of_module(modules_[found.module]), false, true);
    }
    const std::string_view type = type_of_container(x);
    const bool container = x.is(Value::kind::dict)
                               ? file_.is_dict(v)
                               : (v.is(pickle::kind::list) || v.is(pickle::kind::tuple)) && x.size() != 0;
    if (!holders_(v) && !(container && x.size() != 0)) return add(out_.values, here(), x);
    const bool root_dict = around_.empty() && out_.is_state_dict;  // of a class that derives from a dictionary too
    if (root_dict) out_.containers.push_back({here(), "dict"});
    else if (x.is(Value::kind::object)) add(out_.values, here(), type_of(v));  // its parts follow
    else if (!type.empty()) count(path_.size()), out_.containers.push_back({here(), type});
    push(parts_of_object(v));
  }

  static std::string_view type_of_container(const Value& x) {
    switch (x.what()) {
      case Value::kind::list: return "list";
      case Value::kind::tuple: return "tuple";
      case Value::kind::set:
      case Value::kind::frozenset: return "set";
      case Value::kind::dict: return "dict";
      default: return {};
    }
  }

  void push(std::vector<inner> parts, bool sparse = false, bool model = false) {
    const bool in_model = model || is_in_model();
    if (!parts.empty())
      around_.push_back({std::move(parts), 0, path_.size(), exact_.size(), sparse, in_model, has_key_});
  }
  bool is_in_model() const { return !around_.empty() && around_.back().in_model; }

  listed_place here() const { return {path_, exact_, last_, has_key_}; }
  /// Under a name that no dictionary has.
  listed_place below(std::string_view name) const {
    std::string exact = joined_path(exact_, name);
    const std::size_t part = exact.size() - name.size();
    return {joined_path(path_, name), std::move(exact), part, false};
  }

  inner named(const object_part& part) {
    if (!part.has_key) return {part.value, part.text(file_), part.exact_text(file_)};
    const Value key = values_.value_of(part.key);
    return {part.value, path_part(key), (part.is_attribute ? "__dict__" : "") + exact_path_part(key),
            !part.is_attribute};
  }
  std::vector<inner> parts_of_object(pickle::value v) {
    std::vector<inner> out;
    for (const object_part& part : parts_of(file_, v))
      if (part.name != "<key>" || holders_(part.value)) out.push_back(named(part));
    mark_mistakable(out);
    return out;
  }
  /// A name with a bracket in it leads to something else, or there too, where that is the name of another part as far
  /// as the bracket: the key "['a']" beside the key "a", "x[0]" beside "x".
  static void mark_mistakable(std::vector<inner>& parts) {
    constexpr int most = 64;  // ends that are looked at
    std::unordered_set<std::string_view> names, exact;
    for (inner& part : parts) {
      part.mistakable = part.name.starts_with("__dict__");
      if (part.name.find('[') == part.name.npos) continue;
      if (exact.empty())
        for (const inner& each : parts) names.insert(each.name), exact.insert(each.exact);
      part.mistakable = exact.contains(part.name);
      int count = 0;
      for (std::size_t end = 1; end < part.name.size() && !part.mistakable; ++end) {
        if (!ends_part(part.name, end)) continue;
        const std::string_view begin = std::string_view(part.name).substr(0, end);
        part.mistakable = ++count > most || names.contains(begin) || exact.contains(begin);
      }
    }
  }
  /// Of a module: its name leads to it, and no key of a dictionary.
  static inner registered(const object_part& part) {
    const std::string name(part.key.text());
    return {part.value, name, name};
  }

  /// The class of an object as Python prints it; of what a function makes, that.
  Value type_of(pickle::value v) const {
    const std::string name = file_.python_type(v);
    return nnstruct::value_access::object(
        {.name = name, .text = name.ends_with(')') ? name : concat({"<class '", name, "'>"})});
  }
  /// A class as Python prints it.
  static Value class_of(const Value& object) {
    return nnstruct::value_access::object(
        {.name = std::string(object.class_name()), .text = concat({"<class '", object.class_name(), "'>"})});
  }

  /// What a module has besides its state_dict: buffers that make no key there, modules, attributes.
  std::vector<inner> parts_of_module(const module_facts& module) {
    std::vector<inner> out;
    add(out_.attributes, here(), class_of(values_.value_of(module.object)));
    const bool script = file_.format() == "torchscript";
    for (const object_part& part : parts_of(file_, module.object)) {
      const std::string_view name = part.key.text();
      if (part.name == "_orig_mod") {  // of torch.compile's
        out.push_back(named(part));
        out.back().module = module.children.front().second;
      } else if (!script && name == "_buffers") {
        for (const object_part& buffer : parts_of(file_, part.value))
          if (is_uninitialized(file_, buffer.value)) add_uninitialized(buffer);
          else if (is_among(module.passing, buffer.key.text()) || has_class(buffer)) out.push_back(registered(buffer));
          else add_size(buffer);
      } else if (!script && name == "_modules") {
        std::vector<Value> order;
        for (const object_part& child : parts_of(file_, part.value)) {
          add_child(out, module, child);
          order.push_back(values_.value_of(child.key));
        }
        // Two models with the same modules in another order are two networks.
        if (order.size() > 1) add(out_.attributes, below("_modules"), Value::list(std::move(order)));
      } else if (!script && name == "_parameters") {
        for (const object_part& parameter : parts_of(file_, part.value))
          if (is_uninitialized(file_, parameter.value)) add_uninitialized(parameter);
          else if (has_class(parameter)) out.push_back(registered(parameter));
          else add_size(parameter);
      } else if (is_among(module.kept, name)) {
        continue;  // in the state_dict
      } else if (script && add_child(out, module, part)) {
        continue;
      } else if (holders_(part.value)) {
        out.push_back(named(part));
      } else if (Value value = values_.value_of(part.value); !name.starts_with('_') || value.size() != 0) {
        add(out_.attributes, below(named(part).name), std::move(value));  // without hooks that nobody has set
      }
    }
    return out;
  }
  /// Of a sparse tensor whose parts are listed already.
  void add_size(const object_part& tensor) {
    if (!file_.is_sparse(tensor.value)) return;
    out_.has_sparse = true;
    add(out_.sizes, below(concat({tensor.key.text(), ".size"})), size_of_sparse(values_.value_of(tensor.value)));
  }
  /// A lazy layer's, which is no tensor yet.
  void add_uninitialized(const object_part& part) {
    add(out_.values, below(part.key.text()), values_.value_of(part.value));
  }
  /// A tensor that is listed already, and has attributes or a class besides.
  bool has_class(const object_part& tensor) {
    return nnstruct::value_access::as_object(values_.value_of(tensor.value)).is(Value::kind::object);
  }
  void set_type(const std::string& key, std::string type) {
    for (std::size_t i = out_.tensors.size(); i-- > 0;)
      if (out_.tensors[i].key == key) {
        out_.tensors[i].type = std::move(type);
        return;
      }
  }
  /// (layout, (indices, values, size, ...)), in whatever it stands. None of a nested tensor.
  static Value size_of_sparse(const Value& x) {
    const Value* const whole = nnstruct::value_access::saved_as(x);
    if (whole == nullptr) return {};
    const Value* arguments = &nnstruct::value_access::parts(*whole).arguments;
    if (arguments->size() != 0 && nnstruct::value_access::saved_as(arguments->items()[0]) != nullptr)
      return size_of_sparse(arguments->items()[0]);  // of a Parameter
    if (nnstruct::value_access::is_rebuilt(*whole)) arguments = &arguments->items()[2];
    const auto parts = arguments->size() == 2 ? arguments->items()[1].items() : std::span<const Value>();
    return parts.size() > x.size() ? parts[x.size()] : Value();
  }
  static bool is_among(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  static bool add_child(std::vector<inner>& out, const module_facts& module, const object_part& part) {
    for (const auto& [name, number] : module.children)
      if (name == part.key.text()) {
        out.push_back(registered(part));
        out.back().module = number;
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
  void add(std::vector<listed_value>& to, listed_place place, Value value) {
    count(place.key.size());
    to.push_back({std::move(place), std::move(value)});
  }
  void add_tensor(listed_place place, tensor_record tensor, std::string type, bool registered = false) {
    count(place.key.size());
    tensor.key = {};                                                      // it stands beside it
    if (around_.size() == 1 && place.exact == "['']") place.key.clear();  // a state_dict's own key
    const bool model = out_.kind == "module" && around_.empty();
    const bool whole = model || (out_.kind != "module" && out_.is_state_dict && stands_in_root());
    std::string key = !whole ? std::string() : !model && around_.size() == 1 ? name_ : place.key;
    out_.tensors.push_back(
        {std::move(place), 0, tensor, std::move(key), std::move(type), whole, registered || is_in_model()});
  }
  /// What is entered stands under a key of the root dictionary, or is a part of a sparse tensor that does.
  bool stands_in_root() const {
    const std::size_t depth = around_.size();
    return (depth == 1 && has_key_) || (depth == 2 && around_[1].sparse && around_[1].has_key);
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
      const pickle::value* const state = tree.file().document().state(module.object);  // what is compiled has none
      for (const auto& [key, mapped] : tree.file().document().pairs(state != nullptr ? *state : pickle::value())) {
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
  value_reader& values_;
  tensor_holders holders_;
  pickle::value root_;
  std::string path_, exact_;  // to what is entered
  std::string name_;          // the last part
  std::size_t last_ = 0;      // where the last part of exact_ begins
  bool has_key_ = false;
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
  if (!file.is_dict(root) && !file.is_state_dict(root)) return "value";
  for (const auto& [key, mapped] : file.document().pairs(root)) {
    const bool tensor = file.is_tensor(mapped) || file.is_sparse(mapped);
    if (!key.is(pickle::kind::string) || !(tensor || is_extra_state(key.text()))) return "checkpoint";
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
  const auto open = [&] { return checkpoint_file::constants(nnstruct::io::input_file(out.path), allowed); };
  value_reader values(open(), {}, nnstruct::format::elements::left_out);
  listing constants;
  walker walk(constants, open(), values);
  walk.run();
  for (listed_tensor& tensor : constants.tensors) {
    tensor.key.insert(0, "CONSTANTS.c");
    tensor.exact.insert(0, "CONSTANTS");
    tensor.part += std::string_view("CONSTANTS").size();
    tensor.file = out.files.size();
    out.tensors.push_back(std::move(tensor));
  }
  for (listed_value& constant : constants.values) {
    if (constant.key.empty()) continue;  // there is none
    constant.key.insert(0, "CONSTANTS.c");
    constant.exact.insert(0, "CONSTANTS");
    constant.part += std::string_view("CONSTANTS").size();
    out.values.push_back(std::move(constant));
  }
  out.files.push_back(std::make_unique<checkpoint_file>(walk.take_file()));
}

/// Where two things have one path, both get the one with brackets.
void tell_apart(listing& file) {
  std::unordered_map<std::string, std::size_t> times;
  const auto each = [&](auto f) {
    for (listed_tensor& tensor : file.tensors) f(tensor);
    for (listed_value& value : file.values) f(value);
    for (listed_container& container : file.containers)
      if (!container.key.empty()) f(container);
  };
  each([&](listed_place& place) { ++times[place.key]; });
  std::vector<std::size_t> shared;
  each([&](listed_place& place) { shared.push_back(times[place.key]); });
  std::size_t i = 0;
  each([&](listed_place& place) {
    if (shared[i++] > 1) place.key = place.exact;
  });
}

void list_checkpoint(listing& out, checkpoint_file file, std::string_view at) {
  const pickle::value root = file.find(at);
  out.format = file.format();
  out.kind = kind_of(file, root);
  out.is_state_dict = out.kind == "state_dict" || file.is_state_dict(root);
  out.writer = writer_of(file);
  out.metadata = file.metadata(root);
  value_reader values(checkpoint_file(out.path, allowed), at, nnstruct::format::elements::left_out);
  walker walk(out, std::move(file), values);
  walk.run();
  tell_apart(out);
  out.files.push_back(std::make_unique<checkpoint_file>(walk.take_file()));
  if (out.format == "torchscript" && at.empty()) list_constants(out);
}

/// What the library's own source of state_dicts reads: safetensors, and checkpoints of several files.
void list_source(listing& out, std::string_view at) {
  nnstruct::detail::source from = nnstruct::detail::open_source(nnstruct::io::input_file(out.path), at, allowed);
  out.kind = "state_dict";
  out.is_state_dict = true;
  out.containers.push_back({{}, "dict"});
  out.metadata = std::move(from.metadata);
  const auto* const first = dynamic_cast<const checkpoint_file*>(from.files.front().file.get());
  out.format = first == nullptr ? "safetensors" : first->format();
  out.by_index = from.files.size() > 1;
  if (out.by_index) out.writer = concat({from.files.size(), " files by an index"});
  for (nnstruct::detail::source_item& item : from.items) {
    tensor_record tensor = from.files[item.file].tensors[item.tensor];
    tensor.key = {};
    std::string exact = exact_path_part(item.key);
    std::string key = item.key;
    out.tensors.push_back(
        {{std::move(item.key), std::move(exact), 0, true}, item.file, tensor, std::move(key), {}, true});
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
  else list_checkpoint(out, checkpoint_file(std::move(file), allowed), at);
  return out;
}

}  // namespace nnstruct_command
