// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/autograd/rows.hpp>

#include <nnstruct/nnstruct.hpp>

#include "support/gradients.hpp"

namespace autograd_rows_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
using Indices = nn::Tensor<std::int64_t, dyn, 3>;
}  // namespace

TEST_CASE("gradients of embeddings are PyTorch's", "[autograd]") {
  check_module<nn::Embedding<6, 4>, Indices>("embedding");
  check_module<nn::Embedding<6, 4, nn::embedding_options{.padding_idx = -3}>, Indices>("embedding_padding");
  const auto weight = argument<tensor<6, 2>>("embedding_function", "weight");
  check_through<Indices>("embedding_function", [&](const auto& i) { return nn::embedding(i, weight); });
  check_argument(weight, "embedding_function", "weight");
}

TEST_CASE("indices may be written again before backward()", "[autograd]") {
  nn::Embedding<6, 4> layer;
  nn::load_state_dict(layer, autograd_part("embedding.state."));
  check_through<Indices>("embedding", [&](Indices indices) {
    const auto y = layer(indices);
    for (std::int64_t i = 0; i < indices.numel(); ++i) indices.data()[i] = 1 << 30;
    return y;
  });
  check_gradients_of(layer, "embedding");
}

TEST_CASE("gradients of concatenations are PyTorch's", "[autograd]") {
  const auto b = argument<tensor<2, 1, 2>>("cat", "b");
  const auto c = argument<tensor<2, dyn, 2>>("cat", "c");
  check_through<tensor<2, 3, 2>>("cat", [&](const auto& a) { return nn::cat<1>(a, b, c); });
  check_argument(b, "cat", "b");
  check_argument(c, "cat", "c");
  const auto check = [](const std::string& name, const auto& other, auto call) {
    check_through<tensor<dyn, 3>>(name, [&](const auto& a) { return call(a, other); });
    check_argument(other, name, "b");
  };
  check("cat_first", argument<tensor<1, 3>>("cat_first", "b"),
        [](const auto& x, const auto& y) { return nn::cat<0>(x, y); });
  check("cat_last", argument<tensor<2, 4>>("cat_last", "b"),
        [](const auto& x, const auto& y) { return nn::cat<-1>(x, y); });
  check("cat_constant", argument<tensor<1, 3>>("cat_constant", "b"),
        [](const auto& x, const auto& y) { return nn::cat<0>(y, x); });
  check("cat_empty", argument<tensor<2, 3>>("cat_empty", "b"),
        [](const auto& x, const auto& y) { return nn::cat<0>(x, y); });
  check_through<tensor<2, 3>>("cat_one_twice", [](const auto& a) { return nn::cat<0>(a, a); });
}

TEST_CASE("gradients go through reshape and flatten", "[autograd]") {
  check_through<tensor<2, 3, 2>>("reshape", [](const auto& a) { return nn::reshape<3, dyn>(a * a) * 2; });
  check_through<tensor<dyn, 3, dyn>>("reshape", [](const auto& a) { return (a * a | nn::reshape<3, 4>)*2; });
  check_module<nn::Sequential<nn::Flatten<>, nn::Linear<6, 2>>, tensor<dyn, 2, 3>>("flatten");
}

}  // namespace autograd_rows_test
