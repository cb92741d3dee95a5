// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is in a model that was saved whole, as tests/data/make_module_trees.py writes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct_test {

/// make_module_trees.py's text_of.
inline std::string text_of_value(const nnstruct::format::pickle::document& doc, nnstruct::format::pickle::value v) {
  using nnstruct::format::pickle::kind;
  if (v.is(kind::list) || v.is(kind::tuple)) {
    std::string text = v.is(kind::list) ? "[" : "(";
    for (nnstruct::format::pickle::value item : doc.items(v)) {
      const std::string one = text_of_value(doc, item);
      if (one == "...") return one;
      text.append(text.size() == 1 ? "" : ", ").append(one);
    }
    if (v.is(kind::tuple) && doc.items(v).size() == 1) text += ",";
    return text += v.is(kind::list) ? "]" : ")";
  }
  if (v.is(kind::none)) return "None";
  if (v.is(kind::boolean)) return v.boolean() ? "True" : "False";
  if (v.is(kind::integer)) return std::to_string(v.integer());
  if (v.is(kind::real)) return nnstruct::repr(nnstruct::Value(v.real()));
  if (v.is(kind::string)) return nnstruct::repr(nnstruct::Value(v.text()));
  if (v.is(kind::big_integer))
    return v.text() == std::string_view("\0\0\0\0\0\0\0\0\x40", 9) ? "1180591620717411303424" : "?";
  return "...";
}

/// A tree as make_module_trees.py writes it.
class tree_writer {
 public:
  explicit tree_writer(const nnstruct::format::pytorch::module_tree& tree)
      : tree_(tree), paths_(tree.modules().size()), seen_(tree.modules().size()) {
    add("", tree.modules().size() - 1);
  }
  std::string text;

 private:
  void line(const std::string& content) { text.append(text.empty() ? "" : "\n").append(content); }

  void add(const std::string& path, std::size_t number) {
    if (number == nnstruct::format::pytorch::no_index) return line(path + ": None");
    if (seen_[number]) return line(path + ": as " + paths_[number]);
    seen_[number] = true;
    paths_[number] = path;
    const nnstruct::format::pytorch::module_record& module = tree_.modules()[number];
    line(path + ": " + std::string(module.class_module) + "." + std::string(module.class_name) +
         (module.training ? " train" : " eval") + (module.hooks ? " hooks" : ""));
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& [name, value] : module.attributes)
      line(prefix + std::string(name) + " = " + text_of_value(tree_.file().document(), value));
    for (const auto& parameter : module.parameters) add(prefix, "parameter", parameter);
    for (const auto& buffer : module.buffers) add(prefix, buffer.persistent ? "buffer" : "transient", buffer);
    for (const auto& [name, child] : module.children) add(prefix + std::string(name), child);
  }
  void add(const std::string& prefix, const std::string& role, const nnstruct::format::pytorch::module_tensor& held) {
    std::string out = prefix + std::string(held.name) + " " + role;
    if (held.tensor == nnstruct::format::pytorch::no_index) return line(out + " None");
    out.append(" ").append(nnstruct::name_of(tree_.tensors()[held.tensor].dtype));
    for (std::int64_t extent : tree_.shape(held.tensor)) out.append(" ").append(std::to_string(extent));
    line(out + " #" + std::to_string(held.tensor));
  }

  const nnstruct::format::pytorch::module_tree& tree_;
  std::vector<std::string> paths_;
  std::vector<bool> seen_;
};

inline std::string text_of_tree(const nnstruct::format::pytorch::module_tree& tree) { return tree_writer(tree).text; }

}  // namespace nnstruct_test
