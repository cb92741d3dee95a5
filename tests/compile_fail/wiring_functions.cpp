// SPDX-License-Identifier: Apache-2.0
// Functional forms with a weight, bias or statistic that does not fit, or without the weight.
// errors: 13
// expect: nn: linear needs a weight .out_features, in_features.
// expect: function_accepts_argument<.*linear_function, .*expected<-1, -1>.*found<3>
// expect: function_accepts_argument<.*linear_function, .*expected<-1, -1>.*found_type<.*none>
// expect: nn: linear needs a bias .out_features.
// expect: function_accepts_argument<.*linear_function, .*expected<5>.*found<3>
// expect: nn: conv2d needs a weight .out_channels, in_channels / groups, kernel_h, kernel_w.
// expect: function_accepts_argument<.*conv2d_function<.*expected<-1, -1, -1, -1>.*found<5, 3>
// expect: nn: conv2d needs a bias .out_channels.
// expect: nn: conv_transpose2d needs a weight .in_channels, out_channels / groups, kernel_h, kernel_w.
// expect: nn: conv_transpose2d needs a bias .out_channels.
// expect: nn: embedding needs a weight .num_embeddings, embedding_dim.
// expect: nn: layer_norm's weight and bias have the normalised extents
// expect: function_accepts_argument<.*layer_norm_function<.*expected<3>.*found<5>
// expect: nn: batch_norm takes both statistics, or none
// expect: nn: batch_norm's statistics, weight and bias have one value for each channel
// expect: function_accepts_argument<.*batch_norm_function, .*expected<3>.*found<5>
// expect: nn: batch_norm got an input with another number of extents; it takes
// expect: layer_accepts_input<.*linear_function, .*expected<-1, 3>.*found<-1, 4>
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
#define FOUND(wrong, right) wrong
#else
#define FOUND(wrong, right) right
#endif
using Rows = nn::Tensor<float, nn::dyn, 3>;
using Images = nn::Batch<3, 8, 8>;

struct Net {
  nn::Parameter<float, 3> three;
  nn::Parameter<float, 5> five;
  nn::Parameter<float, 5, 3> matrix;
  nn::Parameter<float, 5, 3, 2, 2> kernels;
  nn::Parameter<float, 3, 5, 2, 2> spread;

  void forward(const Rows& x, const Images& images, const nn::Tensor<std::int64_t, 2>& indices,
               const nn::Tensor<float, nn::dyn, FOUND(4, 3)>& four, const FOUND(nn::Tensor<float>, Rows) & scalar) {
    nn::linear(x, FOUND(three, matrix));
    FOUND(x | nn::linear, nn::linear(x, matrix)) | nn::relu;
    nn::linear(x, matrix, FOUND(three, five));
    nn::linear(four, matrix, five);
    nn::conv2d<>(images, FOUND(matrix, kernels)) | nn::max_pool2d<2>;
    nn::conv2d<>(images, kernels, FOUND(three, five));
    nn::conv_transpose2d<>(images, FOUND(matrix, spread));
    nn::conv_transpose2d<>(images, spread, FOUND(three, five));
    nn::embedding(indices, FOUND(three, matrix));
    nn::layer_norm<3>(x, FOUND(five, three));
    nn::batch_norm(x, three, FOUND(nn::none{}, three));
    nn::batch_norm(x, three, FOUND(five, three));
    nn::batch_norm(scalar, nn::none{}, nn::none{});
  }
};
