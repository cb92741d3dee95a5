// SPDX-License-Identifier: Apache-2.0
// Tensors with elements of another type, what is no tensor, and targets that do not go with a loss's input.
#include <vector>

#include <nnstruct/declare.hpp>

#include "found.hpp"
namespace nn = nnstruct;

using Images = nn::Batch<3, 8, 8>;
using Words = nn::Tensor<std::int64_t, nn::dyn, 3>;
using Rows = nn::Tensor<float, nn::dyn, 3>;
using Bytes = nn::Tensor<std::int64_t, nn::dyn, 3, 8, 8>;

struct Net {
  nn::Conv2d<3, 6, 5> conv;
  nn::Embedding<3, 5> table;
  nn::Dropout<> dropout;
  nn::Sequential<nn::Sigmoid, nn::ReLU> both;

  void forward(const Images& images, const FOUND(Bytes, Images) & bytes, const FOUND(Rows, Words) & words,
               const FOUND(Words, Rows) & rows) {
    static_cast<void>(images);
    // case: a convolution of bytes
    // expect: nn: a layer got a Tensor with elements of another type
    // expect: layer_accepts_input<.*Conv2d<3, 6.*expected_element<float>.*found_element<long
    conv(bytes);  // here
    // case: an activation of words
    // expect: nn: a layer got a Tensor with elements of another type
    // expect: layer_accepts_input<.*ReLU, .*expected_element<float>.*found_element<long
    rows | nn::relu FOUND(| conv, ) | nn::tanh;  // here
    // case: an embedding of numbers
    // expect: nn: a layer got a Tensor with elements of another type
    // expect: layer_accepts_input<.*Embedding<3, 5.*expected_element<long.*>.*found_element<float>
    words | table;  // here
    // case: a function of words
    // expect: nn: a layer got a Tensor with elements of another type
    // expect: layer_accepts_input<.*elu_function, .*expected_element<float>.*found_element<long
    nn::elu(rows);  // here
    // case: dropout of words
    // expect: nn: a layer got a Tensor with elements of another type
    // expect: layer_accepts_input<.*Dropout<.*expected_element<float>.*found_element<long
    dropout(rows);  // here
    // case: a sum of words
    // expect: nn: the tensors of a sum, difference or product have elements that are not float
    rows + rows;  // here
    // case: a convolution of an int
    // expect: nn: a layer got an input that is no Tensor
    // expect: layer_accepts_input<.*Conv2d<3, 6.*expected_element<float>.*found_type<int>
    conv(FOUND(5, images)) | nn::relu;  // here
    // case: an activation of a vector
    // expect: nn: a layer got an input that is no Tensor
    // expect: layer_accepts_input<.*ReLU, .*expected_element<float>.*found_type<std::vector<float
    nn::relu(FOUND(std::vector<float>(), images));  // here
    // case: a float is flattened
    // expect: nn: a layer got an input that is no Tensor
    // expect: layer_accepts_input<.*Flatten<.*expected_element<void>.*found_type<float>
    nn::flatten(FOUND(1.5f, images));  // here
    // case: an int is piped
    // expect: nn: a layer got an input that is no Tensor
    // expect: layer_accepts_input<.*Sigmoid, .*expected_element<float>.*found_type<int>
    FOUND(5, images) | both;  // here
  }
};

// case: labels are whole numbers
// expect: nn: a layer got a Tensor with elements of another type
// expect: layer_accepts_input<.*nll_loss_function.*expected_element<(long|std::int64_t|long int)>.*found_element<float>
inline auto loss_of_labels(const nn::Tensor<float, nn::dyn, 10>& x,
                           const nn::Tensor<FOUND(float, std::int64_t), nn::dyn>& labels) {
  return nn::nll_loss(x, labels);  // here
}
// no case

#ifdef NNSTRUCT_FAIL
using Target = nn::Tensor<float, nn::dyn>;
using Logits = nn::Tensor<float, nn::dyn, 21>;
#else
using Target = nn::Tensor<float, nn::dyn, 1>;
using Logits = nn::Tensor<float, nn::dyn, 21, 32, 32>;
#endif

// case: a target that could be broadcast
// PyTorch would do it, with a warning: a classic of wrong losses.
// expect: nn: a loss got a target with other extents than its input; nothing is broadcast
// expect: target_goes_with_input<.*mse_loss_function.*found<-1, 1>.*found<-1>
inline auto loss_of_target(const nn::Tensor<float, nn::dyn, 1>& x, const Target& y) {
  return nn::mse_loss(x, y);  // here
}

// case: one label for each pixel, and an input that has lost its pixels
// expect: nn: a loss got labels that do not go with its input: labels are \[N, ...\] for an input \[N, C, ...\]
// expect: target_goes_with_input<.*cross_entropy_function.*found<-1, 21>.*found<-1, 32, 32>
inline auto loss_of_pixels(const Logits& x, const nn::Tensor<std::int64_t, nn::dyn, 32, 32>& labels) {
  return nn::cross_entropy(x, labels);  // here
}
