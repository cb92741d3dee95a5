// SPDX-License-Identifier: Apache-2.0
#include "layer_attributes.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <nnstruct/tensor/extents.hpp>

#include "cpp_text.hpp"
#include "layer_types.hpp"
#include "output.hpp"
#include "python_values.hpp"

namespace nnstruct_command {

namespace {

/// The extra_repr of torch/nn/modules, an item for each attribute:
///   name       `name=value`, a string without quotes
///   name'      `name=value`, a string in quotes
///   *name      the value alone
///   name?a|b   not shown if the value, or each number of it, is written a or b, or if there is none
///   +name      `name=True` if there is a parameter of that name, otherwise `name=False`
///   -name      `name=False` if there is no parameter of that name, otherwise nothing
struct row {
  std::string_view classes;
  std::string_view shown;
};
constexpr row rows[] = {
    {"Linear NonDynamicallyQuantizableLinear", "in_features out_features +bias"},
    {"Bilinear", "in1_features in2_features out_features +bias"},
    {"Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d",
     "*in_channels *out_channels kernel_size stride padding?0 dilation?1 output_padding?0 groups?1 -bias "
     "padding_mode?'zeros'"},
    {"BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d",
     "*num_features eps momentum affine +bias track_running_stats"},
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
    {"Upsample UpsamplingNearest2d UpsamplingBilinear2d", "scale_factor?None size?None mode'"},
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
    {"Identity Sigmoid Tanh Softsign Tanhshrink LogSigmoid Hardsigmoid Hardswish Softmax2d MultiheadAttention "
     "ModuleDict Sequential ModuleList TransformerEncoder TransformerDecoder TransformerEncoderLayer "
     "TransformerDecoderLayer Transformer PairwiseDistance CosineSimilarity FractionalMaxPool2d FractionalMaxPool3d",
     ""},
};

/// Where PyTorch 1.13 shows something else.
constexpr row rows_of_torch_1[] = {
    {"BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d",
     "*num_features eps momentum affine track_running_stats"},
    {"LayerNorm", "*normalized_shape eps elementwise_affine"},
    {"GroupNorm", "*num_groups *num_channels eps affine"},
    {"Upsample UpsamplingNearest2d UpsamplingBilinear2d", "scale_factor?None size?None mode"},
};

/// Calls f with each part of a text between spaces or `|`.
template <class F> void each_part(std::string_view text, char between, F f) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(between), text.size());
    f(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

const row* row_of(std::string_view class_name, print_style style) {
  const auto find = [&](const auto& among) {
    const row* found = nullptr;
    for (const row& r : among)
      each_part(r.classes, ' ', [&](std::string_view name) {
        if (name == class_name) found = &r;
      });
    return found;
  };
  const row* const older = style == print_style::torch_1 ? find(rows_of_torch_1) : nullptr;
  return older != nullptr ? older : find(rows);
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

std::string word(std::string_view name, std::string_view text, std::string_view how) {
  return "nnstruct::word_attribute(" + string_literal(name) + ", " + string_literal(text) + std::string(how) + ")";
}

std::optional<std::string> expression(const pickle::document& document, std::string_view name, pickle::value v,
                                      bool quoted, std::string_view how) {
  const std::string first = "_attribute(" + string_literal(name);
  const std::string last = std::string(how) + ")";
  switch (v.what()) {
    case pickle::kind::none: return "nnstruct::none" + first + last;
    case pickle::kind::boolean: return "nnstruct::boolean" + first + (v.boolean() ? ", true" : ", false") + last;
    case pickle::kind::integer: return "nnstruct::integer" + first + ", " + integer_literal(v.integer()) + last;
    case pickle::kind::real: return "nnstruct::real" + first + ", " + double_literal(v.real()) + last;
    case pickle::kind::string:
      // A quoted one is shown as Python's repr, with the quotes and escapes that it chooses.
      if (quoted) return word(name, python_text(document, v).value_or("'...'"), how);
      return word(name, v.text(), how);
    default: break;
  }
  const std::optional<std::string> text = python_text(document, v);
  if (!text) return std::nullopt;
  std::string extents;
  bool integers = v.is(pickle::kind::tuple) && !document.items(v).empty() &&
                  document.items(v).size() <= nnstruct::extent_list::max_rank;
  if (integers)
    for (pickle::value item : document.items(v)) {
      integers = integers && item.is(pickle::kind::integer);
      extents.append(extents.empty() ? "" : ", ").append(integer_literal(item.integer()));
    }
  if (!integers) return word(name, *text, how);
  return "nnstruct::tuple" + first + ", nnstruct::extent_list(" + extents + ")" + last;
}

/// An attribute that is shown.
struct shown_attribute {
  std::string_view name;
  bool positional;
  bool quoted;
  std::optional<bool> flag;  ///< there is no such attribute: it says whether there is a parameter of that name
};

/// Calls f with each attribute that is shown, until it returns false.
/// \returns false if f did, or if it is not known what is shown of the class
template <class F> bool each_shown(const module_tree& tree, const module_record& module, print_style style, F f) {
  const row* found = is_of_torch(module) ? row_of(module.class_name, style) : nullptr;
  if (found == nullptr) return false;
  const module_attributes attributes(tree, module);
  const auto holds = [&](std::string_view name) {
    for (const auto& held : module.parameters)
      if (held.name == name) return !held.is_none();
    return false;
  };
  bool all = true;
  each_part(found->shown, ' ', [&](std::string_view item) {
    if (!all) return;
    const std::string_view bare = item.substr(1);
    if (item[0] == '+' || (item[0] == '-' && !holds(bare))) {
      all = f(shown_attribute{bare, false, false, holds(bare)});
    } else if (item[0] != '-') {
      const bool positional = item[0] == '*', quoted = item.ends_with('\'') && item.find('?') == item.npos;
      const std::size_t question = item.find('?');
      const bool optional = question != item.npos;
      std::string_view name = item.substr(0, question);
      if (positional) name.remove_prefix(1);
      if (quoted) name.remove_suffix(1);
      if (!attributes.has(name)) all = optional;
      else if (!optional || !is_default(attributes.document(), attributes[name], item.substr(question + 1)))
        all = f(shown_attribute{name, positional, quoted, std::nullopt});
    }
  });
  return all;
}

}  // namespace

std::optional<std::vector<std::string>> printed_attributes(const module_tree& tree, const module_record& module) {
  const module_attributes attributes(tree, module);
  std::vector<std::string> out;
  const bool all = each_shown(tree, module, print_style::torch_2, [&](const shown_attribute& shown) {
    if (shown.flag) {
      out.push_back("nnstruct::boolean_attribute(" + string_literal(shown.name) +
                    (*shown.flag ? ", true)" : ", false)"));
      return true;
    }
    const auto text = expression(attributes.document(), shown.name, attributes[shown.name], shown.quoted,
                                 shown.positional ? ", nnstruct::shown::positional" : "");
    if (text) out.push_back(*text);
    return text.has_value();
  });
  return all ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<std::string> extra_repr(const module_tree& tree, const module_record& module, print_style style) {
  const module_attributes attributes(tree, module);
  std::string out;
  const bool all = each_shown(tree, module, style, [&](const shown_attribute& shown) {
    if (!out.empty()) out += ", ";
    if (!shown.positional) out.append(shown.name) += '=';
    if (shown.flag) {
      out += *shown.flag ? "True" : "False";
      return true;
    }
    const pickle::value v = attributes[shown.name];
    const bool bare = v.is(pickle::kind::string) && !shown.quoted;
    const std::optional<std::string> text = attributes.text(shown.name);
    out += bare ? printable(v.text()) : text.value_or("...");
    return true;
  });
  return all ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace nnstruct_command
