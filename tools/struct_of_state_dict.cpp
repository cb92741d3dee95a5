// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/tensor/extents.hpp>

#include "cpp_text.hpp"
#include "struct_header.hpp"
#include "struct_writer.hpp"

namespace nnstruct_command {

namespace {

using nnstruct::format_problem;
using nnstruct::format::tensor_record;
using nnstruct::format::pytorch::state_dict_file;

constexpr std::size_t no_node = static_cast<std::size_t>(-1);

/// A module that the keys have, `_metadata` names, or that stands between two numbers.
struct module_node {
  std::string_view name;  ///< points into the file, or into known_numbers_
  std::size_t parent = no_node;
  std::size_t depth = 0;
  std::vector<std::size_t> children = {};
  std::vector<std::size_t> tensors = {};
};

class state_dict_writer {
 public:
  state_dict_writer(const state_dict_file& file, std::string name)
      : file_(file), name_(std::move(name)), structs_(names_of_fields(file, name_)) {
    nodes_.push_back({});
    for (const tensor_record& tensor : file.tensors())
      if (has_empty_part(tensor.key))
        refuse("the key \"" + std::string(tensor.key) + "\" has an empty part, which no field can have");
    add_known_modules();
    for (std::size_t i = 0; i < file.tensors().size(); ++i) {
      const auto [path, last] = split(file.tensors()[i].key);
      nodes_[node_of(path)].tensors.push_back(i);
    }
    find_first_of_shared();
  }

  std::string run() {
    made_.resize(nodes_.size());
    find_gaps();
    if (needs_unknown()) declare_unknown();
    for (std::size_t i : children_first())
      if (i != 0) made_[i] = type_of(i);
    if (const auto type = layer_of(0); type) return structs_.text() + alias(*type);
    if (is_sequence(0)) return structs_.text() + alias({sequential_type(elements_of(0)), sequence_notes()});
    structs_.declare_as(name_, body_of(0));
    return structs_.text();
  }

  std::set<nnstruct::dtype> types_of_layers() const {
    std::set<nnstruct::dtype> out;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      if (!layer_of(node)) continue;
      for (std::size_t i : nodes_[node].tensors)
        if (const nnstruct::dtype dtype = file_.tensors()[i].dtype; is_floating(dtype)) out.insert(dtype);
    }
    return out;
  }

 private:
  struct path_and_name {
    std::string_view path, name;
  };
  static path_and_name split(std::string_view key) {
    const std::size_t dot = key.rfind('.');
    return dot == key.npos ? path_and_name{{}, key} : path_and_name{key.substr(0, dot), key.substr(dot + 1)};
  }

  static std::set<std::string, std::less<>> names_of_fields(const state_dict_file& file, const std::string& name) {
    std::set<std::string, std::less<>> out = {name};
    const auto add = [&](std::string_view path) {
      for (std::size_t end; !path.empty(); path.remove_prefix(std::min(path.size(), end + 1))) {
        end = std::min(path.find('.'), path.size());
        out.emplace(path.substr(0, end));
      }
    };
    for (const tensor_record& tensor : file.tensors()) add(tensor.key);
    for (const auto& [path, version] : file.metadata()) add(path);
    return out;
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw nnstruct::FormatError(format_problem::unsupported, {file_.path(), {}, {}}, what);
  }

  std::string path_of(std::size_t node) const {
    std::string out(nodes_[node].name);
    for (std::size_t at = nodes_[node].parent; at != no_node && at != 0; at = nodes_[at].parent)
      out.insert(0, 1, '.').insert(0, nodes_[at].name);
    return out;
  }

  // The modules

  static bool has_empty_part(std::string_view path) {
    return path.empty() || path.starts_with('.') || path.ends_with('.') || path.find("..") != path.npos;
  }

  /// \param path  without empty parts; the root's is empty
  std::size_t node_of(std::string_view path) {
    std::size_t at = 0;
    while (!path.empty()) {
      const std::string_view name = path.substr(0, path.find('.'));
      const auto [found, is_new] = child_of_.try_emplace({at, name}, nodes_.size());
      if (is_new) {
        nodes_[at].children.push_back(nodes_.size());
        nodes_.push_back({name, at, nodes_[at].depth + 1});
        if (nodes_.back().depth > max_depth)
          refuse("a key has more than " + std::to_string(max_depth) + " parts, modules in modules");
      }
      at = found->second;
      path.remove_prefix(std::min(path.size(), name.size() + 1));
    }
    return at;
  }

  /// `_metadata` also names the modules without values, in their order; unless the keys have been changed since.
  void add_known_modules() {
    std::set<std::string_view> paths;
    for (const auto& [path, version] : file_.metadata()) {
      if (!path.empty() && has_empty_part(path)) return;
      paths.insert(path);
    }
    for (const tensor_record& tensor : file_.tensors())
      if (paths.find(split(tensor.key).path) == paths.end()) return;
    for (const auto& [path, version] : file_.metadata()) node_of(path);
    has_metadata_ = !paths.empty();
  }

  void find_first_of_shared() {
    std::map<std::array<std::uint64_t, 3>, std::size_t> first;
    first_.resize(file_.tensors().size());
    for (std::size_t i = 0; i < first_.size(); ++i) {
      const tensor_record& t = file_.tensors()[i];
      first_[i] = t.numel == 0 ? i : first.try_emplace({t.storage, t.offset, t.numel}, i).first->second;
    }
  }

  /// All modules, the root last.
  std::vector<std::size_t> children_first() const {
    std::vector<std::size_t> out, open = {0};
    while (!open.empty()) {
      out.push_back(open.back());
      open.pop_back();
      for (std::size_t child : nodes_[out.back()].children) open.push_back(child);
    }
    std::reverse(out.begin(), out.end());
    return out;
  }

  // Facts of a module

  const tensor_record* tensor(std::size_t node, std::string_view name) const {
    for (std::size_t i : nodes_[node].tensors)
      if (split(file_.tensors()[i].key).name == name) return &file_.tensors()[i];
    return nullptr;
  }
  /// Its extents, if it is of floating numbers and has elements.
  std::vector<std::int64_t> real_shape(const tensor_record* tensor) const {
    if (tensor == nullptr || !is_floating(tensor->dtype) || tensor->numel == 0) return {};
    const auto shape = file_.shape(*tensor);
    return {shape.begin(), shape.end()};
  }
  bool holds_only(std::size_t node, std::initializer_list<std::string_view> names) const {
    for (std::size_t i : nodes_[node].tensors)
      if (std::find(names.begin(), names.end(), split(file_.tensors()[i].key).name) == names.end()) return false;
    return true;
  }
  bool is_stateless(std::size_t node) const { return nodes_[node].tensors.empty() && nodes_[node].children.empty(); }

  std::vector<std::string> shared_notes(std::size_t node) const {
    std::vector<std::string> out;
    for (std::size_t i : nodes_[node].tensors)
      if (const auto note = shared_note(i)) out.push_back(*note);
    return out;
  }
  std::optional<std::string> shared_note(std::size_t number) const {
    if (first_[number] == number) return std::nullopt;
    return "In the file, its " + std::string(split(file_.tensors()[number].key).name) + " shares its memory with " +
           std::string(file_.tensors()[first_[number]].key) + "; here each has its own values.";
  }

  // Types

  type_text type_of(std::size_t node) {
    if (auto layer = layer_of(node)) return *layer;
    if (is_stateless(node)) return {unknown_};
    if (is_sequence(node)) return {sequential_type(elements_of(node)), sequence_notes()};
    return {structs_.declare(name_for(node), body_of(node))};
  }

  /// A module stands somewhere of which the file has no values.
  bool needs_unknown() const {
    for (std::size_t i = 1; i < nodes_.size(); ++i)
      if (is_stateless(i) || gap_before_[i] != 0) return true;
    return false;
  }
  void declare_unknown() {
    struct_body body{{},
                     {"Stands for a module without values, which a state_dict does not describe: an activation, a",
                      "pooling, a Dropout or the like. Put what it is in its place."},
                     {}};
    body.behind =
        "  template <class X> auto forward(const X& x) const {\n"
        "    static_assert(sizeof(X) == 0, \"this layer is not in the state_dict; put the right one in its place\");\n"
        "    return x;\n"
        "  }\n";
    unknown_ = structs_.declare("UnknownLayer", body);
  }

  /// What the shapes prove, with what they do not in the notes.
  std::optional<type_text> layer_of(std::size_t node) const {
    if (!nodes_[node].children.empty() || nodes_[node].tensors.empty()) return std::nullopt;
    std::optional<type_text> out;
    if (tensor(node, "running_mean") != nullptr) out = batch_norm(node);
    else if (holds_only(node, {"weight", "bias"}) && tensor(node, "weight") != nullptr) out = by_weight(node);
    if (out)
      for (std::string& note : shared_notes(node)) out->notes.push_back(std::move(note));
    return out;
  }

  std::optional<type_text> batch_norm(std::size_t node) const {
    if (!holds_only(node, {"weight", "bias", "running_mean", "running_var", "num_batches_tracked"}))
      return std::nullopt;
    const auto mean = real_shape(tensor(node, "running_mean"));
    const tensor_record* counter = tensor(node, "num_batches_tracked");
    const tensor_record *weight = tensor(node, "weight"), *bias = tensor(node, "bias");
    const bool fits = mean.size() == 1 && real_shape(tensor(node, "running_var")) == mean &&
                      (weight == nullptr || real_shape(weight) == mean) &&
                      (bias == nullptr || (weight != nullptr && real_shape(bias) == mean)) && counter != nullptr &&
                      counter->dtype == nnstruct::dtype::int64 && counter->rank == 0;
    if (!fits) return std::nullopt;
    const std::size_t rank = rank_before(node);
    if (rank == 5) return std::nullopt;  // a BatchNorm3d
    std::string options;
    if (weight == nullptr) options = ", nnstruct::norm_options{.affine = false}";
    else if (bias == nullptr) options = ", nnstruct::norm_options{.bias = false}";
    const std::string type = rank == 4 || rank == 0 ? "BatchNorm2d" : "BatchNorm1d";
    return type_text{"nnstruct::" + type + "<" + std::to_string(mean[0]) + options + ">",
                     {"Not in the file: eps, momentum, BatchNorm1d or BatchNorm2d."}};
  }
  /// Of the last weight before a norm in the module that holds it, which is what it normalises the output of.
  std::size_t rank_before(std::size_t node) const {
    const std::size_t parent = nodes_[node].parent;
    std::size_t rank = 0;
    if (parent == no_node) return rank;
    for (std::size_t sibling : nodes_[parent].children) {
      if (sibling == node) break;
      const tensor_record* weight = tensor(sibling, "weight");
      if (weight != nullptr && weight->rank >= 2) rank = weight->rank;
    }
    return rank;
  }

  std::optional<type_text> by_weight(std::size_t node) const {
    const auto weight = real_shape(tensor(node, "weight"));
    const bool has_bias = tensor(node, "bias") != nullptr;
    const auto bias = real_shape(tensor(node, "bias"));
    if (has_bias && bias.size() != 1) return std::nullopt;
    if (weight.size() == 2 && (!has_bias || bias[0] == weight[0])) return matrix(node, weight[0], weight[1], has_bias);
    if (weight.size() == 4) return convolution(weight, has_bias ? bias[0] : 0);
    if (weight.size() == 1 && has_bias && bias == weight)
      return type_text{"nnstruct::LayerNorm<" + std::to_string(weight[0]) + ">",
                       {"By its shapes a LayerNorm; a GroupNorm, or a BatchNorm without running statistics, has the "
                        "same. Not in the file: eps."}};
    return std::nullopt;
  }

  type_text matrix(std::size_t node, std::int64_t rows, std::int64_t columns, bool has_bias) const {
    const std::string sizes = std::to_string(columns) + ", " + std::to_string(rows);
    if (has_bias) return {"nnstruct::Linear<" + sizes + ">"};
    std::string name(nodes_[node].name);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    if (name.find("emb") != name.npos || name == "wte" || name == "wpe")
      return {"nnstruct::Embedding<" + std::to_string(rows) + ", " + std::to_string(columns) + ">",
              {"By its name an Embedding; a Linear without bias has the same. Not in the file: padding_idx."}};
    return {"nnstruct::Linear<" + sizes + ", nnstruct::linear_options{.bias = false}>"};
  }

  /// \param bias  its extent; 0 if there is none
  static std::optional<type_text> convolution(const std::vector<std::int64_t>& weight, std::int64_t bias) {
    const std::string kernel =
        weight[2] == weight[3] ? std::to_string(weight[2])
                               : "nnstruct::pair{" + std::to_string(weight[2]) + ", " + std::to_string(weight[3]) + "}";
    if (bias == 0 || bias == weight[0]) {
      const std::string sizes = std::to_string(weight[1]) + ", " + std::to_string(weight[0]) + ", " + kernel;
      std::string note = "Not in the file: stride, padding, dilation, groups";
      if (weight[1] == 1 && weight[0] > 1)
        note += " (" + std::to_string(weight[0]) + " and as many in_channels, if it is depthwise)";
      if (bias == 0 || weight[0] == weight[1]) note += ", and whether it is transposed";
      return type_text{"nnstruct::Conv2d<" + sizes + (bias == 0 ? ", nnstruct::conv_options{.bias = false}>" : ">"),
                       {note + "."}};
    }
    if (bias % weight[1] != 0 || weight[0] % (bias / weight[1]) != 0) return std::nullopt;
    const std::int64_t groups = bias / weight[1];
    std::string options;
    if (groups != 1) options = ", nnstruct::conv_options{.groups = " + std::to_string(groups) + "}";
    return type_text{"nnstruct::ConvTranspose2d<" + std::to_string(weight[0]) + ", " + std::to_string(bias) + ", " +
                         kernel + options + ">",
                     {"By its bias transposed. Not in the file: stride, padding, output_padding, dilation."}};
  }

  // Sequences

  /// Nothing but modules with numbers is in it; or more modules than a struct has fields.
  bool is_sequence(std::size_t node) const {
    const module_node& module = nodes_[node];
    if (!module.tensors.empty() || module.children.empty()) return false;
    if (module.children.size() > max_fields) return true;
    return std::all_of(module.children.begin(), module.children.end(),
                       [&](std::size_t child) { return number_of(nodes_[child].name) != no_node; });
  }
  static std::size_t number_of(std::string_view name) {
    if (name.empty() || name.size() > 4 || (name.size() > 1 && name[0] == '0')) return no_node;
    std::size_t out = 0;
    for (char c : name) {
      if (c < '0' || c > '9') return no_node;
      out = 10 * out + static_cast<std::size_t>(c - '0');
    }
    return out;
  }
  static std::vector<std::string> sequence_notes() { return {"A Sequential or a ModuleList: not in the file."}; }

  /// How many modules without values may stand before each in a sequence; `_metadata` would name them.
  void find_gaps() {
    gap_before_.assign(nodes_.size(), 0);
    if (has_metadata_) return;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!is_sequence(i)) continue;
      const std::size_t most = 8 * nodes_[i].children.size() + 8;  // beyond, the numbers are no places
      std::size_t next = 0;
      for (std::size_t child : nodes_[i].children) {
        const std::size_t number = number_of(nodes_[child].name);
        if (number == no_node || number < next || number > most) break;
        gap_before_[child] = number - next;
        next = number + 1;
      }
    }
  }

  std::vector<type_text> elements_of(std::size_t node) const {
    std::vector<type_text> out;
    for (std::size_t child : nodes_[node].children) {
      for (std::size_t gap = gap_before_[child]; gap != 0; --gap) out.push_back({unknown_});
      if (number_of(nodes_[child].name) == out.size()) out.push_back(made_[child]);
      else out.push_back(named_type(nodes_[child].name, made_[child]));
    }
    return out;
  }

  // Structs

  /// `layer1.0.conv` is Conv, `layer1.0` Layer1Block.
  std::string name_for(std::size_t node) const {
    std::string suffix;
    while (node != 0 && number_of(nodes_[node].name) != no_node) {
      suffix = "Block";
      node = nodes_[node].parent;
    }
    std::string out;
    bool upper = true;
    for (char c : node == 0 ? std::string_view(name_) : nodes_[node].name) {
      if (c == '_' || c == '-') upper = true;
      else out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c, upper = false;
    }
    return out + suffix;
  }

  struct_body body_of(std::size_t node) const {
    const module_node& module = nodes_[node];
    std::vector<std::string_view> keys;
    for (std::size_t i : module.tensors) keys.push_back(split(file_.tensors()[i].key).name);
    for (std::size_t child : module.children) keys.push_back(nodes_[child].name);
    std::vector<std::string_view> sorted = keys;
    std::sort(sorted.begin(), sorted.end());
    if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end())
      refuse("\"" + path_of(node) + (node == 0 ? "" : ".") + std::string(*twice) +
             "\" is the key of a tensor and begins other keys, which no struct can have");
    if (keys.size() > max_fields)
      refuse("\"" + path_of(node) + "\" has " + std::to_string(keys.size()) +
             " tensors and modules, and a module's struct has at most " + std::to_string(max_fields) + " fields");
    struct_fields fields(keys);
    for (std::size_t i : module.tensors) add_tensor(fields, i);
    for (std::size_t child : module.children) fields.add(nodes_[child].name, made_[child]);
    struct_body body{{}, {}, fields.text()};
    body.needs_pytorch = fields.text().empty();
    if (!module.children.empty())
      body.behind =
          "  // Its forward is not in the file. Write it here, such as\n"
          "  // auto forward(const auto& x) { return x | conv | nnstruct::relu; }\n";
    return body;
  }

  void add_tensor(struct_fields& fields, std::size_t number) const {
    const tensor_record& tensor = file_.tensors()[number];
    const std::string_view name = split(tensor.key).name;
    if (tensor.rank > nnstruct::extent_list::max_rank)
      refuse("\"" + std::string(tensor.key) + "\" has " + std::to_string(tensor.rank) +
             " dimensions, and a struct's tensor has at most " + std::to_string(nnstruct::extent_list::max_rank));
    const bool buffer = !is_floating(tensor.dtype) || name.starts_with("running_");
    type_text type{tensor_type(buffer ? "Buffer" : "Parameter", tensor.dtype, file_.shape(tensor))};
    if (const auto note = shared_note(number)) type.notes.push_back(*note);
    fields.add(name, std::move(type));
  }

  std::string alias(const type_text& type) const {
    std::string out;
    for (const std::string& note : type.notes) out += comment_line(note);
    return out + "using " + name_ + " = " + type.type + ";\n\n";
  }

  static constexpr std::size_t max_depth = 500;

  const state_dict_file& file_;
  std::string name_;
  struct_writer structs_;
  std::vector<module_node> nodes_;
  std::map<std::pair<std::size_t, std::string_view>, std::size_t> child_of_;
  std::vector<std::size_t> first_;  // of each tensor: the first that has its memory
  std::vector<type_text> made_;
  std::vector<std::size_t> gap_before_;
  std::string unknown_;
  bool has_metadata_ = false;
};

}  // namespace

struct_text struct_of_state_dict(const state_dict_file& file, const std::string& name) {
  state_dict_writer writer(file, name);
  std::string declarations = writer.run();
  return {std::move(declarations), writer.types_of_layers()};
}

}  // namespace nnstruct_command
