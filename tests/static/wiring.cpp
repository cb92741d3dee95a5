// SPDX-License-Identifier: Apache-2.0
// What a wrong wire leaves behind is taken by everything that takes a Tensor, so that its error stays the only one.
#include <nnstruct/declare.hpp>
#include <nnstruct/models/alexnet.hpp>
#include <nnstruct/models/lenet.hpp>
#include <nnstruct/models/resnet.hpp>
#include <nnstruct/models/vgg.hpp>
#include <nnstruct/module/predict.hpp>
namespace nn = nnstruct;

namespace {

using unwired = nn::detail::unwired_tensor;
using Rows = nn::Tensor<float, nn::dyn, 4>;
using Weight = nn::Parameter<float, 3, 4>;

template <class T> inline constexpr bool stays_unwired = std::is_same_v<T, unwired>;

/// Called, piped to, by forward; const and not.
template <class... M>
inline constexpr bool taken_by = ((stays_unwired<decltype(std::declval<M&>()(unwired()))> &&
                                   stays_unwired<decltype(std::declval<const M&>()(unwired()))> &&
                                   stays_unwired<decltype(unwired() | std::declval<M&>())> &&
                                   stays_unwired<decltype(unwired() | std::declval<const M&>())> &&
                                   stays_unwired<decltype(std::declval<M&>().forward(unwired()))> &&
                                   stays_unwired<decltype(std::declval<const M&>().forward(unwired()))>)&&...);
static_assert(taken_by<nn::Conv2d<3, 6, 5>, nn::ConvTranspose2d<3, 6, 5>, nn::Linear<4, 3>, nn::BatchNorm1d<4>,
                       nn::BatchNorm2d<4>, nn::LayerNorm<4>, nn::Embedding<4, 3>, nn::MaxPool2d<2>, nn::AvgPool2d<2>,
                       nn::AdaptiveAvgPool2d<2>>);
static_assert(taken_by<nn::Flatten<>, nn::Softmax<1>, nn::LogSoftmax<-1>, nn::Dropout<>, nn::Identity, nn::ReLU,
                       nn::ReLU6, nn::Sigmoid, nn::Tanh, nn::ELU<>, nn::GELU<>, nn::LeakyReLU<>, nn::Hardtanh<>,
                       nn::inplace<nn::ReLU>, nn::inplace<nn::Dropout<>>>);
static_assert(taken_by<nn::named<"a", nn::Linear<4, 3>>, nn::Sequential<nn::ReLU, nn::Linear<4, 3>>>);

template <auto&... F>
inline constexpr bool taken_by_functions = ((stays_unwired<decltype(F(unwired()))> &&
                                             stays_unwired<decltype(unwired() | F)>)&&...);
static_assert(taken_by_functions<nn::relu, nn::relu6, nn::sigmoid, nn::tanh, nn::elu, nn::gelu, nn::leaky_relu,
                                 nn::hardtanh, nn::dropout, nn::flatten, nn::batch_norm>);
static_assert(taken_by_functions<nn::softmax<1>, nn::log_softmax<1>, nn::max_pool2d<2>, nn::avg_pool2d<2>,
                                 nn::adaptive_avg_pool2d<2>, nn::layer_norm<4>>);
static_assert(stays_unwired<decltype(nn::linear(unwired(), Weight()))>);
static_assert(stays_unwired<decltype(nn::embedding(unwired(), Weight()))>);
static_assert(stays_unwired<decltype(nn::conv2d<>(unwired(), nn::Parameter<float, 3, 4, 2, 2>()))>);
static_assert(stays_unwired<decltype(nn::conv_transpose2d<>(unwired(), nn::Parameter<float, 3, 4, 2, 2>()))>);
static_assert(stays_unwired<decltype(nn::TiedLinear<"w", 4, 3>{}(unwired(), Weight()))>);

static_assert(stays_unwired<decltype(unwired() + unwired())> && stays_unwired<decltype(unwired() + Rows())> &&
              stays_unwired<decltype(Rows() + unwired())>);

template <class... M>
inline constexpr bool models_take_it = (stays_unwired<decltype(nn::predict(std::declval<M&>(), unwired()))> && ...);
static_assert(models_take_it<nn::models::lenet, nn::models::alexnet<>, nn::models::resnet18<>, nn::models::resnet50<>,
                             nn::models::vgg11_bn<>, const nn::models::lenet>);

// A forward of the user's, with the parameter types that users write.
struct Fixed {
  auto forward(const Rows& x) const { return x; }
};
struct Generic {
  template <std::int64_t... E> auto forward(const nn::Tensor<float, E...>& x) const { return nn::relu(x); }
};
struct Any {
  auto forward(const auto& x) const { return nn::relu(x); }
};
static_assert(std::is_same_v<decltype(Fixed{}.forward(unwired())), Rows>);
static_assert(stays_unwired<decltype(Generic{}.forward(unwired()))> &&
              stays_unwired<decltype(Any{}.forward(unwired()))>);
static_assert(stays_unwired<decltype(unwired() | Fixed{})> && stays_unwired<decltype(unwired() | [](const Rows&) {})>);

}  // namespace
