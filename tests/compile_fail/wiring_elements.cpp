// SPDX-License-Identifier: Apache-2.0
// Tensors with elements of another type, and what is no tensor.
// errors: 10
// expect: nn: a layer got a Tensor with elements of another type
// expect: layer_accepts_input<.*Conv2d<3, 6.*expected_element<float>.*found_element<long
// expect: layer_accepts_input<.*ReLU, .*expected_element<float>.*found_element<long
// expect: layer_accepts_input<.*Embedding<3, 5.*expected_element<long.*>.*found_element<float>
// expect: layer_accepts_input<.*elu_function, .*expected_element<float>.*found_element<long
// expect: layer_accepts_input<.*Dropout<.*expected_element<float>.*found_element<long
// expect: nn: the tensors of a sum, difference or product have elements that are not float
// expect: nn: a layer got an input that is no Tensor
// expect: layer_accepts_input<.*Conv2d<3, 6.*expected_element<float>.*found_type<int>
// expect: layer_accepts_input<.*ReLU, .*expected_element<float>.*found_type<std::vector<float
// expect: layer_accepts_input<.*Flatten<.*expected_element<void>.*found_type<float>
// expect: layer_accepts_input<.*Sigmoid, .*expected_element<float>.*found_type<int>
#include <nnstruct/declare.hpp>
#include <vector>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
#define FOUND(wrong, right) wrong
#else
#define FOUND(wrong, right) right
#endif
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
    conv(bytes);
    rows | nn::relu FOUND(| conv, ) | nn::tanh;
    words | table;
    nn::elu(rows);
    dropout(rows);
    rows + rows;
    conv(FOUND(5, images)) | nn::relu;
    nn::relu(FOUND(std::vector<float>(), images));
    nn::flatten(FOUND(1.5f, images));
    FOUND(5, images) | both;
  }
};
