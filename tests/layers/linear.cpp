// SPDX-License-Identifier: Apache-2.0
// Layers that hold one matrix: Linear, TiedLinear, and Embedding, which takes rows of it.
// Of include/nnstruct/layers/: embedding.hpp, linear.hpp, tied_linear.hpp.
#include <nnstruct/layers/embedding.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/tied_linear.hpp>

#include <cstdint>
#include <string>
#include <type_traits>

#include "state_dict/loading.hpp"
#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/layers.hpp"

namespace layers_linear_test {

namespace nn = nnstruct;
using nn::dyn;
using nnstruct_test::as;
using nnstruct_test::check_layer;
using nnstruct_test::contains;
using nnstruct_test::input_as;
using nnstruct_test::is_close;
using nnstruct_test::is_same;
using nnstruct_test::module_of;
using nnstruct_test::output_of;
using nnstruct_test::printed;
using nnstruct_test::state_of;
using nnstruct_test::thrown_by;
using nnstruct_test::loading::LM;
using nnstruct_test::loading::path_of;
using nnstruct_test::loading::Words;

namespace {
using Linear = nn::Linear<5, 3>;
using WithoutBias = nn::Linear<5, 3, nn::linear_options{.bias = false}>;
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

// Only the last extent changes, and it is known.
template <class X> using result = decltype(Linear{}(X()));
static_assert(std::is_same_v<result<tensor<5>>, tensor<3>>);
static_assert(std::is_same_v<result<tensor<4, 5>>, tensor<4, 3>>);
static_assert(std::is_same_v<result<tensor<dyn, 5>>, tensor<dyn, 3>>);
static_assert(std::is_same_v<result<tensor<dyn, 7, dyn>>, tensor<dyn, 7, 3>>);

template <std::int64_t... E> using indices = nn::Tensor<std::int64_t, E...>;
static_assert(std::is_same_v<decltype(nn::Embedding<5, 3>{}(indices<dyn, 7>())), tensor<dyn, 7, 3>>);

// Within another struct, in a container, and tied to something with a name of its own.
struct Around {
  LM left;
  nn::Sequential<Words, nn::TiedLinear<"0.weight", 3, 5>> list;
  nn::named<"class", nn::Parameter<float, 2, 3>> weight;
  nn::TiedLinear<"class", 3, 2> head;
};
static_assert(nn::schema<Around>[0].key == "class");
static_assert(nn::schema<Around>[2].key == "left.lm_head.weight" && nn::schema<Around>[2].alias == 1);
static_assert(nn::schema<Around>[4].key == "list.1.weight" && nn::schema<Around>[4].alias == 3);
static_assert(nn::schema<Around>[5].key == "head.weight" && nn::schema<Around>[5].alias == 0);
static_assert(nn::parameter_count<Around> == 15 + 15 + 6 && nn::byte_count<Around> == 4 * (15 + 15 + 6));
}  // namespace

TEST_CASE("Linear computes and prints what PyTorch's does", "[layers][Linear]") {
  check_layer<Linear, tensor<5>, tensor<dyn>>("linear_1d");
  check_layer<Linear, tensor<4, 5>, tensor<dyn, 5>, tensor<dyn, dyn>>("linear_2d");
  check_layer<Linear, tensor<dyn, 3, 5>>("linear_3d");
  check_layer<Linear, tensor<dyn, 1, dyn, 5>>("linear_4d");
  check_layer<WithoutBias, tensor<4, 5>>("linear_no_bias");
  check_layer<nn::Linear<1, 1>, tensor<dyn, 1>>("linear_one_feature");
  check_layer<Linear, tensor<0, 5>, tensor<dyn, 5>>("linear_empty_batch");
  check_layer<nn::Linear<300, 7>, tensor<dyn, 300>>("linear_wide");
}

TEST_CASE("the function linear takes parameters and tensors", "[layers][Linear]") {
  const auto x = input_as<tensor<dyn, 5>>("linear_function");
  const nn::StateDict state = state_of("linear_function");
  const auto weight = as<tensor<3, 5>>(state["weight"]);
  const auto bias = as<tensor<3>>(state["bias"]);
  const auto layer = module_of<Linear>("linear_function");
  CHECK(is_close(nn::linear(x, weight, bias), output_of("linear_function")));
  CHECK(is_close(nn::linear(x, layer.weight, layer.bias), output_of("linear_function")));
  CHECK(is_close(nn::linear(x, layer.weight, bias), output_of("linear_function")));
  static_assert(std::is_same_v<decltype(nn::linear(x, weight, bias)), tensor<dyn, 3>>);

  const auto y = input_as<tensor<4, 5>>("linear_function_no_bias");
  const auto other = as<tensor<3, 5>>(state_of("linear_function_no_bias")["weight"]);
  CHECK(is_close(nn::linear(y, other), output_of("linear_function_no_bias")));
  CHECK(is_close(nn::linear(y, other, nn::none{}), output_of("linear_function_no_bias")));
}

TEST_CASE("an input of Linear whose last extent is wrong is refused with both shapes", "[layers][Linear]") {
  const auto layer = module_of<Linear>("linear_2d");
  const auto one = thrown_by<nn::ShapeError>([&] { layer(tensor<dyn>(6)); });
  CHECK(std::string(one.what()) ==
        printed("linear_2d") + " got an input whose last extent is not its in_features: expected [5], found [6]");
  const auto three = thrown_by<nn::ShapeError>([&] { layer(tensor<dyn, 7, dyn>(2, 4)); });
  CHECK(contains(three.what(), "expected [2, 7, 5], found [2, 7, 4]"));
  CHECK_THROWS_AS(nn::linear(tensor<dyn>(4), layer.weight), nn::ShapeError);
}

TEST_CASE("an empty parameter of Linear is named with the layer as PyTorch prints it", "[layers][Linear]") {
  Linear layer;
  const auto weight = thrown_by<nn::ShapeError>([&] { layer(tensor<4, 5>()); });
  CHECK(contains(weight.what(), "the weight of " + printed("linear_2d") + " has no values yet"));
  CHECK(contains(weight.what(), "nn::load"));
  CHECK(contains(weight.what(), "copy_ or fill_"));
  layer.weight.fill_(1);
  const auto bias = thrown_by<nn::ShapeError>([&] { layer(tensor<4, 5>()); });
  CHECK(contains(bias.what(), "the bias of " + printed("linear_2d")));
  layer.bias.fill_(1);
  CHECK(layer(tensor<4, 5>()).data()[11] == 1);

  CHECK_THROWS_AS(nn::linear(tensor<4, 5>(), WithoutBias{}.weight), nn::ShapeError);
}

TEST_CASE("a Linear without bias holds one parameter", "[layers][Linear]") {
  static_assert(nn::schema<WithoutBias>.size() == 1 && nn::schema<Linear>.size() == 2);
  CHECK(state_of("linear_no_bias").size() == 1);
}

TEST_CASE("Embedding gives and prints what PyTorch's does", "[layers][Embedding]") {
  check_layer<nn::Embedding<5, 3>, indices<2, 3>, indices<dyn, dyn>>("embedding", is_same);
  check_layer<nn::Embedding<5, 2>, indices<3>, indices<dyn>>("embedding_1d", is_same);
  check_layer<nn::Embedding<5, 2>, indices<>>("embedding_0d", is_same);
  check_layer<nn::Embedding<5, 2>, indices<dyn, 3>, indices<0, 3>>("embedding_empty", is_same);
  check_layer<nn::Embedding<5, 3, nn::embedding_options{.padding_idx = 0}>, indices<2, 3>>("embedding_padding",
                                                                                           is_same);
  check_layer<nn::Embedding<5, 3, nn::embedding_options{.padding_idx = -1}>, indices<2, 3>>(
      "embedding_negative_padding", is_same);
}

TEST_CASE("the function embedding takes a parameter or a tensor", "[layers][Embedding]") {
  const auto chosen = input_as<indices<dyn, 3>>("embedding_function");
  const auto weight = as<tensor<5, 2>>(state_of("embedding_function")["weight"]);
  CHECK(is_same(nn::embedding(chosen, weight), output_of("embedding_function")));
  const auto layer = module_of<nn::Embedding<5, 2>>("embedding_function");
  CHECK(is_same(nn::embedding(chosen, layer.weight), output_of("embedding_function")));
}

TEST_CASE("Embedding refuses an index that is none of its rows", "[layers][Embedding]") {
  const auto layer = module_of<nn::Embedding<5, 3>>("embedding");
  indices<2, 2> chosen;
  chosen(1, 0) = 5;
  const auto large = thrown_by<nn::Error>([&] { layer(chosen); });
  CHECK(std::string(large.what()) == printed("embedding") + ": index out of range: element 2 is 5, expected 0 to 4");
  chosen(1, 0) = -1;
  CHECK(contains(thrown_by<nn::Error>([&] { nn::embedding(chosen, layer.weight); }).what(), "embedding(): index out"));
  const auto empty = thrown_by<nn::ShapeError>([&] { nn::Embedding<5, 3>{}(chosen); });
  CHECK(contains(empty.what(), "the weight of " + printed("embedding")));
}

TEST_CASE("a TiedLinear computes with its owner's weight, as a Linear without bias", "[layers][TiedLinear]") {
  auto lm = nn::load<LM>(path_of("tied"));
  nn::Linear<3, 5, nn::linear_options{.bias = false}> plain;
  nn::Tensor<float, 2, 3> x;
  for (int i = 0; i < 6; ++i) x.data()[i] = static_cast<float>(i) - 2.5f;
  nn::Tensor<float, 5, 3> weight;
  for (int i = 0; i < 15; ++i) {
    weight.data()[i] = static_cast<float>(i * i % 7);
    lm.wte.weight.data()[i] = weight.data()[i];
  }
  plain.weight.copy_(weight);
  const auto expected = plain(x);
  const auto found = lm.lm_head(x, lm.wte.weight);
  const LM& constant = lm;
  for (int i = 0; i < 10; ++i) {
    CHECK(found.data()[i] == expected.data()[i]);
    CHECK(constant.lm_head.forward(x, constant.wte.weight).data()[i] == expected.data()[i]);
  }
  CHECK(contains(thrown_by<nn::ShapeError>([&] { LM().lm_head(x, LM().wte.weight); }).what(),
                 "the weight of Linear(in_features=3, out_features=5, bias=False) has no values yet"));
}

TEST_CASE("a TiedLinear prints as the Linear it is in PyTorch", "[layers][TiedLinear]") {
  CHECK(nn::repr(LM()) == nnstruct_test::loading::text_of("tied_repr"));
}

TEST_CASE("a copy of a model with a tie has a tie of its own", "[layers][TiedLinear]") {
  auto lm = nn::load<LM>(path_of("tied"));
  LM copy = lm;
  copy.wte.weight.data()[0] = 40;
  CHECK(nn::state_dict(copy)["lm_head.weight"].values<float>()[0] == 40);
  CHECK(nn::state_dict(lm)["lm_head.weight"].values<float>()[0] != 40);
  nn::parameters(copy).requires_grad(false);
  CHECK_FALSE(copy.wte.weight.requires_grad());
}

}  // namespace layers_linear_test
