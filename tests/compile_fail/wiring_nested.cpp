// SPDX-License-Identifier: Apache-2.0
// A wrong wire in a Sequential, in a module within a module, and where a model is called is one error each.
// errors: 4
// expect: layer_accepts_input<.*Linear<(8|16), 10.*expected<-1, 8>.*found<-1, 16>
// expect: layer_accepts_input<.*Conv2d<(6|3), 6.*expected<-1, 6, 32, 32>.*found<-1, 3, 32, 32>
// expect: wiring_nested.cpp:30:
// expect: layer_accepts_input<.*Linear<400, 120.*expected<-1, 400>.*found<-1, 256>
// expect: layer_accepts_input<.*Conv2d<3, 64.*expected<-1, 3, 64, 64>.*found<-1, 1, 64, 64>
#include <nnstruct/declare.hpp>
#include <nnstruct/models/lenet.hpp>
#include <nnstruct/models/resnet.hpp>
#include <nnstruct/module/predict.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
inline constexpr int in = 6, features = 8, side = 28, colours = 1;
#else
inline constexpr int in = 3, features = 16, side = 32, colours = 3;
#endif

struct Classifier {
  nn::Sequential<nn::Sequential<nn::Linear<64, 16>, nn::ReLU>, nn::Linear<features, 10>, nn::LayerNorm<10>> layers;
  nn::Linear<10, 2> head;

  auto forward(const nn::Tensor<float, nn::dyn, 64>& x) { return x | layers | head; }
};

struct Inner {
  nn::Conv2d<in, 6, 5> conv;
  auto forward(const auto& x) { return conv(x) | nn::relu; }
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

void use(Outer& outer, nn::models::lenet& lenet, const nn::models::resnet18<>& resnet, const nn::Batch<3, 32, 32>& x,
         const nn::Batch<3, side, side>& digits, const nn::Batch<colours, 64, 64>& photos) {
  outer.forward(x);
  nn::predict(lenet, digits) | nn::softmax<1>;
  lenet.forward(digits);
  nn::predict(resnet, photos);
}
