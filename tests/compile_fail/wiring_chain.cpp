// SPDX-License-Identifier: Apache-2.0
// One wrong wire is one error, whatever stands behind it and whatever is done with the result: in a pipe, and in calls.
// errors: 2
// expect: nn: Conv2d got an input with another number of channels
// expect: layer_accepts_input<.*Conv2d<6, 16.*expected<-1, 6, 32, 32>.*found<-1, 3, 32, 32>
// expect: layer_accepts_input<.*Conv2d<8, 16.*expected<-1, 8, 14, 14>.*found<-1, 6, 14, 14>
// expect: wiring_chain.cpp:37:
// expect: wiring_chain.cpp:56:
#include <nnstruct/declare.hpp>
#include <nnstruct/module/predict.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
inline constexpr int from_conv1 = 8;
#else
inline constexpr int from_conv1 = 6;
#endif

struct Block {
  nn::Linear<84, 84> fc;

  nn::Tensor<float, nn::dyn, 84> forward(const nn::Tensor<float, nn::dyn, 84>& x) const { return fc(x) + x; }
};

struct Piped {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::BatchNorm2d<16> bn;
  nn::Linear<400, 84> fc1;
  Block block;
  nn::Sequential<nn::LayerNorm<84>, nn::Dropout<>, nn::Linear<84, 10>> head;

  auto forward(const nn::Batch<3, 32, 32>& x) {
    return x
#ifdef NNSTRUCT_FAIL
           | conv2 | nn::relu | pool  // conv1 is forgotten
#else
           | conv1 | nn::relu | pool
#endif
           | conv2 | bn | nn::max_pool2d<2> | nn::flatten | fc1 | nn::relu | block | head | nn::softmax<1>;
  }
};

struct Called {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<from_conv1, 16, 5> conv2;
  nn::BatchNorm2d<16> bn;
  nn::Linear<400, 84> fc1;
  Block block;
  nn::Sequential<nn::LayerNorm<84>, nn::Linear<84, 10>> head;
  nn::Parameter<float, 10, 10> weight;

  nn::Tensor<float, nn::dyn, 10> forward(const nn::Batch<3, 32, 32>& x) const {
    auto y = conv2(pool(nn::relu(conv1(x))));
    auto z = pool(bn(y)) + pool(y);
    auto scores = head(block.forward(nn::relu(fc1(nn::flatten(z)))));
    return nn::linear(scores, weight);
  }
};

std::int64_t use(Piped& piped, const Called& called, const nn::Batch<3, 32, 32>& x) {
  auto y = nn::predict(piped, x);
  nn::Tensor<float, nn::dyn, 10> z = piped.forward(x);
  z = y + nn::predict(called, x);
  return y.extent(0) + y.numel() + static_cast<std::int64_t>(y(0, 1) + z.data()[0]);
}
