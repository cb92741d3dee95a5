// SPDX-License-Identifier: Apache-2.0
// Each layer is given another number of channels or features than it has.
#include <nnstruct/declare.hpp>

#include "found.hpp"
namespace nn = nnstruct;

inline constexpr int channels = FOUND(4, 3);
#ifdef NNSTRUCT_FAIL
using Block = nn::Tensor<float, nn::dyn, 4>;
#else
using Block = nn::Tensor<float, nn::dyn, 2, 3>;
#endif

struct Net {
  nn::Conv2d<3, 6, 5> conv;
  nn::ConvTranspose2d<3, 6, 5> up;
  nn::BatchNorm2d<3> bn2;
  nn::BatchNorm1d<3> bn1;
  nn::Linear<3, 5> fc;
  nn::LayerNorm<nn::normalized_shape{2, 3}> ln;
  nn::TiedLinear<"fc.weight", 3, 5> tied;

  auto forward(const nn::Batch<channels, 8, 8>& x, const nn::Tensor<float, channels, 8, 8>& image,
               const nn::Tensor<float, nn::dyn, channels>& rows, const Block& block) const {
    // case: a convolution
    // expect: nn: Conv2d got an input with another number of channels
    // expect: layer_accepts_input<.*Conv2d<3, 6.*expected<-1, 3, 8, 8>.*found<-1, 4, 8, 8>
    conv(x);  // here
    // case: a transposed convolution
    // expect: nn: ConvTranspose2d got an input with another number of channels
    // expect: layer_accepts_input<.*ConvTranspose2d<3, 6.*expected<3, 8, 8>.*found<4, 8, 8>
    image | up;  // here
    // case: a normalisation of images
    // expect: nn: BatchNorm got an input with another number of channels
    // expect: layer_accepts_input<.*BatchNorm2d<3.*expected<-1, 3, 8, 8>.*found<-1, 4, 8, 8>
    bn2(x);  // here
    // case: a normalisation of blocks
    // expect: nn: LayerNorm got an input whose last extents are not its normalized_shape
    // expect: layer_accepts_input<.*LayerNorm<.*expected<2, 3>.*found<-1, 4>
    ln(block);  // here
    // case: a tied layer
    // expect: nn: Linear got an input whose last extent is not its in_features; is an nn::flatten missing\?
    // expect: layer_accepts_input<.*TiedLinear<.*expected<-1, 3>.*found<-1, 4>
    return tied(rows, fc.weight);  // here
  }
  auto forward(const nn::Batch<channels, 8, 8>& x, const nn::Tensor<float, nn::dyn, channels>& rows) {
    // case: a const module and one that is not say it once
    // errors: 0
    x | conv;
    x | bn2;
    // case: a normalisation of rows
    // expect: nn: BatchNorm got an input with another number of channels
    // expect: layer_accepts_input<.*BatchNorm1d<3.*expected<-1, 3>.*found<-1, 4>
    rows | bn1;  // here
    // case: a Linear
    // expect: nn: Linear got an input whose last extent is not its in_features; is an nn::flatten missing\?
    // expect: layer_accepts_input<.*Linear<3, 5.*expected<-1, 3>.*found<-1, 4>
    return rows | fc;  // here
  }
};

// case: the convolutions are called in the wrong order
// expect: nn: Conv2d got an input with another number of channels
// expect: layer_accepts_input<.*Conv2d<6, 16.*expected<-1, 6, 32, 32>.*found<-1, 3, 32, 32>
struct Order {
  nn::Conv2d<3, 6, 5> conv1;
  nn::Conv2d<6, 16, 5> conv2;

  auto forward(const nn::Batch<3, 32, 32>& x) { return x | FOUND(conv2, conv1 | conv2); }  // here
};

// case: a normalisation behind a convolution
// expect: nn: BatchNorm got an input with another number of channels
// expect: layer_accepts_input<.*BatchNorm2d<(6|16).*expected<-1, 6, 28, 28>.*found<-1, 16, 28, 28>
struct Normalised {
  nn::Conv2d<3, 16, 5> conv;
  nn::BatchNorm2d<FOUND(6, 16)> bn;

  auto forward(const nn::Batch<3, 32, 32>& x) { return x | conv | bn; }  // here
};

// case: the second convolution is forgotten
// fc1 gets 1176 features.
// expect: nn: Linear got an input whose last extent is not its in_features
// expect: layer_accepts_input<.*Linear<400, 120.*expected<-1, 400>.*found<-1, 1176>
struct Forgotten {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;

  auto forward(const nn::Batch<3, 32, 32>& x) {
#ifdef NNSTRUCT_FAIL
    return x | conv1 | nn::relu | pool | nn::flatten | fc1;  // here
#else
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1;
#endif
  }
};

// case: a wrong wire between two layers of a Sequential is found where the network is called
// expect: nn: Linear got an input whose last extent is not its in_features
// expect: layer_accepts_input<.*Linear<(8|16), 10.*expected<-1, 8>.*found<-1, 16>
struct Classifier {
  nn::Sequential<nn::Linear<64, 16>, nn::ReLU, nn::Linear<FOUND(8, 16), 10>> classifier;

  auto forward(const nn::Tensor<float, nn::dyn, 64>& x) { return x | classifier; }  // here
};
