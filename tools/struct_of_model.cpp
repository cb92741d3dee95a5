// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/schema/python_class.hpp>
#include <nnstruct/tensor/extents.hpp>

#include "cpp_text.hpp"
#include "layer_attributes.hpp"
#include "layer_types.hpp"
#include "python_values.hpp"
#include "struct_header.hpp"
#include "struct_writer.hpp"

namespace nnstruct_command {

namespace {

using nnstruct::format_problem;
using nnstruct::format::pytorch::module_child;
using nnstruct::format::pytorch::module_tensor;
using nnstruct::format::pytorch::no_index;

constexpr const char* hooks_note = "In Python, functions hang on it (hooks), which are not in the file.";
constexpr std::string_view containers = "torch.nn.modules.container";

bool is_container(const module_record& module, std::string_view name) {
  return module.class_module == containers && module.class_name == name;
}

/// Without what it is in, as print(module) shows it.
std::string_view short_name(const module_record& module) {
  return module.class_name.substr(module.class_name.rfind('.') + 1);
}

std::string joined(std::string_view path, std::string_view name) {
  return path.empty() ? std::string(name) : std::string(path).append(".").append(name);
}

class model_writer {
 public:
  model_writer(const module_tree& tree, std::string name)
      : tree_(tree),
        name_(std::move(name)),
        structs_(names_of_fields(tree, name_)),
        made_(tree.modules().size()),
        first_(tree.modules().size()),
        first_of_tensor_(tree.tensors().size()),
        has_values_(tree.modules().size()) {
    find_first_paths();
    for (std::size_t i = 0; i < has_values_.size(); ++i) {
      const module_record& module = tree.modules()[i];
      has_values_[i] = !module.parameters.empty() || !module.buffers.empty();
      for (const module_child& child : module.children)
        has_values_[i] = has_values_[i] || (child.module != no_index && has_values_[child.module]);
    }
  }

  std::string run() {
    const std::size_t root = tree_.modules().size() - 1;
    for (std::size_t i = 0; i < root; ++i) made_[i] = type_of(i);
    if (!declare_root(root)) {
      const type_text type = type_of(root);
      std::string notes = tree_.root().hooks ? comment_line(hooks_note) : "";
      for (const std::string& note : type.notes) notes += comment_line(note);
      return structs_.text() + notes + "using " + name_ + " = " + type.type + ";\n\n";
    }
    return structs_.text();
  }

 private:
  /// Where something stands first in the model, in the order in which Python names it.
  struct place {
    std::string path;
    std::size_t parent = no_index;
    std::string_view name = {};
  };

  static std::set<std::string, std::less<>> names_of_fields(const module_tree& tree, const std::string& name) {
    std::set<std::string, std::less<>> out = {name};
    for (const module_record& module : tree.modules()) {
      for (const module_tensor& held : module.parameters) out.emplace(held.name);
      for (const module_tensor& held : module.buffers) out.emplace(held.name);
      for (const module_child& child : module.children) out.emplace(child.name);
      for (const auto& attribute : module.attributes)
        if (attribute.value.is(pickle::kind::none)) out.emplace(attribute.name);
    }
    return out;
  }

  void find_first_paths() {
    struct visit {
      std::size_t module;
      std::size_t next = 0;
    };
    std::vector<bool> seen(tree_.modules().size());
    std::vector<visit> open;
    const auto enter = [&](std::size_t number, place at) {
      seen[number] = true;
      first_[number] = std::move(at);
      const module_record& module = tree_.modules()[number];
      for (const auto* list : {&module.parameters, &module.buffers})
        for (const module_tensor& held : *list)
          if (held.tensor != no_index && first_of_tensor_[held.tensor].name.empty())
            first_of_tensor_[held.tensor] = {joined(first_[number].path, held.name), number, held.name};
      open.push_back({number});
    };
    enter(tree_.modules().size() - 1, {});
    while (!open.empty()) {
      visit& top = open.back();
      const auto& children = tree_.modules()[top.module].children;
      if (top.next == children.size()) {
        open.pop_back();
        continue;
      }
      const module_child& child = children[top.next++];
      if (child.module != no_index && !seen[child.module])
        enter(child.module, {joined(first_[top.module].path, child.name), top.module, child.name});
    }
  }

  [[noreturn]] void refuse(const module_record& module, const std::string& what) const {
    tree_.file().refuse(module.object, format_problem::unsupported, what);
  }

  /// A path of the model, as seen from a module, where it is in that.
  std::string seen_from(std::size_t module, const std::string& path) const {
    const std::string& from = first_[module].path;
    if (from.empty()) return path;
    return path.starts_with(from + ".") ? path.substr(from.size() + 1) : path + " of the whole model";
  }

  /// What is to be said of a tensor that has stood in the model before.
  std::optional<std::string> tied_note(std::size_t seen, std::size_t module, const module_tensor& held) const {
    if (held.tensor == no_index) return std::nullopt;
    const place& first = first_of_tensor_[held.tensor];
    if (first.parent == module && first.name == held.name) return std::nullopt;
    return "In Python, " + (seen == module ? std::string() : "its ") + std::string(held.name) +
           " is the same tensor as " + seen_from(seen, first.path) + "; here each has its own values.";
  }

  // Types of modules

  /// A child as a field of its parent, or an element in it.
  type_text child_type(std::size_t parent, const module_child& child, bool may_be_tied) const {
    const module_record& module = tree_.modules()[child.module];
    const place& first = first_[child.module];
    type_text out = made_[child.module];
    if (first.parent != parent || first.name != child.name) {
      if (has_values_[child.module])
        out.notes.push_back("In Python, this is the same module as " + seen_from(parent, first.path) +
                            "; here each has its own values.");
    } else if (is_layer(child.module)) {
      if (may_be_tied)
        if (const auto tied = tied_linear(parent, child)) return *tied;
      for (const auto* list : {&module.parameters, &module.buffers})
        for (const module_tensor& held : *list)
          if (const auto note = tied_note(parent, child.module, held)) out.notes.push_back(*note);
    }
    const bool is_struct = !is_layer(child.module) && !is_container(module, "Sequential");
    if (module.hooks && !is_struct) out.notes.push_back(hooks_note);
    return out;
  }

  bool is_layer(std::size_t module) const { return !layer_type_of(tree_, tree_.modules()[module]).type.empty(); }

  /// A Linear whose weight is another one's in the same struct.
  std::optional<type_text> tied_linear(std::size_t parent, const module_child& child) const {
    const module_record& module = tree_.modules()[child.module];
    if (short_name(module) != "Linear" || !is_layer(child.module)) return std::nullopt;
    std::size_t weight = no_index;
    for (const module_tensor& held : module.parameters) {
      if (held.tensor == no_index) continue;
      if (held.name != "weight") return std::nullopt;  // a TiedLinear has no bias
      weight = held.tensor;
    }
    const place& owner = first_of_tensor_[weight];
    if (owner.parent == child.module) return std::nullopt;
    const std::string& from = first_[parent].path;
    const bool inside = from.empty() || owner.path.starts_with(from + ".");
    const bool as_float = is_layer(owner.parent) || tree_.tensors()[weight].dtype == nnstruct::dtype::float32;
    const auto& parameters = tree_.modules()[owner.parent].parameters;
    const bool parameter = std::any_of(parameters.begin(), parameters.end(),
                                       [&](const module_tensor& held) { return held.name == owner.name; });
    if (!inside || !as_float || !parameter) return std::nullopt;
    const auto shape = tree_.shape(weight);
    const std::string key = from.empty() ? owner.path : owner.path.substr(from.size() + 1);
    return type_text{
        "nnstruct::TiedLinear<" + string_literal(key) + ", " + integer_literal(shape[1]) + ", " +
            integer_literal(shape[0]) + ">",
        {"Called with the input and what it is tied to: " + std::string(child.name) + "(x, " + key + ")."}};
  }

  type_text type_of(std::size_t number) {
    const module_record& module = tree_.modules()[number];
    const layer_type layer = layer_type_of(tree_, module);
    if (!layer.type.empty()) return {layer.type, layer.notes};
    if (is_plain_sequence(module, "Sequential"))
      return {checked(module, sequential_type(elements_of(number))), notes_of_sequence(module)};
    if (is_plain_sequence(module, "ModuleList"))
      if (const auto type = module_list(number)) return {checked(module, *type), notes_of_sequence(module)};
    std::string base(module.class_name);
    if (is_of_torch(module) && is_name_of_library(base)) base = "Other" + base;
    return {structs_.declare(base, body_of(number, layer.missing))};
  }

  /// A type of nnstruct's has no room for them.
  static std::vector<std::string> notes_of_sequence(const module_record& module) {
    std::vector<std::string> out;
    for (const auto& attribute : module.attributes)
      if (!attribute.name.starts_with('_')) out.push_back(other_attribute_note(attribute.name));
    return out;
  }

  /// Sequences in sequences, which are shared, can be very long.
  std::string checked(const module_record& module, std::string type) const {
    constexpr std::size_t longest = 1u << 20;
    if (type.size() > longest)
      tree_.file().refuse(module.object, format_problem::limit,
                          "its type would have more than " + std::to_string(longest) + " characters");
    return type;
  }

  /// Nothing but modules is in it.
  bool is_plain_sequence(const module_record& module, std::string_view name) const {
    return is_container(module, name) && module.parameters.empty() && module.buffers.empty() &&
           std::all_of(module.children.begin(), module.children.end(),
                       [](const module_child& child) { return child.module != no_index; });
  }

  std::vector<type_text> elements_of(std::size_t number) const {
    const module_record& module = tree_.modules()[number];
    std::vector<type_text> out;
    for (std::size_t i = 0; i < module.children.size(); ++i) {
      const module_child& child = module.children[i];
      type_text type = child_type(number, child, false);
      out.push_back(child.name == std::to_string(i) ? std::move(type) : named_type(child.name, std::move(type)));
    }
    return out;
  }

  /// Of modules that are all alike; nn::ModuleList takes no others.
  std::optional<std::string> module_list(std::size_t number) const {
    const module_record& module = tree_.modules()[number];
    if (module.children.empty()) return "nnstruct::ModuleList<nnstruct::Identity, 0>";
    const type_text first = child_type(number, module.children[0], false);
    for (std::size_t i = 0; i < module.children.size(); ++i) {
      const type_text type = child_type(number, module.children[i], false);
      if (module.children[i].name != std::to_string(i) || type.type != first.type || type.notes != first.notes)
        return std::nullopt;
    }
    if (!first.notes.empty()) return std::nullopt;
    return "nnstruct::ModuleList<" + first.type + ", " + std::to_string(module.children.size()) + ">";
  }

  // Structs

  struct fields_of_module {
    struct_fields fields;
    std::vector<std::string> modules;      // the names of fields that are modules
    std::set<std::string_view> told = {};  // what the fields say, which no attribute has to
  };

  fields_of_module write_fields(std::size_t number, bool may_be_tied) const {
    const module_record& module = tree_.modules()[number];
    std::vector<std::string_view> keys;
    for (const auto* list : {&module.parameters, &module.buffers})
      for (const module_tensor& held : *list) keys.push_back(held.name);
    for (const module_child& child : module.children) keys.push_back(child.name);
    require_different(module, keys);
    const std::size_t parts = keys.size();
    if (!is_of_torch(module))
      for (const auto& [name, value] : module.attributes)
        if (value.is(pickle::kind::none) && keys.size() < max_fields &&
            std::find(keys.begin(), keys.end(), name) == keys.end())
          keys.push_back(name);
    fields_of_module out{struct_fields(keys), {}};
    out.told.insert(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(parts));
    for (const module_tensor& held : module.parameters) add_tensor(out.fields, number, held, "Parameter");
    for (const module_tensor& held : module.buffers) add_tensor(out.fields, number, held, "Buffer");
    for (const module_child& child : module.children) {
      if (child.module == no_index)
        out.fields.add_none(child.name, {std::string(child.name) + " is None; Python prints it, nn::repr does not."});
      else out.modules.push_back(out.fields.add(child.name, child_type(number, child, may_be_tied)));
    }
    for (std::size_t i = parts; i < keys.size(); ++i)
      if (out.fields.add_none(keys[i])) out.told.insert(keys[i]);
    if (out.fields.count() > max_fields)
      refuse(module, "\"" + first_[number].path + "\", of " + std::string(module.class_module) + "." +
                         std::string(module.class_name) + ", has " + std::to_string(out.fields.count()) +
                         " parts, and a module's struct has at most " + std::to_string(max_fields) +
                         " fields; group them in modules");
    return out;
  }

  /// Python gives no module two parts of one name.
  void require_different(const module_record& module, std::vector<std::string_view> names) const {
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
      refuse(module, "two parts of " + std::string(module.class_module) + "." + std::string(module.class_name) +
                         " are called \"" + std::string(*twice) + "\"; the file is damaged");
  }

  void add_tensor(struct_fields& fields, std::size_t number, const module_tensor& held, std::string_view holder) const {
    if (held.uninitialized)
      refuse(tree_.modules()[number], "\"" + joined(first_[number].path, held.name) +
                                          "\" has no shape yet, as its layer is a lazy one; run the "
                                          "model once in Python, model(x), and save it again");
    if (held.tensor == no_index) return static_cast<void>(fields.add_none(held.name));
    const auto shape = tree_.shape(held.tensor);
    if (shape.size() > nnstruct::extent_list::max_rank)
      refuse(tree_.modules()[number], "\"" + joined(first_[number].path, held.name) + "\" has " +
                                          std::to_string(shape.size()) + " dimensions, and a struct's has at most " +
                                          std::to_string(nnstruct::extent_list::max_rank));
    type_text type{tensor_type(holder, tree_.tensors()[held.tensor].dtype, shape)};
    if (!held.persistent) type.type = "nnstruct::transient<" + type.type + ">";
    if (const auto note = tied_note(number, number, held)) type.notes.push_back(*note);
    fields.add(held.name, std::move(type));
  }

  struct_body body_of(std::size_t number, const std::string& missing) const {
    const module_record& module = tree_.modules()[number];
    const fields_of_module written = write_fields(number, true);
    struct_body body{std::string(short_name(module)), {}, written.fields.text()};
    name_class(body, module);
    body.needs_pytorch = written.fields.text().empty();
    const std::string full_name = std::string(module.class_module) + "." + std::string(module.class_name);

    const bool is_list = is_container(module, "ParameterList"), is_modules = is_container(module, "ModuleList");
    if (is_list) {
      body.pytorch.push_back("static constexpr bool prints_parameters = true;");
    } else if (is_modules) {
      body.pytorch.push_back("static constexpr bool counts_equals = true;");
    }
    const attribute_rows attributes = attributes_of(tree_, module, written.told);
    add_attributes(body, attributes.rows);
    if (!missing.empty())
      body.comments.push_back("nnstruct::" + body.printed_name + " cannot have " + missing +
                              ": this is a struct with its values.");
    else if (!is_of_torch(module)) body.comments.push_back("The class " + full_name + ".");
    else body.comments.push_back("nnstruct has no " + full_name + (is_modules ? " of unlike modules." : "."));
    if (module.hooks) body.comments.push_back(hooks_note);
    if (full_name == "torch._dynamo.eval_frame.OptimizedModule")
      body.comments.push_back(
          "torch.compile made it. What nn::save_model writes of _orig_mod runs in Python, not of this.");
    for (const std::string& name : attributes.not_kept)
      body.comments.push_back("In Python, it has " + name + ", too, which nn::save_model does not write.");
    const bool has_no_forward = module.class_module == containers;
    if (!has_no_forward) body.behind = forward_comment(module, written.modules);
    return body;
  }

  /// So that nn::save_model writes an object of the same class. One in another class has no name for pickle.
  static void name_class(struct_body& body, const module_record& module) {
    using nnstruct::detail::is_python_name;
    if (!is_python_name(module.class_module, true) || !is_python_name(module.class_name, false)) return;
    body.python_module = module.class_module;
    body.python_name = module.class_name;
  }

  static void add_attributes(struct_body& body, const std::vector<std::string>& rows) {
    if (rows.empty()) return;
    body.pytorch.push_back("static constexpr auto attributes() {");
    body.pytorch.push_back("  return std::array{");
    for (const std::string& row : rows) body.pytorch.push_back("      " + row + ",");
    body.pytorch.push_back("  };");
    body.pytorch.push_back("}");
  }

  /// `x | conv1 | relu`, on as many lines as it takes.
  static std::string chain(const std::vector<std::string>& modules) {
    std::string out, line = "x";
    for (const std::string& name : modules) {
      if (line.size() + name.size() > 80) {
        out += line + "\n        ";
        line.clear();
      }
      line += line.empty() ? "| " + name : " | " + name;
    }
    return out + line;
  }

  static std::string forward_comment(const module_record& module, std::vector<std::string> modules) {
    if (is_of_torch(module)) return "  // Its forward is to be written here: auto forward(const auto& x) { ... }\n";
    if (modules.size() > 8) modules.resize(8), modules.push_back("...");
    return "  // Its forward is code of Python's, which is not in the file. Write it here, such as\n"
           "  // auto forward(const auto& x) { return " +
           one_line(modules) + "; }\n";
  }
  static std::string one_line(const std::vector<std::string>& modules) {
    std::string out = "x";
    for (const std::string& name : modules) out += " | " + name;
    return out;
  }

  // The root

  /// \return false: it is a type that needs no struct
  bool declare_root(std::size_t root) {
    const module_record& module = tree_.modules()[root];
    const layer_type layer = layer_type_of(tree_, module);
    if (!layer.type.empty()) return false;
    if (is_plain_sequence(module, "ModuleList") && module_list(root)) return false;
    if (!is_plain_sequence(module, "Sequential")) {
      structs_.declare_as(name_, body_of(root, layer.missing));
      return true;
    }
    if (module.children.size() > max_fields) return false;
    const fields_of_module written = write_fields(root, false);
    struct_body body{"Sequential", {}, written.fields.text()};
    name_class(body, module);
    if (module.hooks) body.comments.push_back(hooks_note);
    body.needs_pytorch = true;
    for (const char* constant : {"", " const"})
      body.behind += std::string("  auto forward(const auto& x)") + constant + " {\n    return " +
                     chain(written.modules) + ";\n  }\n";
    structs_.declare_as(name_, body);
    return true;
  }

  const module_tree& tree_;
  std::string name_;
  struct_writer structs_;
  std::vector<type_text> made_;
  std::vector<place> first_;
  std::vector<place> first_of_tensor_;
  std::vector<bool> has_values_;
};

}  // namespace

struct_text struct_of_model(const module_tree& tree, const std::string& name) {
  for (const module_record& module : tree.modules())
    for (const auto* const list : {&module.parameters, &module.buffers})
      for (const module_tensor& held : *list)
        if (!held.parts.empty() && held.persistent)
          tree.file().refuse(module.object, nnstruct::format_problem::unsupported,
                             "\"" + std::string(held.name) + "\" of " + std::string(module.class_name) +
                                 " is a sparse tensor, which no struct holds; make it to_dense() in Python, and save "
                                 "the model again");
  struct_text out{model_writer(tree, name).run(), {}};
  for (const module_record& module : tree.modules()) {
    if (layer_type_of(tree, module).type.empty()) continue;
    for (const auto* list : {&module.parameters, &module.buffers})
      for (const module_tensor& held : *list)
        if (held.tensor != no_index && is_floating(tree.tensors()[held.tensor].dtype))
          out.of_layers.insert(tree.tensors()[held.tensor].dtype);
  }
  return out;
}

}  // namespace nnstruct_command
