// SPDX-License-Identifier: Apache-2.0
// Images that are too small for a window: the expected is the smallest that would do.
// errors: 5
// expect: nn: Conv2d got images that are smaller than its kernel; the expected is the smallest it takes
// expect: layer_accepts_input<.*Conv2d<3, 6.*expected<-1, 3, 5, 8>.*found<-1, 3, 4, 8>
// expect: nn: MaxPool2d got images that are smaller than its kernel; the expected is the smallest it takes
// expect: layer_accepts_input<.*MaxPool2d<.*expected<-1, 3, 9, -1>.*found<-1, 3, 4, -1>
// expect: nn: AvgPool2d got images that are smaller than its kernel; the expected is the smallest it takes
// expect: layer_accepts_input<.*AvgPool2d<.*expected<-1, 3, 7, 8>.*found<-1, 3, 4, 8>
// expect: nn: ConvTranspose2d got images of which its padding leaves no pixel; the expected is the smallest it takes
// expect: layer_accepts_input<.*ConvTranspose2d<3, 6.*expected<-1, 3, 6, 8>.*found<-1, 3, 4, 8>
// expect: nn: AdaptiveAvgPool2d got an image without pixels
// expect: layer_accepts_input<.*AdaptiveAvgPool2d<.*expected<-1, 3, 1, 2>.*found<-1, 3, 0, 2>
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
inline constexpr int height = 4, least = 0;
#else
inline constexpr int height = 9, least = 1;
#endif

struct Net {
  nn::Conv2d<3, 6, 5> conv;
  nn::MaxPool2d<9> maximum;
  nn::AvgPool2d<7> mean;
  nn::ConvTranspose2d<3, 6, 2, nn::conv_options{.padding = 3}> up;
  nn::Linear<77, 5> behind;

  void forward(const nn::Batch<3, height, 8>& x, const nn::Batch<3, height, nn::dyn>& unknown,
               const nn::Batch<3, least, 2>& y) {
    x | conv
#ifdef NNSTRUCT_FAIL
        | behind | behind  // which would not fit either
#endif
        | nn::relu;
    maximum(unknown);
    mean(x);
    up(x);
    y | nn::adaptive_avg_pool2d<3>;
  }
};
