// SPDX-License-Identifier: Apache-2.0
// Each layer is given an input with another number of extents than it takes, or images that are too small for its
// window: one error each, with layer, expected and found, and the line of the user's.
#include <nnstruct/declare.hpp>

#include "found.hpp"
namespace nn = nnstruct;

using Scalar = nn::Tensor<float>;
using Rows = nn::Tensor<float, nn::dyn, 3>;
using Five = nn::Tensor<float, 1, 2, 3, 4, 5>;
using Images = nn::Batch<3, 8, 8>;

struct Net {
  nn::Conv2d<3, 6, 5> conv;
  nn::ConvTranspose2d<3, 6, 5> up;
  nn::BatchNorm2d<3> bn2;
  nn::BatchNorm1d<3> bn1;
  nn::Linear<3, 5> fc;

  auto forward(const FOUND(Rows, Images) & x, const FOUND(Five, Images) & five, const FOUND(Images, Rows) & images,
               const FOUND(Scalar, Rows) & scalar) {
    // case: a convolution of rows
    // expect: nn: Conv2d got an input with another number of extents; it takes images
    // expect: layer_accepts_input<.*Conv2d<3, 6.*expected<-1, 3, -1, -1>.*found<-1, 3>
    x | conv;  // here
    // case: a transposed convolution of five extents
    // expect: nn: ConvTranspose2d got an input with another number of extents; it takes images
    // expect: layer_accepts_input<.*ConvTranspose2d<3, 6.*expected<-1, 3, -1, -1>.*found<1, 2, 3, 4, 5>
    up(five);  // here
    // case: the largest of rows
    // expect: nn: MaxPool2d got an input with another number of extents; it takes images
    // expect: layer_accepts_input<.*MaxPool2d<.*expected<-1, -1, -1, -1>.*found<-1, 3>
    x | nn::max_pool2d<3> | nn::relu;  // here
    // case: the average of rows
    // expect: nn: AvgPool2d got an input with another number of extents; it takes images
    // expect: layer_accepts_input<.*AvgPool2d<.*expected<-1, -1, -1, -1>.*found<-1, 3>
    x | nn::AvgPool2d<3>{};  // here
    // case: the average of rows, for a given size
    // expect: nn: AdaptiveAvgPool2d got an input with another number of extents; it takes images
    // expect: layer_accepts_input<.*AdaptiveAvgPool2d<.*expected<-1, -1, -1, -1>.*found<-1, 3>
    x | nn::adaptive_avg_pool2d<3>;  // here
    // case: a normalisation of images, for rows
    // expect: nn: BatchNorm2d got an input with another number of extents; it takes images .N, C, H, W.
    // expect: layer_accepts_input<.*BatchNorm2d<3.*expected<-1, 3, -1, -1>.*found<-1, 3>
    bn2.forward(x);  // here
    // case: a normalisation of rows, for images
    // expect: nn: BatchNorm1d got an input with another number of extents; it takes .N, C. or .N, C, L.
    // expect: layer_accepts_input<.*BatchNorm1d<3.*expected<-1, 3>.*found<-1, 3, 8, 8>
    images | bn1 | bn1;  // here
    // case: a Linear of a number
    // expect: nn: Linear got an input with another number of extents; it takes
    // expect: layer_accepts_input<.*Linear<3, 5.*expected<3>.*found<>
    fc(scalar);  // here
    // case: extents to flatten that are not there
    // expect: nn: Flatten's start_dim and end_dim are not in the input's range of extents
    // expect: layer_accepts_input<.*Flatten<1, 2>.*expected<-1, -1, -1>.*found<-1, 3>
    nn::Flatten<1, 2>{}(x);  // here
    // case: the dim of a LogSoftmax
    // expect: nn: the dim of Softmax or LogSoftmax is not in the range of its input's extents
    // expect: layer_accepts_input<.*LogSoftmax<-3>.*expected<-1, -1, -1>.*found<-1, 3>
    return x | nn::log_softmax<-3>;  // here
  }
};
// no case

inline constexpr int height = FOUND(4, 9), least = FOUND(0, 1);

struct Sizes {
  nn::Conv2d<3, 6, 5> conv;
  nn::MaxPool2d<9> maximum;
  nn::AvgPool2d<7> mean;
  nn::ConvTranspose2d<3, 6, 2, nn::conv_options{.padding = 3}> up;
  nn::Linear<77, 5> behind;

  void forward(const nn::Batch<3, height, 8>& x, const nn::Batch<3, height, nn::dyn>& unknown,
               const nn::Batch<3, least, 2>& y) {
    // case: images smaller than a kernel
    // The expected is the smallest that would do.
    // expect: nn: Conv2d got images that are smaller than its kernel; the expected is the smallest it takes
    // expect: layer_accepts_input<.*Conv2d<3, 6.*expected<-1, 3, 5, 8>.*found<-1, 3, 4, 8>
    x | conv  // here
#ifdef NNSTRUCT_FAIL
        | behind | behind  // which would not fit either
#endif
        | nn::relu;
    // case: the largest of too small images
    // expect: nn: MaxPool2d got images that are smaller than its kernel; the expected is the smallest it takes
    // expect: layer_accepts_input<.*MaxPool2d<.*expected<-1, 3, 9, -1>.*found<-1, 3, 4, -1>
    maximum(unknown);  // here
    // case: the average of too small images
    // expect: nn: AvgPool2d got images that are smaller than its kernel; the expected is the smallest it takes
    // expect: layer_accepts_input<.*AvgPool2d<.*expected<-1, 3, 7, 8>.*found<-1, 3, 4, 8>
    mean(x);  // here
    // case: images that a padding takes away
    // expect: nn: ConvTranspose2d got images of which its padding leaves no pixel
    // expect: leaves no pixel; the expected is the smallest it takes
    // expect: layer_accepts_input<.*ConvTranspose2d<3, 6.*expected<-1, 3, 6, 8>.*found<-1, 3, 4, 8>
    up(x);  // here
    // case: images without pixels
    // expect: nn: AdaptiveAvgPool2d got an image without pixels
    // expect: layer_accepts_input<.*AdaptiveAvgPool2d<.*expected<-1, 3, 1, 2>.*found<-1, 3, 0, 2>
    y | nn::adaptive_avg_pool2d<3>;  // here
  }
};
