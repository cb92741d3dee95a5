// SPDX-License-Identifier: Apache-2.0
// One wrong wire is one error, whatever stands behind it and whatever is done with the result: in a pipe, in calls, in
// a Sequential, in a module within a module, and where a model is called. And models that do not take what they are
// given.
#include <nnstruct/declare.hpp>
#include <nnstruct/models/lenet.hpp>
#include <nnstruct/models/resnet.hpp>
#include <nnstruct/module/predict.hpp>

#include "found.hpp"
namespace nn = nnstruct;

using Rows = nn::Tensor<float, nn::dyn, 4>;

struct Residual {
  nn::Linear<84, 84> fc;

  nn::Tensor<float, nn::dyn, 84> forward(const nn::Tensor<float, nn::dyn, 84>& x) const { return fc(x) + x; }
};

// case: a layer is forgotten in a pipe
// expect: nn: Conv2d got an input with another number of channels
// expect: layer_accepts_input<.*Conv2d<6, 16.*expected<-1, 6, 32, 32>.*found<-1, 3, 32, 32>
struct Piped {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::BatchNorm2d<16> bn;
  nn::Linear<400, 84> fc1;
  Residual block;
  nn::Sequential<nn::LayerNorm<84>, nn::Dropout<>, nn::Linear<84, 10>> head;

  auto forward(const nn::Batch<3, 32, 32>& x) {
    return x
#ifdef NNSTRUCT_FAIL
           | conv2 | nn::relu | pool  // here
#else
           | conv1 | nn::relu | pool
#endif
           | conv2 | bn | nn::max_pool2d<2> | nn::flatten | fc1 | nn::relu | block | head | nn::softmax<1>;
  }
};

// case: a layer has other channels in calls
// expect: nn: Conv2d got an input with another number of channels
// expect: layer_accepts_input<.*Conv2d<8, 16.*expected<-1, 8, 14, 14>.*found<-1, 6, 14, 14>
struct Called {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<FOUND(8, 6), 16, 5> conv2;
  nn::BatchNorm2d<16> bn;
  nn::Linear<400, 84> fc1;
  Residual block;
  nn::Sequential<nn::LayerNorm<84>, nn::Linear<84, 10>> head;
  nn::Parameter<float, 10, 10> weight;

  nn::Tensor<float, nn::dyn, 10> forward(const nn::Batch<3, 32, 32>& x) const {
    auto y = conv2(pool(nn::relu(conv1(x))));  // here
    auto z = pool(bn(y)) + pool(y);
    auto scores = head(block.forward(nn::relu(fc1(nn::flatten(z)))));
    return nn::linear(scores, weight);
  }
};

// case: what is done with the results of both
// errors: 0
inline std::int64_t use(Piped& piped, const Called& called, const nn::Batch<3, 32, 32>& x) {
  auto y = nn::predict(piped, x);
  nn::Tensor<float, nn::dyn, 10> z = piped.forward(x);
  z = y + nn::predict(called, x);
  return y.extent(0) + y.numel() + static_cast<std::int64_t>(y(0, 1) + z.data()[0]);
}

// case: a Sequential of Sequentials
// expect: nn: Linear got an input whose last extent is not its in_features
// expect: layer_accepts_input<.*Linear<(8|16), 10.*expected<-1, 8>.*found<-1, 16>
struct Classifier {
  nn::Sequential<nn::Sequential<nn::Linear<64, 16>, nn::ReLU>, nn::Linear<FOUND(8, 16), 10>, nn::LayerNorm<10>> layers;
  nn::Linear<10, 2> head;

  auto forward(const nn::Tensor<float, nn::dyn, 64>& x) { return x | layers | head; }  // here
};

// case: a module within a module
// expect: nn: Conv2d got an input with another number of channels
// expect: layer_accepts_input<.*Conv2d<(6|3), 6.*expected<-1, 6, 32, 32>.*found<-1, 3, 32, 32>
struct Inner {
  nn::Conv2d<FOUND(6, 3), 6, 5> conv;
  auto forward(const auto& x) { return conv(x) | nn::relu; }  // here
};
struct Middle {
  nn::named<"inner-1", Inner> inner;
  nn::BatchNorm2d<6> bn;
  auto forward(const auto& x) { return x | inner | bn; }
};
struct Outer {
  Middle middle;
  nn::MaxPool2d<2> pool;
  nn::Linear<14 * 14 * 6, 3> fc;
  auto forward(const nn::Batch<3, 32, 32>& x) { return fc(nn::flatten(pool(middle.forward(x)))); }
};
inline void use(Outer& outer, const nn::Batch<3, 32, 32>& x) { outer.forward(x); }

// case: digits of another size
// expect: nn: Linear got an input whose last extent is not its in_features
// expect: layer_accepts_input<.*Linear<400, 120.*expected<-1, 400>.*found<-1, 256>
inline void use(nn::models::lenet& lenet, const nn::Batch<3, FOUND(28, 32), FOUND(28, 32)>& digits) {
  nn::predict(lenet, digits) | nn::softmax<1>;  // here
  lenet.forward(digits);
}

// case: photos without colours
// expect: nn: Conv2d got an input with another number of channels
// expect: layer_accepts_input<.*Conv2d<3, 64.*expected<-1, 3, 64, 64>.*found<-1, 1, 64, 64>
inline void use(const nn::models::resnet18<>& resnet, const nn::Batch<FOUND(1, 3), 64, 64>& photos) {
  nn::predict(resnet, photos);  // here
}
// no case

struct Block {
  nn::Linear<4, 4> fc;
  auto forward(const Rows& x) { return fc(x); }
};
struct Two {
  nn::Linear<4, 4> fc;
  auto forward(const Rows& x, const Rows& y) { return fc(x) + y; }
};
struct Net {
  nn::Linear<4, FOUND(5, 4)> fc;
  nn::named<"block", Block> block;
  nn::ModuleList<Block, 2> blocks;
  Two two;
  nn::TiedLinear<"w", 4, 4> tied;
  nn::Parameter<float, 4, 4> w;

  Rows forward(const Rows& x) {
    // case: a module is given what its forward does not take
    // expect: nn: the model's forward does not take this input
    // expect: module_accepts_input<Block, .*expected_inputs<.*Tensor<float, -1, 4>.*found_inputs<.*Tensor<float, -1, 5>
    x | fc | block | nn::relu | block;  // here
    // case: a list of modules
    // expect: nn: this module has no forward, so it can be loaded and saved, but not called: add `auto
    // expect: to it, or call the modules in it
    // expect: module_has_forward<.*ModuleList<
    x | FOUND(blocks, blocks[0]) | nn::relu;  // here
    // case: a model of two inputs is given one
    // expect: nn: the model's forward does not take this input
    // expect: module_accepts_input<Two, .*expected_inputs<const .*Tensor<float, -1, 4> ?&, const .*Tensor<float, -1, 4>
    // expect: module_accepts_input<Two, .*found_inputs<[^,]*Tensor<float, -1, 4> ?> ?>
    FOUND(nn::predict(two, x), nn::predict(two, x, x)) | nn::relu;  // here
    // case: a layer is given two inputs
    // expect: nn: the model's forward does not take this input; what it takes cannot be told .a template
    // expect: module_accepts_input<.*Linear<4, .*several_forwards, .*found_inputs<.*Tensor<float, -1, 4>.*Tensor<
    FOUND(nn::predict(block->fc, x, x), nn::predict(block->fc, x)) | nn::relu;  // here
    // case: a tensor is piped into a number
    // expect: nn: what a tensor is piped into is no layer, no module and nothing that could be called with it
    // expect: pipe_leads_to_module<int>
    x | FOUND(5, fc);  // here
    // case: a tensor is piped into a tensor
    // expect: nn: what a tensor is piped into is no layer, no module and nothing that could be called with it
    // expect: pipe_leads_to_module<.*Tensor<float, -1, 4>
    x | FOUND(x, fc);  // here
    // case: a tied layer is called without its owner
    // expect: nn: TiedLinear is called with its input and the Parameter<float, Out, In> it is tied to
    // expect: layer_accepts_owner<.*TiedLinear<.*expected<4, 4>, .*found_type<.*none>
    return FOUND(x | tied, tied(x, w));  // here
  }
};

// case: a tied layer is called with a parameter that is not its owner
// expect: nn: TiedLinear is called with its input and the Parameter<float, Out, In> it is tied to
struct LM {
  nn::Linear<3, 5> wte;
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;

  void forward(const nn::Tensor<float, nn::dyn, 3>& x) { lm_head(x, wte.FOUND(bias, weight)); }  // here
};
// no case

struct Small {
  nn::Linear<4, 2> fc;

  auto forward(const Rows& x) const { return fc(x); }
};

// case: predict with a tensor that the model's forward does not take
// expect: nn: the model's forward does not take this input
inline void answer(const Small& net, const nn::Tensor<float, nn::dyn, FOUND(5, 4)>& x) {
  nn::predict(net, x);  // here
}

// case: forwards that differ in const alone, and rows of another type
// expect: nn: the model's forward does not take this input
// expect: module_accepts_input<const Both, .*expected_inputs<.*Tensor<float, -1, 4>
// expect: module_accepts_input<const Both, .*found_inputs<.*Tensor<double, -1, 4>
struct Both {
  nn::Linear<4, 2> fc;

  auto forward(const Rows& x) { return fc(x); }
  auto forward(const Rows& x) const noexcept { return fc(x); }
};
inline void answer(const Both& net, const nn::Tensor<FOUND(double, float), nn::dyn, 4>& x) {
  nn::predict(net, x);  // here
}

// case: predict with a module that has no forward
// expect: nn: this module has no forward, so it can be loaded and saved, but not called: add `auto
// expect: module_has_forward<Weights>
struct Weights {
  nn::Linear<4, 2> fc;

#ifndef NNSTRUCT_FAIL
  auto forward(const Rows& x) const { return fc(x); }
#endif
};
inline void answer(const Weights& net, const Rows& x) { nn::predict(net, x) | nn::relu; }  // here

// case: a pipe into a module that has no forward, under another name
// expect: nn: this module has no forward, so it can be loaded and saved, but not called: add `auto
// expect: module_has_forward<Weights>
struct Around {
  nn::named<"a-b", Weights> weights;

  auto forward(const Rows& x) { return x | weights | nn::softmax<1>; }  // here
};
#ifdef NNSTRUCT_FAIL
inline void answer(Around& net, const Rows& x) { nn::predict(net, x); }
#endif

// case: predict with a record
// expect: nn: predict needs a module: a struct that has a forward
struct Record {
  nn::Linear<4, 2> fc;
  int epoch;

#ifndef NNSTRUCT_FAIL
  auto forward(const Rows& x) const { return fc(x); }
#endif
};
inline void answer(const Record& net, const Rows& x) { nn::predict(net, x) | nn::relu; }  // here

// case: a const model needs a forward that is const
// expect: nn: this model is const, and its forward is not: add `auto forward\(...\) const`
struct Changed {
  nn::Linear<4, 2> fc;

  auto forward(const Rows& x) { return fc(x); }
#ifndef NNSTRUCT_FAIL
  auto forward(const Rows& x) const { return fc(x); }
#endif
};
inline void answer(const Changed& net, const Rows& x) { nn::predict(net, x); }  // here
