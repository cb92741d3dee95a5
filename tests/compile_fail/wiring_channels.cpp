// SPDX-License-Identifier: Apache-2.0
// Each layer is given another number of channels or features than it has.
// errors: 7
// expect: nn: Conv2d got an input with another number of channels
// expect: layer_accepts_input<.*Conv2d<3, 6.*expected<-1, 3, 8, 8>.*found<-1, 4, 8, 8>
// expect: nn: ConvTranspose2d got an input with another number of channels
// expect: layer_accepts_input<.*ConvTranspose2d<3, 6.*expected<3, 8, 8>.*found<4, 8, 8>
// expect: nn: BatchNorm got an input with another number of channels
// expect: layer_accepts_input<.*BatchNorm2d<3.*expected<-1, 3, 8, 8>.*found<-1, 4, 8, 8>
// expect: layer_accepts_input<.*BatchNorm1d<3.*expected<-1, 3>.*found<-1, 4>
// expect: nn: Linear got an input whose last extent is not its in_features; is an nn::flatten missing\?
// expect: layer_accepts_input<.*Linear<3, 5.*expected<-1, 3>.*found<-1, 4>
// expect: nn: LayerNorm got an input whose last extents are not its normalized_shape
// expect: layer_accepts_input<.*LayerNorm<.*expected<2, 3>.*found<-1, 4>
// expect: layer_accepts_input<.*TiedLinear<.*expected<-1, 3>.*found<-1, 4>
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
inline constexpr int channels = 4;
using Block = nn::Tensor<float, nn::dyn, 4>;
#else
inline constexpr int channels = 3;
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

  // A const module and one that is not say it once.
  auto forward(const nn::Batch<channels, 8, 8>& x, const nn::Tensor<float, channels, 8, 8>& image,
               const nn::Tensor<float, nn::dyn, channels>& rows, const Block& block) const {
    conv(x);
    image | up;
    bn2(x);
    ln(block);
    return tied(rows, fc.weight);
  }
  auto forward(const nn::Batch<channels, 8, 8>& x, const nn::Tensor<float, nn::dyn, channels>& rows) {
    x | conv;
    x | bn2;
    rows | bn1;
    return rows | fc;
  }
};
