// SPDX-License-Identifier: Apache-2.0
// Functional forms with a weight, bias or statistic that does not fit, or without the weight; sums, products and
// matrices of tensors that do not go together; dims and extents that are not the input's.
#include <nnstruct/declare.hpp>

#include "found.hpp"
namespace nn = nnstruct;

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
    // case: linear with a bias as its weight
    // expect: nn: linear needs a weight .out_features, in_features.
    // expect: function_accepts_argument<.*linear_function, .*expected<-1, -1>.*found<3>
    nn::linear(x, FOUND(three, matrix));  // here
    // case: linear without a weight
    // expect: nn: linear needs a weight .out_features, in_features.
    // expect: function_accepts_argument<.*linear_function, .*expected<-1, -1>.*found_type<.*none>
    FOUND(x | nn::linear, nn::linear(x, matrix)) | nn::relu;  // here
    // case: linear with another bias
    // expect: nn: linear needs a bias .out_features.
    // expect: function_accepts_argument<.*linear_function, .*expected<5>.*found<3>
    nn::linear(x, matrix, FOUND(three, five));  // here
    // case: linear of other features
    // expect: nn: Linear got an input whose last extent is not its in_features
    // expect: layer_accepts_input<.*linear_function, .*expected<-1, 3>.*found<-1, 4>
    nn::linear(four, matrix, five);  // here
    // case: conv2d with another weight
    // expect: nn: conv2d needs a weight .out_channels, in_channels / groups, kernel_h, kernel_w.
    // expect: function_accepts_argument<.*conv2d_function<.*expected<-1, -1, -1, -1>.*found<5, 3>
    nn::conv2d<>(images, FOUND(matrix, kernels)) | nn::max_pool2d<2>;  // here
    // case: conv2d with another bias
    // expect: nn: conv2d needs a bias .out_channels.
    nn::conv2d<>(images, kernels, FOUND(three, five));  // here
    // case: conv_transpose2d with another weight
    // expect: nn: conv_transpose2d needs a weight .in_channels, out_channels / groups, kernel_h, kernel_w.
    nn::conv_transpose2d<>(images, FOUND(matrix, spread));  // here
    // case: conv_transpose2d with another bias
    // expect: nn: conv_transpose2d needs a bias .out_channels.
    nn::conv_transpose2d<>(images, spread, FOUND(three, five));  // here
    // case: embedding with another weight
    // expect: nn: embedding needs a weight .num_embeddings, embedding_dim.
    nn::embedding(indices, FOUND(three, matrix));  // here
    // case: layer_norm with another weight
    // expect: nn: layer_norm's weight and bias have the normalised extents
    // expect: function_accepts_argument<.*layer_norm_function<.*expected<3>.*found<5>
    nn::layer_norm<3>(x, FOUND(five, three));  // here
    // case: batch_norm with one statistic
    // expect: nn: batch_norm takes both statistics, or none
    nn::batch_norm(x, three, FOUND(nn::none{}, three));  // here
    // case: batch_norm with another statistic
    // expect: nn: batch_norm's statistics, weight and bias have one value for each channel
    // expect: function_accepts_argument<.*batch_norm_function, .*expected<3>.*found<5>
    nn::batch_norm(x, three, FOUND(five, three));  // here
    // case: batch_norm of a number
    // expect: nn: batch_norm got an input with another number of extents; it takes
    nn::batch_norm(scalar, nn::none{}, nn::none{});  // here
  }
};

// case: a residual block adds what it made smaller to what came in
// expect: nn: the tensors of a sum, difference or product have different extents; nothing is broadcast
// expect: operands_have_equal_extents<.*found<-1, 8, 14, 14>.*found<-1, 8, 16, 16>
struct Block {
  nn::Conv2d<8, 8, 3, nn::conv_options{.padding = FOUND(0, 1)}> conv1;

  auto forward(const nn::Batch<8, 16, 16>& x) { return conv1(x) + x; }  // here
};
// no case

#ifdef NNSTRUCT_FAIL
using Scale = nn::Tensor<float, 8>;
using Skip = nn::Batch<4, 28, 28>;
using Keys = nn::Tensor<float, nn::dyn, 16, 32>;
using Weights = nn::Tensor<float, 16>;
#else
using Scale = nn::Tensor<float, nn::dyn, 8>;
using Skip = nn::Batch<4, 14, 14>;
using Keys = nn::Tensor<float, nn::dyn, 32, 16>;
using Weights = nn::Tensor<float, 16, 1>;
#endif

// case: nothing is broadcast, products neither
// expect: nn: the tensors of a sum, difference or product have different numbers of extents
// expect: operands_have_equal_extents<.*found<-1, 8>.*found<8>
inline auto scaled(const nn::Tensor<float, nn::dyn, 8>& x, const Scale& scale) {
  return nn::relu(x * scale);  // here
}

// case: a skip connection from before the pooling
// expect: nn: the tensors of a cat have other extents than the first one, elsewhere than along its dim
// expect: tensors_fit_side_by_side<.*found<-1, 8, 14, 14>.*found<-1, 4, 28, 28>
inline auto joined(const nn::Batch<8, 14, 14>& x, const Skip& skip) {
  return nn::cat<1>(x, skip) | nn::relu;  // here
}

// case: the dim of a cat
// expect: nn: the dim of a cat is not in the range of its inputs. extents
inline auto joined(const nn::Tensor<float, nn::dyn, 3>& x) { return nn::cat<FOUND(2, -1)>(x, x); }  // here

// case: the keys are not transposed
// expect: nn: matmul got matrices whose extents do not go together: the last of the left one is the last but one of the
// expect: is the last but one of the right one, those before are equal; nothing is broadcast
// expect: matrices_can_be_multiplied<.*found<-1, 16, 32>.*found<-1, 16, 32>
inline auto scores(const nn::Tensor<float, nn::dyn, 16, 32>& q, const Keys& k) {
  return nn::softmax<-1>(nn::matmul(q, k));  // here
}

// case: a vector is no matrix
// expect: nn: matmul takes \[..., M, K\] and \[K, N\], or \[..., M, K\] and \[..., K, N\]
// expect: matrices_can_be_multiplied<.*found<-1, 16>.*found<16>
inline auto weighted(const nn::Tensor<float, nn::dyn, 16>& x, const Weights& w) {
  return nn::matmul(x, w);  // here
}

// case: the dim of a mean
// expect: nn: the dim of a sum or mean is not in the range of its input.s extents
inline auto averaged(const nn::Tensor<float, nn::dyn, 10>& x) { return nn::mean<FOUND(2, 1)>(x); }  // here

// case: the dim of a Softmax
// expect: nn: the dim of Softmax or LogSoftmax is not in the range of its input's extents
inline auto probabilities(const nn::Tensor<float, nn::dyn, 10>& x) { return x | nn::softmax<FOUND(2, -1)>; }  // here

// case: another number of elements
// expect: nn: reshape got a tensor with another number of elements
// expect: layer_accepts_input<.*expected<4, 5>.*found<3, 6>
inline auto reshaped(const nn::Tensor<float, 3, 6>& x) {
  return x | nn::reshape<FOUND(4, 9), FOUND(5, 2)> | nn::relu;  // here
}

// case: two extents are left open, and one is given
// expect: nn: reshape needs the extents that its template arguments leave open, in order
inline nn::Tensor<float, nn::dyn, nn::dyn> opened(const nn::Tensor<float, 3, 6>& x) {
#ifdef NNSTRUCT_FAIL
  return nn::reshape<nn::dyn, nn::dyn>(x, 2);  // here
#else
  return nn::reshape<nn::dyn, nn::dyn>(x, 2, 9);
#endif
}
