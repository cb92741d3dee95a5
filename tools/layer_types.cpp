// SPDX-License-Identifier: Apache-2.0
#include "layer_types.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>

#include "cpp_text.hpp"
#include "python_values.hpp"

namespace nnstruct_command {

namespace {

using nnstruct::format::pytorch::module_tensor;
using nnstruct::format::pytorch::no_index;

/// Thrown inside of this file alone: nnstruct's layer cannot do this.
struct not_supported {
  std::string what;
};

using shape = std::vector<std::int64_t>;

/// A value that a layer holds, and of what shape; absent if it has none.
struct expected_value {
  std::string_view name;
  shape extents;
  bool present = true;
  bool counter = false;  // std::int64_t instead of float
};

std::string number(std::int64_t n) { return integer_literal(n); }

std::string braces(const char* type, const std::vector<std::string>& options) {
  std::string out;
  for (const std::string& option : options) out.append(out.empty() ? "" : ", ").append(option);
  return options.empty() ? "" : std::string("nnstruct::") + type + "{" + out + "}";
}

/// `nnstruct::Name<a, b>`; arguments that are empty, the last of all, are left out.
std::string with_arguments(std::string_view name, const std::vector<std::string>& arguments) {
  std::string list;
  for (const std::string& argument : arguments)
    if (!argument.empty()) list.append(list.empty() ? "" : ", ").append(argument);
  return "nnstruct::" + std::string(name) + "<" + list + ">";
}

/// One layer: what is asked of it is there, or not_supported is thrown.
class reader {
 public:
  reader(const module_tree& tree, const module_record& module)
      : tree_(tree), module_(module), attributes_(tree, module) {}

  std::int64_t integer(std::string_view name) const { return given(name, attributes_.integer(name)); }
  bool boolean(std::string_view name) const { return given(name, attributes_.boolean(name)); }
  /// What PyTorch's class keeps besides, whatever it is.
  void also(std::initializer_list<std::string_view> names) const { asked_.insert(names.begin(), names.end()); }
  double real(std::string_view name) const {
    const double value = given(name, attributes_.real(name));
    if (const auto integer = attributes_.integer(name))
      notes_[std::string(name)] =
          "Python prints " + std::string(name) + "=" + number(*integer) + ", as an integer; nn::repr prints a float.";
    return value;
  }
  std::vector<std::string> notes() const {
    std::vector<std::string> out;
    for (const auto& [name, note] : notes_) out.push_back(note);
    for (const auto& attribute : module_.attributes)
      if (!attribute.name.starts_with('_') && asked_.find(attribute.name) == asked_.end())
        out.push_back(other_attribute_note(attribute.name));
    return out;
  }
  pair_value pair(std::string_view name) const {
    note_list(name);
    return given(name, pair_from(attributes_.document(), attributes_[name]));
  }
  /// As pair(), but None is no size.
  pair_value size(std::string_view name) const {
    const pair_value p = pair(name);
    need(p.first != nnstruct::dyn && p.second != nnstruct::dyn, name);
    return p;
  }
  /// What convolutions keep as two numbers, however it was written: one number where they are equal.
  pair_value both(std::string_view name) const {
    pair_value p = size(name);
    p.one_number = p.first == p.second;
    return p;
  }
  std::string_view word(std::string_view name) const {
    asked_.insert(name);
    need(attributes_[name].is(pickle::kind::string), name);
    return attributes_[name].text();
  }
  bool is_none(std::string_view name) const {
    asked_.insert(name);
    return attributes_.is_none(name);
  }
  bool is(std::string_view name, double value) const {
    asked_.insert(name);
    return attributes_.real(name) == value;
  }
  shape integers(std::string_view name) const {
    asked_.insert(name);
    const pickle::value v = attributes_[name];
    need(v.is(pickle::kind::tuple) || v.is(pickle::kind::list), name);
    need(attributes_.document().items(v).size() <= nnstruct::extent_list::max_rank, name);
    note_list(name);
    shape out;
    for (pickle::value item : attributes_.document().items(v)) {
      need(item.is(pickle::kind::integer), name);
      out.push_back(item.integer());
    }
    return out;
  }
  bool flag(std::string_view name) const { return attributes_.has(name) && boolean(name); }

  /// Stops with the attribute as what is not supported.
  void need(bool fine, std::string_view name) const {
    if (fine) return;
    throw not_supported{std::string(name) + "=" + attributes_.text(name).value_or("(something else)")};
  }

  bool holds(std::string_view parameter) const {
    for (const module_tensor& held : module_.parameters)
      if (held.name == parameter) return !held.is_none();
    return false;
  }

  /// The module holds these and nothing else, in any order.
  void need_values(const std::vector<expected_value>& parameters,
                   const std::vector<expected_value>& buffers = {}) const {
    if (!module_.children.empty()) throw not_supported{"modules in it, as parametrizations are"};
    need_held(module_.parameters, parameters);
    need_held(module_.buffers, buffers);
  }

 private:
  /// Python prints a list as it was given one, where nnstruct has a tuple.
  void note_list(std::string_view name) const {
    const pickle::value v = attributes_[name];
    if (v.is(pickle::kind::tuple) || v.is(pickle::kind::integer)) return;
    if (const auto text = attributes_.text(name); text && *text != "None")
      notes_[std::string(name)] =
          "Python prints " + std::string(name) + "=" + *text + "; nn::repr prints a tuple, which means the same.";
  }

  template <class T> T given(std::string_view name, const std::optional<T>& value) const {
    asked_.insert(name);
    need(value.has_value(), name);
    return *value;
  }

  void need_held(const std::vector<module_tensor>& held, const std::vector<expected_value>& expected) const {
    const auto count = static_cast<std::size_t>(
        std::count_if(held.begin(), held.end(), [](const module_tensor& t) { return !t.is_none(); }));
    const auto wanted = static_cast<std::size_t>(
        std::count_if(expected.begin(), expected.end(), [](const expected_value& v) { return v.present; }));
    for (const expected_value& value : expected) {
      if (!value.present) continue;
      const auto found =
          std::find_if(held.begin(), held.end(), [&](const module_tensor& t) { return t.name == value.name; });
      if (found == held.end() || found->tensor == no_index || !found->persistent)
        throw not_supported{"no " + std::string(value.name)};
      const auto extents = tree_.shape(found->tensor);
      const nnstruct::dtype dtype = tree_.tensors()[found->tensor].dtype;
      if (!std::equal(extents.begin(), extents.end(), value.extents.begin(), value.extents.end()))
        throw not_supported{"a " + std::string(value.name) + " of another shape"};
      if (value.counter ? dtype != nnstruct::dtype::int64 : !is_floating(dtype))
        throw not_supported{"a " + std::string(value.name) + " of torch." + std::string(name_of(dtype))};
    }
    if (count != wanted) throw not_supported{"other values in it"};
  }

  const module_tree& tree_;
  const module_record& module_;
  module_attributes attributes_;
  mutable std::map<std::string, std::string> notes_;  // by attribute
  mutable std::set<std::string_view> asked_;          // attributes that the type has, or needs not
};

void option(std::vector<std::string>& options, const char* name, const std::string& value) {
  options.push_back("." + std::string(name) + " = " + value);
}
/// Only where it is not the default, or is not written as that.
void option(std::vector<std::string>& options, const char* name, const pair_value& value, std::int64_t normally) {
  if (!value.same_size(normally) || !value.one_number) option(options, name, value.text());
}
void flag_option(std::vector<std::string>& options, const char* name, bool value, bool normally) {
  if (value != normally) option(options, name, value ? "true" : "false");
}
void real_option(std::vector<std::string>& options, const char* name, double value, double normally) {
  if (!(value == normally)) option(options, name, double_literal(value));
}

std::string inplace_if(bool inplace, const std::string& type) {
  return inplace ? "nnstruct::inplace<" + type + ">" : type;
}

std::string linear(const reader& in) {
  const std::int64_t features = in.integer("in_features"), out = in.integer("out_features");
  in.need(features > 0, "in_features"), in.need(out > 0, "out_features");
  const bool bias = in.holds("bias");
  in.need_values({{"weight", {out, features}}, {"bias", {out}, bias}});
  return with_arguments("Linear",
                        {number(features), number(out), bias ? "" : "nnstruct::linear_options{.bias = false}"});
}

std::string conv(const reader& in, bool transposed) {
  const std::int64_t channels = in.integer("in_channels"), out = in.integer("out_channels"),
                     groups = in.integer("groups");
  const pair_value kernel = in.both("kernel_size"), stride = in.both("stride"), padding = in.both("padding"),
                   dilation = in.both("dilation"), output_padding = in.both("output_padding");
  in.need(in.word("padding_mode") == "zeros", "padding_mode");
  in.also({"transposed"});
  in.need(channels > 0, "in_channels"), in.need(out > 0, "out_channels");
  in.need(kernel.at_least(1), "kernel_size"), in.need(stride.at_least(1), "stride");
  in.need(dilation.at_least(1), "dilation"), in.need(padding.at_least(0), "padding");
  in.need(groups > 0 && channels % groups == 0 && out % groups == 0, "groups");
  const bool fits = output_padding.at_least(0) && output_padding.first < std::max(stride.first, dilation.first) &&
                    output_padding.second < std::max(stride.second, dilation.second);
  in.need(transposed ? fits : output_padding.same_size(0), "output_padding");
  const bool bias = in.holds("bias");
  in.need_values({{"weight", transposed ? shape{channels, out / groups, kernel.first, kernel.second}
                                        : shape{out, channels / groups, kernel.first, kernel.second}},
                  {"bias", {out}, bias}});
  std::vector<std::string> options;
  option(options, "stride", stride, 1);
  option(options, "padding", padding, 0);
  option(options, "output_padding", output_padding, 0);
  option(options, "dilation", dilation, 1);
  if (groups != 1) option(options, "groups", number(groups));
  flag_option(options, "bias", bias, true);
  return with_arguments(
      transposed ? "ConvTranspose2d" : "Conv2d",
      {number(channels), number(out), kernel.text("nnstruct::pair"), braces("conv_options", options)});
}

std::string batch_norm(const reader& in, std::string_view name) {
  const std::int64_t features = in.integer("num_features");
  const bool affine = in.boolean("affine"), tracks = in.boolean("track_running_stats"), bias = in.holds("bias");
  in.need(features > 0, "num_features");
  in.need_values({{"weight", {features}, affine}, {"bias", {features}, affine && bias}},
                 {{"running_mean", {features}, tracks},
                  {"running_var", {features}, tracks},
                  {"num_batches_tracked", {}, tracks, true}});
  std::vector<std::string> options;
  real_option(options, "eps", in.real("eps"), 1e-5);
  if (in.is_none("momentum")) option(options, "momentum", "nnstruct::none{}");
  else real_option(options, "momentum", in.real("momentum"), 0.1);
  flag_option(options, "affine", affine, true);
  flag_option(options, "track_running_stats", tracks, true);
  flag_option(options, "bias", bias || !affine, true);
  return with_arguments(name, {number(features), braces("norm_options", options)});
}

std::string layer_norm(const reader& in) {
  const shape extents = in.integers("normalized_shape");
  in.need(!extents.empty() && std::all_of(extents.begin(), extents.end(), [](std::int64_t e) { return e > 0; }),
          "normalized_shape");
  const bool affine = in.boolean("elementwise_affine"), bias = in.holds("bias");
  in.need_values({{"weight", extents, affine}, {"bias", extents, affine && bias}});
  std::vector<std::string> options;
  real_option(options, "eps", in.real("eps"), 1e-5);
  flag_option(options, "elementwise_affine", affine, true);
  flag_option(options, "bias", bias || !affine, true);
  std::string list;
  for (std::int64_t extent : extents) list.append(list.empty() ? "" : ", ").append(number(extent));
  return with_arguments("LayerNorm", {extents.size() == 1 ? list : "nnstruct::normalized_shape{" + list + "}",
                                      braces("norm_options", options)});
}

std::string embedding(const reader& in) {
  const std::int64_t rows = in.integer("num_embeddings"), size = in.integer("embedding_dim");
  in.need(rows > 0, "num_embeddings"), in.need(size > 0, "embedding_dim");
  in.need(in.is_none("max_norm"), "max_norm");
  in.need(in.is("norm_type", 2), "norm_type");
  in.need(!in.boolean("scale_grad_by_freq"), "scale_grad_by_freq");
  in.need(!in.boolean("sparse"), "sparse");
  in.need_values({{"weight", {rows, size}}});
  std::vector<std::string> options;
  if (!in.is_none("padding_idx")) {
    const std::int64_t row = in.integer("padding_idx");
    in.need(0 <= row && row < rows, "padding_idx");  // PyTorch keeps it so
    option(options, "padding_idx", number(row));
  }
  return with_arguments("Embedding", {number(rows), number(size), braces("embedding_options", options)});
}

std::string pool(const reader& in, bool average) {
  const pair_value kernel = in.size("kernel_size"), stride = in.size("stride"), padding = in.size("padding");
  in.need(kernel.at_least(1), "kernel_size"), in.need(stride.at_least(1), "stride");
  in.need(padding.at_least(0) && 2 * padding.first <= kernel.first && 2 * padding.second <= kernel.second, "padding");
  in.need_values({});
  std::vector<std::string> options;
  option(options, "padding", padding, 0);
  if (!average) {
    const pair_value dilation = in.size("dilation");
    in.need(dilation.at_least(1), "dilation");
    in.need(!in.boolean("return_indices"), "return_indices");
    option(options, "dilation", dilation, 1);
  }
  flag_option(options, "ceil_mode", in.boolean("ceil_mode"), false);
  if (average) {
    flag_option(options, "count_include_pad", in.boolean("count_include_pad"), true);
    if (!in.is_none("divisor_override")) {
      in.need(in.integer("divisor_override") != 0, "divisor_override");
      option(options, "divisor_override", number(in.integer("divisor_override")));
    }
  }
  const bool stride_is_kernel = stride == kernel && options.empty();
  return with_arguments(average ? "AvgPool2d" : "MaxPool2d",
                        {kernel.text("nnstruct::pair"), stride_is_kernel ? "" : stride.text("nnstruct::pair"),
                         braces("pool_options", options)});
}

std::string adaptive_avg_pool(const reader& in) {
  const pair_value size = in.pair("output_size");
  const auto fine = [](std::int64_t n) { return n >= 0 || n == nnstruct::dyn; };
  in.need(fine(size.first) && fine(size.second), "output_size");
  in.need_values({});
  return with_arguments("AdaptiveAvgPool2d", {size.text("nnstruct::pair")});
}

std::string dropout(const reader& in) {
  const double p = in.real("p");
  in.need(0 <= p && p <= 1, "p");
  in.need_values({});
  std::vector<std::string> options;
  real_option(options, "p", p, 0.5);
  return inplace_if(in.boolean("inplace"), with_arguments("Dropout", {braces("dropout_options", options)}));
}

std::string hardtanh(const reader& in) {
  in.need(in.real("min_val") < in.real("max_val"), "min_val");
  in.need_values({});
  std::vector<std::string> options;
  real_option(options, "min_val", in.real("min_val"), -1);
  real_option(options, "max_val", in.real("max_val"), 1);
  return inplace_if(in.boolean("inplace"), with_arguments("Hardtanh", {braces("hardtanh_options", options)}));
}

/// ELU and LeakyReLU.
std::string activation(const reader& in, const char* name, const char* type, const char* attribute, double normally) {
  in.need_values({});
  std::vector<std::string> options;
  real_option(options, attribute, in.real(attribute), normally);
  return inplace_if(in.boolean("inplace"), with_arguments(name, {braces(type, options)}));
}

std::string gelu(const reader& in) {
  in.need_values({});
  const bool tanh = in.word("approximate") == "tanh";
  in.need(tanh || in.word("approximate") == "none", "approximate");
  return with_arguments("GELU",
                        {tanh ? "nnstruct::gelu_options{.approximate = nnstruct::gelu_approximation::tanh}" : ""});
}

std::string flatten(const reader& in) {
  in.need_values({});
  const std::int64_t start = in.integer("start_dim"), end = in.integer("end_dim");
  return with_arguments("Flatten", {start == 1 && end == -1 ? "" : number(start), end == -1 ? "" : number(end)});
}

std::string softmax(const reader& in, std::string_view name) {
  in.need_values({});
  return with_arguments(name, {number(in.integer("dim"))});
}

std::string plain(const reader& in, std::string_view name) {
  in.need_values({});
  if (name == "ReLU6") in.also({"min_val", "max_val"});
  return inplace_if(in.flag("inplace"), "nnstruct::" + std::string(name));
}

/// Empty if there is no such layer.
std::string type_of(const reader& in, std::string_view name) {
  if (name == "Linear") return linear(in);
  if (name == "Conv2d") return conv(in, false);
  if (name == "ConvTranspose2d") return conv(in, true);
  if (name == "BatchNorm2d" || name == "BatchNorm1d") return batch_norm(in, name);
  if (name == "LayerNorm") return layer_norm(in);
  if (name == "Embedding") return embedding(in);
  if (name == "MaxPool2d") return pool(in, false);
  if (name == "AvgPool2d") return pool(in, true);
  if (name == "AdaptiveAvgPool2d") return adaptive_avg_pool(in);
  if (name == "Dropout") return dropout(in);
  if (name == "Flatten") return flatten(in);
  if (name == "Softmax" || name == "LogSoftmax") return softmax(in, name);
  if (name == "GELU") return gelu(in);
  if (name == "LeakyReLU") return activation(in, "LeakyReLU", "leaky_relu_options", "negative_slope", 0.01);
  if (name == "ELU") return activation(in, "ELU", "elu_options", "alpha", 1);
  if (name == "Hardtanh") return hardtanh(in);
  if (name == "ReLU" || name == "ReLU6" || name == "Sigmoid" || name == "Tanh" || name == "Identity")
    return plain(in, name);
  return {};
}

}  // namespace

std::string other_attribute_note(std::string_view name) {
  return "In Python, it has " + std::string(name) + ", too, which nn::save_model does not write.";
}

bool is_of_torch(const module_record& module) { return module.class_module.starts_with("torch.nn.modules."); }

bool is_of_torchvision(const module_record& module) {
  return module.class_module.starts_with("torchvision.models.") || module.class_module.starts_with("torchvision.ops.");
}

bool is_name_of_library(std::string_view name) {
  constexpr std::string_view names[] = {
      "AdaptiveAvgPool2d",
      "AvgPool2d",
      "BatchNorm1d",
      "BatchNorm2d",
      "Conv2d",
      "ConvTranspose2d",
      "Dropout",
      "ELU",
      "Embedding",
      "Flatten",
      "GELU",
      "Hardtanh",
      "Identity",
      "LayerNorm",
      "LeakyReLU",
      "Linear",
      "LogSoftmax",
      "MaxPool2d",
      "ReLU",
      "ReLU6",
      "Sigmoid",
      "Softmax",
      "Tanh",
      "Sequential",
      "ModuleList",
  };
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

layer_type layer_type_of(const module_tree& tree, const module_record& module) {
  if (!is_of_torch(module)) return {};
  try {
    const reader in(tree, module);
    std::string type = type_of(in, module.class_name);
    return {std::move(type), {}, in.notes()};
  } catch (const not_supported& missing) { return {{}, missing.what}; }
}

}  // namespace nnstruct_command
