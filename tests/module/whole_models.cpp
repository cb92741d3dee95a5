// SPDX-License-Identifier: Apache-2.0
// The whole models that PyTorch wrote as fixtures, rebuilt as types: their printout is PyTorch's, byte for byte.
#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace module_whole_models_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::conv_options;
using nn::norm_options;
using nn::pair;
using nn::pool_options;

namespace {

using Mlp = nn::Sequential<nn::Linear<8, 16>, nn::ReLU, nn::Linear<16, 12>, nn::ReLU, nn::Linear<12, 4>>;
using Tied = nn::Sequential<nn::Linear<4, 4, nn::linear_options{.bias = false}>, nn::ReLU,
                            nn::Linear<4, 4, nn::linear_options{.bias = false}>>;
using Upconv =
    nn::Sequential<nn::ConvTranspose2d<4, 6, 3, conv_options{.stride = 2, .padding = 1, .output_padding = 1}>, nn::ReLU,
                   nn::ConvTranspose2d<6, 4, 4, conv_options{.stride = 2, .padding = 1, .groups = 2, .bias = false}>,
                   nn::ConvTranspose2d<4, 2, pair{2, 3}, conv_options{.dilation = {1, 2}}>>;
using TinyVgg =
    nn::Sequential<nn::Sequential<nn::Conv2d<3, 6, 3, conv_options{.padding = 1}>, nn::inplace<nn::ReLU>,
                                  nn::MaxPool2d<2, 2>, nn::Conv2d<6, 8, 3, conv_options{.padding = 1}>,
                                  nn::BatchNorm2d<8>, nn::inplace<nn::ReLU>, nn::MaxPool2d<2, 2>>,
                   nn::AdaptiveAvgPool2d<pair{2, 2}>, nn::Flatten<>,
                   nn::Sequential<nn::Linear<32, 16>, nn::inplace<nn::ReLU>, nn::Dropout<>, nn::Linear<16, 10>>>;

struct Block {
  nn::Conv2d<4, 8, 3, conv_options{.stride = 2, .padding = 1, .bias = false}> conv1;
  nn::BatchNorm2d<8> bn1;
  nn::inplace<nn::ReLU> relu;
  nn::Dropout<nn::dropout_options{.p = 0.25}> drop;
  nn::Conv2d<8, 8, 3, conv_options{.padding = 1, .bias = false}> conv2;
  nn::BatchNorm2d<8> bn2;
  nn::Sequential<nn::Conv2d<4, 8, 1, conv_options{.stride = 2, .bias = false}>, nn::BatchNorm2d<8>> downsample;
};
struct TinyRes {
  nn::Conv2d<3, 4, 3, conv_options{.padding = 1}> stem;
  Block block;
  nn::AdaptiveAvgPool2d<pair{1, 1}> pool;
  nn::Linear<8, 5> fc;
};

// Classes of PyTorch's that the library has no layer for: what they print and what they hold.
struct SameConv2d {
  nn::Parameter<float, 2, 1, 3, 3> weight;
  nn::Parameter<float, 2> bias;
  struct pytorch {
    static constexpr std::string_view class_name = "Conv2d";
    static constexpr auto attributes() {
      return std::array{nn::integer_attribute("in_channels", 1, nn::shown::positional),
                        nn::integer_attribute("out_channels", 2, nn::shown::positional),
                        nn::tuple_attribute("kernel_size", nn::extent_list(3, 3)),
                        nn::tuple_attribute("stride", nn::extent_list(1, 1)),
                        nn::word_attribute("padding", "same"),
                        nn::word_attribute("padding_mode", "reflect")};
    }
  };
};
struct Dropout2d {
  nn::Mode training;
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::real_attribute("p", 0.3), nn::boolean_attribute("inplace", false)};
    }
  };
};
struct NormedEmbedding {
  nn::Parameter<float, 5, 3> weight;
  struct pytorch {
    static constexpr std::string_view class_name = "Embedding";
    static constexpr auto attributes() {
      return std::array{nn::integer_attribute("num_embeddings", 5, nn::shown::positional),
                        nn::integer_attribute("embedding_dim", 3, nn::shown::positional),
                        nn::integer_attribute("padding_idx", 0), nn::real_attribute("max_norm", 2)};
    }
  };
};
struct GroupNorm {
  nn::Parameter<float, 4> weight;
  nn::Parameter<float, 4> bias;
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::integer_attribute("num_groups", 2, nn::shown::positional),
                        nn::integer_attribute("num_channels", 4, nn::shown::positional),
                        nn::real_attribute("eps", 1e-5), nn::boolean_attribute("affine", true),
                        nn::boolean_attribute("bias", true)};
    }
  };
};
struct Upsample {
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::real_attribute("scale_factor", 2), nn::text_attribute("mode", "nearest")};
    }
  };
};
struct ZeroPad2d {
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::tuple_attribute("padding", nn::extent_list(1, 1, 1, 1), nn::shown::positional)};
    }
  };
};
struct PReLU {
  nn::Parameter<float, 1> weight;
  struct pytorch {
    static constexpr auto attributes() { return std::array{nn::integer_attribute("num_parameters", 1)}; }
  };
};
struct ModuleDict {
  nn::Linear<1, 1> k;
};
struct ParameterList {
  nn::named<"0", nn::Parameter<float, 2>> first;
  nn::named<"1", nn::Parameter<float, 1, 2>> second;
  struct pytorch {
    static constexpr bool prints_parameters = true;
  };
};
struct LSTM {
  nn::Parameter<float, 16, 3> weight_ih_l0;
  nn::Parameter<float, 16, 4> weight_hh_l0;
  nn::Parameter<float, 16> bias_ih_l0;
  nn::Parameter<float, 16> bias_hh_l0;
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::integer_attribute("input_size", 3, nn::shown::positional),
                        nn::integer_attribute("hidden_size", 4, nn::shown::positional)};
    }
  };
};

/// make_fixtures.py's every_layer(): a ModuleList of unlike modules.
struct EveryLayer {
  struct pytorch {
    static constexpr std::string_view class_name = "ModuleList";
  };
  nn::named<"0", nn::Linear<3, 2>> m0;
  nn::named<"1", nn::Linear<3, 2, nn::linear_options{.bias = false}>> m1;
  nn::named<"2", nn::Conv2d<2, 4, pair{3, 2},
                            conv_options{
                                .stride = {2, 1}, .padding = {1, 0}, .dilation = {1, 2}, .groups = 2, .bias = false}>>
      m2;
  nn::named<"3", SameConv2d> m3;
  nn::named<"4", nn::ConvTranspose2d<2, 2, 3, conv_options{.stride = 2, .output_padding = 1}>> m4;
  nn::named<"5", nn::BatchNorm2d<3>> m5;
  nn::named<"6", nn::BatchNorm2d<3, norm_options{.affine = false}>> m6;
  nn::named<"7", nn::BatchNorm2d<3, norm_options{.momentum = nn::none{}, .track_running_stats = false}>> m7;
  nn::named<"8", nn::BatchNorm1d<3>> m8;
  nn::named<"9", nn::ReLU> m9;
  nn::named<"10", nn::inplace<nn::ReLU>> m10;
  nn::named<"11", nn::ReLU6> m11;
  nn::named<"12", nn::LeakyReLU<nn::leaky_relu_options{.negative_slope = 0.2}>> m12;
  nn::named<"13", nn::Sigmoid> m13;
  nn::named<"14", nn::Tanh> m14;
  nn::named<"15", nn::Softmax<1>> m15;
  nn::named<"16", nn::GELU<>> m16;
  nn::named<"17", nn::Identity> m17;
  nn::named<"18", nn::Flatten<>> m18;
  nn::named<"19", nn::MaxPool2d<2>> m19;
  nn::named<"20", nn::MaxPool2d<3, 2, pool_options{.padding = 1, .ceil_mode = true}>> m20;
  nn::named<"21", nn::AvgPool2d<2>> m21;
  nn::named<"22", nn::AvgPool2d<pair{2, 3}, pair{1, 2}, pool_options{.padding = {1, 0}}>> m22;
  nn::named<"23", nn::AdaptiveAvgPool2d<pair{1, 1}>> m23;
  nn::named<"24", nn::AdaptiveAvgPool2d<7>> m24;
  nn::named<"25", nn::AdaptiveAvgPool2d<pair{nn::dyn, 3}>> m25;
  nn::named<"26", nn::Dropout<>> m26;
  nn::named<"27", nn::inplace<nn::Dropout<nn::dropout_options{.p = 0.1}>>> m27;
  nn::named<"28", Dropout2d> m28;
  nn::named<"29", nn::Embedding<5, 3>> m29;
  nn::named<"30", NormedEmbedding> m30;
  nn::named<"31", nn::LayerNorm<4>> m31;
  nn::named<"32", nn::LayerNorm<nn::normalized_shape{2, 3}, norm_options{.eps = 1e-6, .elementwise_affine = false}>>
      m32;
  nn::named<"33", GroupNorm> m33;
  nn::named<"34", Upsample> m34;
  nn::named<"35", ZeroPad2d> m35;
  nn::named<"36", PReLU> m36;
  nn::named<"37", nn::ELU<>> m37;
  nn::named<"38", nn::Hardtanh<>> m38;
  nn::named<"39", nn::Sequential<nn::named<"a", nn::Linear<2, 2>>, nn::named<"b", nn::ReLU>>> m39;
  nn::named<"40", ModuleDict> m40;
  nn::named<"41", ParameterList> m41;
  nn::named<"42", LSTM> m42;
  nn::named<"43", nn::Sequential<>> m43;
};

/// ParameterLists of none, one and two; the first has nothing but a name.
struct NoParameters {
  struct pytorch {
    static constexpr std::string_view class_name = "ParameterList";
    static constexpr bool prints_parameters = true;
  };
};
struct OneParameter {
  nn::named<"0", nn::Parameter<float>> first;
  struct pytorch : NoParameters::pytorch {};
};
struct TwoParameters {
  nn::named<"0", nn::Parameter<float>> first;
  nn::named<"1", nn::Parameter<double, 3, 0>> second;
  struct pytorch : NoParameters::pytorch {};
};

/// The entries of a schema as make_module_texts.py writes those of a state_dict.
template <class Model> std::string keys() {
  std::string lines;
  for (const nn::schema_entry& entry : nn::schema<Model>) {
    lines.append(lines.empty() ? "" : "\n").append(entry.key).append(" ").append(nn::name_of(entry.dtype));
    for (std::int64_t extent : entry.shape) lines.append(" ").append(std::to_string(extent));
  }
  return lines;
}

template <class Model> void check(const std::string& name) {
  CHECK(nn::repr(Model{}) == text_of("module_texts.txt", name));
}

}  // namespace

TEST_CASE("whole models print as PyTorch prints them", "[module]") {
  check<Mlp>("mlp_model");
  check<Tied>("tied_model");
  check<Upconv>("convtranspose_model");
  check<TinyVgg>("tinyvgg_model");
  check<TinyRes>("tinyres_state_dict");
  check<nn::Linear<3, 2>>("one_linear_model");
  check<nn::Conv2d<1, 2, 3>>("one_conv2d_model");
  check<nn::BatchNorm2d<2>>("one_bn2d_model");
}

TEST_CASE("a model of every layer prints as PyTorch prints it and has its keys", "[module]") {
  check<EveryLayer>("every_layer_model");
  CHECK(keys<EveryLayer>() == text_of("module_texts.txt", "every_layer_model.keys"));
}

TEST_CASE("the parameters of a ParameterList print a line each, and a single one in the list's own", "[module]") {
  check<NoParameters>("parameter_list.0");
  check<OneParameter>("parameter_list.1");
  check<TwoParameters>("parameter_list.2");
  check<nn::Sequential<TwoParameters>>("parameter_list.nested");
}

}  // namespace module_whole_models_test
