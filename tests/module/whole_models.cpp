// SPDX-License-Identifier: Apache-2.0
// The whole models that PyTorch wrote as fixtures, rebuilt as types: their printout is PyTorch's, byte for byte.
#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

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

struct ModuleDict {
  nn::Linear<1, 1> k;
};
struct NamedSequential {
  struct pytorch {
    static constexpr std::string_view class_name = "Sequential";
  };
  nn::Linear<2, 2> a;
  nn::ReLU b;
};

template <class Model> void check(const std::string& name) {
  CHECK(nn::repr(Model{}) == text_of("module_texts.txt", name));
}

/// Numbers name layers of make_fixtures.py's every_layer().
template <class Layer> void check(int number) { check<Layer>("every_layer." + std::to_string(number)); }

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

TEST_CASE("a model of every layer prints as PyTorch prints it", "[module]") {
  check<nn::Linear<3, 2>>(0);
  check<nn::Linear<3, 2, nn::linear_options{.bias = false}>>(1);
  check<nn::Conv2d<2, 4, pair{3, 2},
                   conv_options{.stride = {2, 1}, .padding = {1, 0}, .dilation = {1, 2}, .groups = 2, .bias = false}>>(
      2);
  check<nn::ConvTranspose2d<2, 2, 3, conv_options{.stride = 2, .output_padding = 1}>>(4);
  check<nn::BatchNorm2d<3>>(5);
  check<nn::BatchNorm2d<3, norm_options{.affine = false}>>(6);
  check<nn::BatchNorm2d<3, norm_options{.momentum = nn::none{}, .track_running_stats = false}>>(7);
  check<nn::BatchNorm1d<3>>(8);
  check<nn::ReLU>(9);
  check<nn::inplace<nn::ReLU>>(10);
  check<nn::LeakyReLU<nn::leaky_relu_options{.negative_slope = 0.2}>>(12);
  check<nn::Sigmoid>(13);
  check<nn::Tanh>(14);
  check<nn::Softmax<1>>(15);
  check<nn::GELU<>>(16);
  check<nn::Identity>(17);
  check<nn::Flatten<>>(18);
  check<nn::MaxPool2d<2>>(19);
  check<nn::MaxPool2d<3, 2, pool_options{.padding = 1, .ceil_mode = true}>>(20);
  check<nn::AvgPool2d<2>>(21);
  check<nn::AvgPool2d<pair{2, 3}, pair{1, 2}, pool_options{.padding = {1, 0}}>>(22);
  check<nn::AdaptiveAvgPool2d<pair{1, 1}>>(23);
  check<nn::AdaptiveAvgPool2d<7>>(24);
  check<nn::AdaptiveAvgPool2d<pair{nn::dyn, 3}>>(25);
  check<nn::Dropout<>>(26);
  check<nn::inplace<nn::Dropout<nn::dropout_options{.p = 0.1}>>>(27);
  check<nn::Embedding<5, 3>>(29);
  check<nn::LayerNorm<4>>(31);
  check<nn::LayerNorm<nn::normalized_shape{2, 3}, norm_options{.eps = 1e-6, .elementwise_affine = false}>>(32);
  check<NamedSequential>(39);
  check<ModuleDict>(40);
  check<nn::Sequential<>>(43);
}
