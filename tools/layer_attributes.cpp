// SPDX-License-Identifier: Apache-2.0
#include "layer_attributes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/schema/attribute.hpp>
#include <nnstruct/schema/python_class.hpp>
#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/python_string.hpp>

#include "cpp_text.hpp"
#include "layer_types.hpp"
#include "output.hpp"
#include "python_values.hpp"

namespace nnstruct_command {

namespace {

using nnstruct::detail::concat;
using nnstruct::format::pytorch::module_tensor;
using nnstruct::format::pytorch::no_index;

/// The extra_repr of torch/nn/modules and the __repr__ of torchvision, an item for each attribute:
///   name       `name=value`, a string without quotes
///   name'      `name=value`, a string in quotes
///   *name      the value alone
///   name?a|b   not shown if the value, or each number of a tuple, is written a or b, or if there is none
///   name~other not shown unless the attribute `other` is None
///   +name      `name=True` if there is a parameter of that name, otherwise `name=False`
///   -name      `name=False` if there is no parameter of that name, otherwise nothing
///   #name      the first extent of the parameter or buffer of that name, alone
/// `child.name` is what the module `child` in it has.
struct row {
  std::string_view classes;
  std::string_view shown;
};
constexpr std::string_view normalizations =
    "BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyBatchNorm1d "
    "LazyBatchNorm2d LazyBatchNorm3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d";
constexpr row rows[] = {
    {"Linear LazyLinear NonDynamicallyQuantizableLinear", "in_features out_features +bias"},
    {"Bilinear", "in1_features in2_features out_features +bias"},
    {"Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConv1d LazyConv2d LazyConv3d "
     "LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d",
     "*in_channels *out_channels kernel_size stride padding?0 dilation?1 output_padding?0 groups?1 -bias "
     "padding_mode?'zeros'"},
    {normalizations, "*num_features eps momentum affine +bias track_running_stats"},
    {"LayerNorm", "*normalized_shape eps elementwise_affine +bias"},
    {"RMSNorm", "*normalized_shape eps elementwise_affine"},
    {"GroupNorm", "*num_groups *num_channels eps affine +bias"},
    {"LocalResponseNorm CrossMapLRN2d", "*size alpha beta k"},
    {"Embedding",
     "*num_embeddings *embedding_dim padding_idx?None max_norm?None norm_type?2|2.0 scale_grad_by_freq?False "
     "sparse?False"},
    {"EmbeddingBag",
     "*num_embeddings *embedding_dim max_norm?None norm_type?2|2.0 scale_grad_by_freq?False mode' padding_idx?None"},
    {"RNN LSTM GRU",
     "*input_size *hidden_size proj_size?0 num_layers?1 bias?True batch_first?False dropout?0|0.0 "
     "bidirectional?False"},
    {"RNNCell LSTMCell GRUCell", "*input_size *hidden_size bias?True nonlinearity?'tanh'"},
    {"MaxPool1d MaxPool2d MaxPool3d", "kernel_size stride padding dilation ceil_mode"},
    {"AvgPool1d AvgPool2d AvgPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d", "kernel_size stride padding"},
    {"LPPool1d LPPool2d LPPool3d", "norm_type kernel_size stride ceil_mode"},
    {"AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d",
     "output_size"},
    {"Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout", "p inplace"},
    {"ReLU ReLU6 SiLU Mish SELU", "inplace?False"},
    {"ELU CELU", "alpha inplace?False"},
    {"LeakyReLU", "negative_slope inplace?False"},
    {"RReLU", "lower upper inplace?False"},
    {"Hardtanh", "min_val max_val inplace?False"},
    {"Threshold", "threshold value inplace?False"},
    {"GELU", "approximate'"},
    {"GLU Softmax LogSoftmax Softmin", "dim"},
    {"PReLU", "num_parameters"},
    {"Softplus", "beta threshold"},
    {"Hardshrink Softshrink", "*lambd"},
    {"Upsample UpsamplingNearest2d UpsamplingBilinear2d", "scale_factor?None size~scale_factor mode'"},
    {"ConstantPad1d ConstantPad2d ConstantPad3d", "padding value"},
    {"ZeroPad1d ZeroPad2d ZeroPad3d CircularPad1d CircularPad2d CircularPad3d ReflectionPad1d ReflectionPad2d "
     "ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d",
     "*padding"},
    {"PixelShuffle", "upscale_factor"},
    {"PixelUnshuffle", "downscale_factor"},
    {"ChannelShuffle", "groups"},
    {"Flatten", "start_dim end_dim"},
    {"Unflatten", "dim unflattened_size"},
    {"Unfold", "kernel_size dilation padding stride"},
    {"Fold", "output_size kernel_size dilation padding stride"},
    {"LinearCrossEntropyLoss",
     "linear.in_features num_classes out_features +linear.bias reduction ignore_index label_smoothing options"},
    {"AdaptiveLogSoftmaxWithLoss BCELoss BCEWithLogitsLoss CTCLoss Container CosineEmbeddingLoss CosineSimilarity "
     "CrossEntropyLoss FractionalMaxPool2d FractionalMaxPool3d GaussianNLLLoss Hardsigmoid Hardswish "
     "HingeEmbeddingLoss HuberLoss Identity KLDivLoss L1Loss LogSigmoid MSELoss MarginRankingLoss Module ModuleDict "
     "ModuleList MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss MultiheadAttention NLLLoss NLLLoss2d "
     "PairwiseDistance PoissonNLLLoss Sequential Sigmoid SmoothL1Loss SoftMarginLoss Softmax2d Softsign Tanh "
     "Tanhshrink "
     "Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer "
     "TripletMarginLoss TripletMarginWithDistanceLoss",
     ""},
};

/// Where PyTorch 1.13 shows something else.
constexpr row rows_of_torch_1[] = {
    {normalizations, "*num_features eps momentum affine track_running_stats"},
    {"LayerNorm", "*normalized_shape eps elementwise_affine"},
    {"GroupNorm", "*num_groups *num_channels eps affine"},
    {"EmbeddingBag",
     "*num_embeddings *embedding_dim max_norm?None norm_type?2|2.0 scale_grad_by_freq?False mode padding_idx?None"},
    {"Upsample UpsamplingNearest2d UpsamplingBilinear2d", "scale_factor?None size~scale_factor mode"},
};

/// Of torchvision.ops and torchvision.models: those that print more than the modules in them.
constexpr row rows_of_torchvision[] = {
    {"LayerNorm2d", "*normalized_shape eps elementwise_affine +bias"},  // derived from torch.nn's, as the next
    {"Conv3DSimple Conv3DNoTemporal",
     "*in_channels *out_channels kernel_size stride padding?0 dilation?1 output_padding?0 groups?1 -bias "
     "padding_mode?'zeros'"},
    {"DeformConv2d", "*in_channels *out_channels kernel_size stride padding?0 dilation?1 groups?1 -bias"},
    {"DropBlock2d DropBlock3d", "p block_size inplace"},
    {"StochasticDepth", "p mode"},
    {"FrozenBatchNorm2d", "#weight eps"},
    {"MultiScaleRoIAlign", "featmap_names output_size sampling_ratio"},
    {"RoIAlign", "output_size spatial_scale sampling_ratio aligned"},
    {"PSRoIAlign", "output_size spatial_scale sampling_ratio"},
    {"RoIPool PSRoIPool", "output_size spatial_scale"},
    {"DefaultBoxGenerator", "aspect_ratios clip scales steps"},
};
constexpr row rows_of_torchvision_with_torch_1[] = {
    {"LayerNorm2d", "*normalized_shape eps elementwise_affine"},
};

/// Other classes of PyTorch's, which print the modules in them alone.
constexpr std::string_view wrappers[] = {
    "torch._dynamo.eval_frame.OptimizedModule",
    "torch.nn.parallel.data_parallel.DataParallel",
    "torch.nn.parallel.distributed.DistributedDataParallel",
    "torch.optim.swa_utils.AveragedModel",
};

/// Calls f with each part of a text between spaces or `|`.
template <class F> void each_part(std::string_view text, char between, F f) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(between), text.size());
    f(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

/// What is shown of a class; nothing, if nobody knows.
std::optional<std::string_view> shown_of(const module_record& module, print_style style) {
  std::optional<std::string_view> found;
  const auto look_in = [&](const auto& among) {
    for (const row& r : among)
      each_part(r.classes, ' ', [&](std::string_view name) {
        if (name == module.class_name) found = r.shown;
      });
  };
  if (is_of_torch(module)) {
    look_in(rows);
    if (style == print_style::torch_1) look_in(rows_of_torch_1);
  } else if (is_of_torchvision(module)) {
    found = "";
    look_in(rows_of_torchvision);
    if (style == print_style::torch_1) look_in(rows_of_torchvision_with_torch_1);
  } else {
    for (std::string_view wrapper : wrappers)
      if (wrapper == concat({module.class_module, ".", module.class_name})) found = "";
  }
  return found;
}

/// The value, or each number of a tuple, is written as one of the texts.
bool is_default(const pickle::document& document, pickle::value v, std::string_view texts) {
  if (v.is(pickle::kind::tuple)) {
    for (pickle::value item : document.items(v))
      if (item.is_object() || !is_default(document, item, texts)) return false;
    return true;
  }
  const std::optional<std::string> text = python_text(document, v);
  bool found = false;
  each_part(texts, '|', [&](std::string_view one) { found = found || text == one; });
  return found;
}

/// A string that nn::text_attribute prints as Python does.
bool is_quoted_plainly(std::string_view text) {
  return nnstruct::detail::python_repr(text) == concat({"'", text, "'"});
}

/// A value as an expression of type nnstruct::detail::attribute; nothing, if no attribute can be that.
/// \param quoted  a string prints in quotes
std::optional<std::string> expression(const pickle::document& document, std::string_view name, pickle::value v,
                                      bool quoted, std::string_view how) {
  const auto call = [&](const char* kind, const std::string& value) {
    std::string out = std::string("nnstruct::") + kind + "_attribute(" + string_literal(name);
    if (!value.empty()) out.append(", ").append(value);
    if (!how.empty()) out.append(", nnstruct::shown::").append(how);
    return out += ')';
  };
  switch (v.what()) {
    case pickle::kind::none: return call("none", "");
    case pickle::kind::boolean: return call("boolean", v.boolean() ? "true" : "false");
    case pickle::kind::integer: return call("integer", integer_literal(v.integer()));
    case pickle::kind::real: return call("real", double_literal(v.real()));
    case pickle::kind::global: {
      const pickle::global_name global = document.global(v);
      const std::string_view module = pickle::python3_module(global.module);
      using nnstruct::detail::is_python_name;
      if (!is_python_name(module, true) || !is_python_name(global.name, false)) return std::nullopt;
      return call("class", string_literal(concat({module, ".", global.name})));
    }
    case pickle::kind::string:
      if (v.text().size() > longest_text) return std::nullopt;
      if (!quoted) return call("word", string_literal(v.text()));
      if (is_quoted_plainly(v.text())) return call("text", string_literal(v.text()));
      break;
    default: break;
  }
  const std::optional<std::string> text = python_text(document, v);
  if (!text) return std::nullopt;
  std::string extents;
  bool integers = v.is(pickle::kind::tuple) && !document.items(v).empty() &&
                  document.items(v).size() <= nnstruct::extent_list::max_rank;
  if (integers)
    for (pickle::value item : document.items(v)) {
      integers = integers && item.is(pickle::kind::integer) && item.integer() != nnstruct::detail::no_number;
      extents.append(extents.empty() ? "" : ", ").append(integer_literal(item.integer()));
    }
  if (integers) return call("tuple", "nnstruct::extent_list(" + extents + ")");
  return call("literal", string_literal(*text));
}

std::string parameter_row(std::string_view kind, std::string_view name, bool present, std::string_view how = {}) {
  return concat({"nnstruct::", kind, "_attribute(", string_literal(name), present ? ", true" : ", false", how, ")"});
}

/// An attribute that is shown.
struct shown_attribute {
  std::string_view name;
  pickle::value value;
  bool positional = false;
  bool quoted = false;
  std::optional<bool> has_parameter = {};   ///< there is no such attribute, but a parameter, or None in its place
  std::optional<std::int64_t> extent = {};  ///< of a tensor
  bool of_child = false;                    ///< a module in this one has it
};

class shown_reader {
 public:
  shown_reader(const module_tree& tree, const module_record& module) : tree_(tree), module_(module) {}

  /// Calls f with each attribute that is shown.
  /// \returns false if one of them is missing, with which Python could not print it either
  template <class F> bool each(std::string_view shown, F f) const {
    bool all = true;
    each_part(shown, ' ', [&](std::string_view item) { all = one(item, f) && all; });
    return all;
  }

 private:
  template <class F> bool one(std::string_view item, F f) const {
    constexpr std::string_view marks = "+-#*";
    const char mark = marks.find(item[0]) == marks.npos ? ' ' : item[0];
    if (mark != ' ') item.remove_prefix(1);
    const std::size_t condition = item.find_first_of("?~");
    const std::string_view texts = condition == item.npos ? std::string_view() : item.substr(condition + 1);
    shown_attribute out{item.substr(0, condition), {}};
    const bool optional = condition != item.npos && item[condition] == '?';
    out.positional = mark == '*' || mark == '#';
    out.quoted = condition == item.npos && out.name.ends_with('\'');
    if (out.quoted) out.name.remove_suffix(1);

    const module_record* module = &module_;
    if (const std::size_t dot = out.name.find('.'); dot != out.name.npos) {
      module = child(out.name.substr(0, dot));
      out.name.remove_prefix(dot + 1);
      out.of_child = true;
      if (module == nullptr) return false;
    }
    if (mark == '+' || mark == '-') {
      const module_tensor* const held = tensor(module->parameters, out.name);
      out.has_parameter = held != nullptr && !held->is_none();
      if (mark == '+' || !*out.has_parameter) f(out);
      return true;
    }
    if (mark == '#') {
      const module_tensor* held = tensor(module->parameters, out.name);
      if (held == nullptr) held = tensor(module->buffers, out.name);
      if (held == nullptr || held->tensor == no_index || tree_.shape(held->tensor).empty()) return false;
      out.extent = tree_.shape(held->tensor)[0];
      f(out);
      return true;
    }
    const module_attributes attributes(tree_, *module);
    if (condition != item.npos && item[condition] == '~' && !attributes.is_none(texts)) return attributes.has(texts);
    if (!attributes.has(out.name)) return optional;
    out.value = attributes[out.name];
    if (!optional || !is_default(attributes.document(), out.value, texts)) f(out);
    return true;
  }

  const module_record* child(std::string_view name) const {
    for (const auto& c : module_.children)
      if (c.name == name && c.module != no_index) return &tree_.modules()[c.module];
    return nullptr;
  }
  static const module_tensor* tensor(const std::vector<module_tensor>& among, std::string_view name) {
    for (const module_tensor& held : among)
      if (held.name == name) return &held;
    return nullptr;
  }

  const module_tree& tree_;
  const module_record& module_;
};

bool prints_steps(const module_record& module) {
  return is_of_torchvision(module) && module.class_name == "GeneralizedRCNNTransform";
}
/// torchvision's first step of detection, which prints on lines of its own.
extra_text steps_of(const module_tree& tree, const module_record& module) {
  const module_attributes attributes(tree, module);
  extra_text out{{}, true};
  const auto value = [&](std::string_view name) {
    const std::optional<std::string> text = attributes.text(name);
    out.proven = out.proven && text.has_value();
    return text.value_or("...");
  };
  out.text =
      concat({"  Normalize(mean=", value("image_mean"), ", std=", value("image_std"),
              ")\n  Resize(min_size=", value("min_size"), ", max_size=", value("max_size"), ", mode='bilinear')"});
  return out;
}

}  // namespace

attribute_rows attributes_of(const module_tree& tree, const module_record& module,
                             const std::set<std::string_view>& fields) {
  const pickle::document& document = tree.file().document();
  attribute_rows out;
  std::set<std::string_view> done = fields;
  const auto add = [&](std::string_view name, pickle::value v, bool quoted, std::string_view how) {
    if (!done.insert(name).second && how == "hidden") return;
    if (const auto row = expression(document, name, v, quoted, how)) out.rows.push_back(*row);
    else out.not_kept.push_back(concat({name, ", of type ", tree.file().python_type(v)}));
  };
  const auto printed_only = [&](const std::string& row) { out.rows.push_back("nnstruct::printed_only(" + row + ")"); };
  if (prints_steps(module))
    printed_only(concat({"nnstruct::literal_attribute(\"steps\", ", string_literal(steps_of(tree, module).text),
                         ", nnstruct::shown::positional)"}));
  std::set<std::string_view> told;  // of parameters
  shown_reader(tree, module)
      .each(shown_of(module, print_style::torch_2).value_or(""), [&](const shown_attribute& shown) {
        const std::string_view how = shown.positional ? "positional" : "";
        if (shown.has_parameter && !shown.of_child) {
          told.insert(shown.name);
          out.rows.push_back(parameter_row("parameter", shown.name, *shown.has_parameter, ", nnstruct::shown::named"));
        } else if (shown.has_parameter) {
          printed_only(parameter_row("boolean", shown.name, *shown.has_parameter));
        } else if (shown.extent) {
          printed_only(concat({"nnstruct::integer_attribute(", string_literal(shown.name), ", ",
                               integer_literal(*shown.extent), ", nnstruct::shown::positional)"}));
        } else if (!shown.of_child) {
          add(shown.name, shown.value, shown.quoted, how);
        } else if (const auto row = expression(document, shown.name, shown.value, shown.quoted, how)) {
          printed_only(*row);
        }
      });
  const auto add_absent = [&](const std::vector<module_tensor>& held, const char* kind) {
    for (const module_tensor& t : held)
      if (t.tensor == no_index && !t.uninitialized && told.find(t.name) == told.end())
        out.rows.push_back(parameter_row(kind, t.name, false));
  };
  add_absent(module.parameters, "parameter");
  add_absent(module.buffers, "buffer");
  // A recurrent layer keeps its parameters in lists too. PyTorch makes those anew when it loads one of an older
  // version, which had no names there.
  const module_attributes attributes(tree, module);
  if (attributes.has("_flat_weights") && attributes.has("_flat_weights_names") && attributes.has("_all_weights")) {
    out.rows.push_back("nnstruct::literal_attribute(\"_all_weights\", \"[[None]]\", nnstruct::shown::hidden)");
    done.insert({"_all_weights", "_flat_weights", "_flat_weights_names"});
  }
  for (const auto& [name, value] : module.attributes) add(name, value, true, "hidden");
  return out;
}

extra_text extra_repr(const module_tree& tree, const module_record& module, print_style style) {
  const pickle::document& document = tree.file().document();
  if (prints_steps(module)) return steps_of(tree, module);
  const std::optional<std::string_view> known = shown_of(module, style);
  extra_text out{{}, known.has_value()};
  if (!known) return out;
  constexpr std::size_t longest = 1u << 16;
  const bool all = shown_reader(tree, module).each(*known, [&](const shown_attribute& shown) {
    if (!out.text.empty()) out.text += ", ";
    if (!shown.positional) out.text.append(shown.name) += '=';
    if (shown.has_parameter) {
      out.text += *shown.has_parameter ? "True" : "False";
    } else if (shown.extent) {
      out.text += std::to_string(*shown.extent);
    } else if (shown.value.is(pickle::kind::string) && !shown.quoted) {
      out.text += printable(shown.value.text());
    } else {
      const std::optional<std::string> text = python_text(document, shown.value, longest);
      out.text += text.value_or("...");
      out.proven = out.proven && text.has_value();
    }
  });
  return all ? out : extra_text{};
}

}  // namespace nnstruct_command
