// SPDX-License-Identifier: Apache-2.0
#include "module_text.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/names.hpp>

#include "layer_attributes.hpp"
#include "layer_types.hpp"
#include "output.hpp"
#include "python_values.hpp"

namespace nnstruct_command {

using nnstruct::detail::concat;
using nnstruct::format::pytorch::module_child;
using nnstruct::format::pytorch::module_tensor;
using nnstruct::format::pytorch::no_index;

namespace {

/// Puts two spaces in front of every line but the first.
std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

class module_printer {
 public:
  explicit module_printer(const module_tree& tree) : tree_(tree), texts_(tree.modules().size()) {
    // PyTorch 2.0 gave all modules _backward_pre_hooks. What it compiled is a call without a state.
    const pickle::value* const state = document().state(tree.root().object);
    style_ = state == nullptr ? print_style::torch_2 : print_style::torch_1;
    for (const auto& [key, mapped] : document().pairs(state != nullptr ? *state : pickle::value()))
      if (key.text() == "_backward_pre_hooks") style_ = print_style::torch_2;
  }

  std::string run() {
    for (std::size_t i = 0; i < texts_.size(); ++i) {  // children come first
      const module_record& module = tree_.modules()[i];
      const extra_text extra = extra_of(module);
      texts_[i] = text_of(module, extra.text);
      unseen_.push_back(number_of_unseen(module, extra.proven));
      total_ += texts_[i].size();
      if (total_ > most)
        tree_.file().refuse(module.object, nnstruct::format_problem::limit,
                            concat({"its text is longer than ", most, " characters"}));
    }
    return std::move(texts_.back());
  }

 private:
  static constexpr std::size_t most = std::size_t{1} << 27;

  const pickle::document& document() const { return tree_.file().document(); }
  bool is_script() const { return tree_.file().format() == "torchscript"; }

  /// The class's name without the module and class it is in.
  static std::string short_name(const module_record& module) {
    return printable(module.class_name.substr(module.class_name.rfind('.') + 1));
  }

  std::string text_of(const module_record& module, const std::string& extra) {
    const std::string children = children_of(module);
    std::string out = is_script() ? "RecursiveScriptModule" : short_name(module);
    out += '(';
    if (children.empty() && extra.find('\n') == extra.npos) return out.append(extra) += ')';
    if (!extra.empty()) out.append("\n  ").append(indented(extra));
    return out.append(children).append("\n)");
  }

  extra_text extra_of(const module_record& module) {
    if (is_script()) return {"original_name=" + short_name(module), true};
    if (is_of_torch(module) && module.class_name == "ParameterList") return {parameters_of(module, false), true};
    if (is_of_torch(module) && module.class_name == "ParameterDict") return {parameters_of(module, true), true};
    return extra_repr(tree_, module, style_);
  }

  /// Two modules that print the same have the same number if nothing is known in which Python's printing of them may
  /// differ. Of a class whose extra_repr() nobody knows, that is everything that is in it.
  std::size_t number_of_unseen(const module_record& module, bool proven) {
    std::string all;
    for (const module_child& child : module.children)
      if (child.module != no_index && unseen_[child.module] != 0)
        all += concat({"\n", child.name, " ", unseen_[child.module]});
    if (!proven) {
      for (const auto* list : {&module.parameters, &module.buffers})
        for (const module_tensor& held : *list) {
          all += concat({"\n", held.name, " "});
          if (held.tensor == no_index) continue;
          all += name_of(tree_.tensors()[held.tensor].dtype);
          for (std::int64_t extent : tree_.shape(held.tensor)) all += concat({" ", extent});
        }
      for (const auto& attribute : module.attributes)
        all += concat({"\n", attribute.name, " ", distinct_text(document(), attribute.value)});
    }
    if (all.empty()) return 0;
    return numbers_.emplace(std::move(all), numbers_.size() + 1).first->second;
  }

  /// A line for each parameter, of a list by its number, of a dictionary by its key.
  std::string parameters_of(const module_record& module, bool keys) {
    std::string out;
    const auto add = [&](std::string_view name, const std::string& text) {
      out.append(out.empty() ? "  (" : "\n  (").append(printable(name)).append("): ").append(text);
    };
    std::unordered_map<std::string_view, std::string> texts;
    for (const module_tensor& held : module.parameters)
      if (held.tensor != no_index) texts.emplace(held.name, parameter_text(held.tensor, keys));
      else if (held.uninitialized)
        texts.emplace(held.name,
                      concat({"Parameter containing: [torch.", keys ? "FloatTensor" : "float32", " of size 0]"}));
      else if (!held.is_none()) texts.emplace(held.name, "Parameter containing: [a sparse tensor]");
    for (const auto& attribute : module.attributes)
      texts.emplace(attribute.name, "Object of type: " + type_of(attribute.value));
    const auto add_named = [&](std::string_view name) {
      if (const auto found = texts.find(name); found != texts.end()) add(name, found->second);
    };
    const module_attributes attributes(tree_, module);
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(0, attributes.integer("_size").value_or(0)));
    const std::size_t all = module.parameters.size() + module.attributes.size();
    if (keys && attributes.has("_keys")) {
      for (const auto& [key, mapped] : document().pairs(attributes["_keys"])) add_named(key.text());
    } else if (!keys && attributes.has("_size")) {
      for (std::size_t i = 0; i < std::min(size, all); ++i) add_named(std::to_string(i));
    } else {  // of PyTorch before 1.12
      for (const module_tensor& held : module.parameters) add_named(held.name);
    }
    return out;
  }

  std::string type_of(pickle::value v) const {
    const std::string name = tree_.file().python_type(v);
    return printable(std::string_view(name).substr(name.rfind('.') + 1));
  }

  std::string parameter_text(std::size_t tensor, bool of_dictionary) const {
    const nnstruct::dtype dtype = tree_.tensors()[tensor].dtype;
    std::string_view type = nnstruct::format::pytorch::storage_class_of(dtype);
    std::string out = "Parameter containing: [torch.";
    if (of_dictionary && !type.empty()) {
      type.remove_suffix(std::string_view("Storage").size());
      out += concat({type, "Tensor"});
    } else {
      out += name_of(dtype);
    }
    out += " of size ";
    for (std::size_t d = 0; d < tree_.shape(tensor).size(); ++d)
      out += concat({d == 0 ? "" : "x", tree_.shape(tensor)[d]});
    return out += ']';
  }

  /// A line or more for each module in it. A ModuleList's neighbours that print alike are one since PyTorch 2: `(0-3):
  /// 4 x Block(`.
  std::string children_of(const module_record& module) {
    const bool counts =
        is_of_torch(module) && module.class_name == "ModuleList" && style_ == print_style::torch_2 && !is_script();
    const auto text = [&](const module_child& child) -> const std::string& {
      static const std::string none = "None";
      return child.module == no_index ? none : texts_[child.module];
    };
    const auto prints_alike = [&](const module_child& a, const module_child& b) {
      if (a.module == no_index || b.module == no_index) return a.module == b.module;
      return a.module == b.module || (unseen_[a.module] == unseen_[b.module] && text(a) == text(b));
    };
    std::string out;
    for (std::size_t first = 0, next; first < module.children.size(); first = next) {
      next = first + 1;
      while (counts && next < module.children.size() && prints_alike(module.children[first], module.children[next]))
        ++next;
      out += concat({"\n  (", counts ? std::to_string(first) : printable(module.children[first].name)});
      if (next - first > 1) out += concat({"-", next - 1});
      out += "): ";
      if (next - first > 1) out += concat({next - first, " x "});
      out += indented(text(module.children[first]));
      if (out.size() > most)
        tree_.file().refuse(module.object, nnstruct::format_problem::limit,
                            concat({"its text is longer than ", most, " characters"}));
    }
    return out;
  }

  const module_tree& tree_;
  print_style style_;
  std::vector<std::string> texts_;   // of each module
  std::vector<std::size_t> unseen_;  // of each module: number_of_unseen()
  std::unordered_map<std::string, std::size_t> numbers_;
  std::size_t total_ = 0;
};

}  // namespace

std::string module_text(const module_tree& tree) { return module_printer(tree).run(); }

}  // namespace nnstruct_command
