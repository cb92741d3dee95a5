// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/embedding.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <std::int64_t... E> using indices = nn::Tensor<std::int64_t, E...>;
static_assert(std::is_same_v<decltype(nn::Embedding<5, 3>{}(indices<dyn, 7>())), tensor<dyn, 7, 3>>);

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const auto layer = module_of<Layer>(name);
  ([&] { CHECK(is_same(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}
}  // namespace

TEST_CASE("Embedding gives and prints what PyTorch's does", "[layers]") {
  check<nn::Embedding<5, 3>, indices<2, 3>, indices<dyn, dyn>>("embedding");
  check<nn::Embedding<5, 2>, indices<3>, indices<dyn>>("embedding_1d");
  check<nn::Embedding<5, 2>, indices<>>("embedding_0d");
  check<nn::Embedding<5, 2>, indices<dyn, 3>, indices<0, 3>>("embedding_empty");
  check<nn::Embedding<5, 3, nn::embedding_options{.padding_idx = 0}>, indices<2, 3>>("embedding_padding");
  check<nn::Embedding<5, 3, nn::embedding_options{.padding_idx = -1}>, indices<2, 3>>("embedding_negative_padding");
}

TEST_CASE("the function embedding takes a parameter or a tensor", "[layers]") {
  const auto chosen = input_as<indices<dyn, 3>>("embedding_function");
  const auto weight = as<tensor<5, 2>>(state_of("embedding_function")["weight"]);
  CHECK(is_same(nn::embedding(chosen, weight), output_of("embedding_function")));
  const auto layer = module_of<nn::Embedding<5, 2>>("embedding_function");
  CHECK(is_same(nn::embedding(chosen, layer.weight), output_of("embedding_function")));
}

TEST_CASE("Embedding refuses an index that is none of its rows", "[layers]") {
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
