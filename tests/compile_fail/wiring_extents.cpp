// SPDX-License-Identifier: Apache-2.0
// Each layer is given an input with another number of extents than it takes: one error each, with layer, expected and
// found, and the line of the user's.
// errors: 10
// expect: nn: Conv2d got an input with another number of extents; it takes images
// expect: layer_accepts_input<.*Conv2d<3, 6.*expected<-1, 3, -1, -1>.*found<-1, 3>
// expect: nn: ConvTranspose2d got an input with another number of extents; it takes images
// expect: layer_accepts_input<.*ConvTranspose2d<3, 6.*expected<-1, 3, -1, -1>.*found<1, 2, 3, 4, 5>
// expect: nn: MaxPool2d got an input with another number of extents; it takes images
// expect: layer_accepts_input<.*MaxPool2d<.*expected<-1, -1, -1, -1>.*found<-1, 3>
// expect: nn: AvgPool2d got an input with another number of extents; it takes images
// expect: layer_accepts_input<.*AvgPool2d<.*expected<-1, -1, -1, -1>.*found<-1, 3>
// expect: nn: AdaptiveAvgPool2d got an input with another number of extents; it takes images
// expect: layer_accepts_input<.*AdaptiveAvgPool2d<.*expected<-1, -1, -1, -1>.*found<-1, 3>
// expect: nn: BatchNorm2d got an input with another number of extents; it takes images .N, C, H, W.
// expect: layer_accepts_input<.*BatchNorm2d<3.*expected<-1, 3, -1, -1>.*found<-1, 3>
// expect: nn: BatchNorm1d got an input with another number of extents; it takes .N, C. or .N, C, L.
// expect: layer_accepts_input<.*BatchNorm1d<3.*expected<-1, 3>.*found<-1, 3, 8, 8>
// expect: nn: Linear got an input with another number of extents; it takes
// expect: layer_accepts_input<.*Linear<3, 5.*expected<3>.*found<>
// expect: nn: Flatten's start_dim and end_dim are not in the input's range of extents
// expect: layer_accepts_input<.*Flatten<1, 2>.*expected<-1, -1, -1>.*found<-1, 3>
// expect: nn: the dim of Softmax or LogSoftmax is not in the range of its input's extents
// expect: layer_accepts_input<.*LogSoftmax<-3>.*expected<-1, -1, -1>.*found<-1, 3>
// expect: wiring_extents.cpp:50:
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

using Scalar = nn::Tensor<float>;
using Rows = nn::Tensor<float, nn::dyn, 3>;
using Five = nn::Tensor<float, 1, 2, 3, 4, 5>;
using Images = nn::Batch<3, 8, 8>;
#ifdef NNSTRUCT_FAIL
#define FOUND(wrong, right) wrong
#else
#define FOUND(wrong, right) right
#endif

struct Net {
  nn::Conv2d<3, 6, 5> conv;
  nn::ConvTranspose2d<3, 6, 5> up;
  nn::BatchNorm2d<3> bn2;
  nn::BatchNorm1d<3> bn1;
  nn::Linear<3, 5> fc;

  auto forward(const FOUND(Rows, Images) & x, const FOUND(Five, Images) & five, const FOUND(Images, Rows) & images,
               const FOUND(Scalar, Rows) & scalar) {
    x | conv;
    up(five);
    x | nn::max_pool2d<3> | nn::relu;
    x | nn::AvgPool2d<3>{};
    x | nn::adaptive_avg_pool2d<3>;
    bn2.forward(x);
    images | bn1 | bn1;
    fc(scalar);
    nn::Flatten<1, 2>{}(x);
    return x | nn::log_softmax<-3>;
  }
};
