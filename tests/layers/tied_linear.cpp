// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/tied_linear.hpp>

#include <utility>

#include "state_dict/loading.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nnstruct_test::loading;

namespace {
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

TEST_CASE("a TiedLinear computes with its owner's weight, as a Linear without bias", "[layers]") {
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

TEST_CASE("a TiedLinear prints as the Linear it is in PyTorch", "[layers]") {
  CHECK(nn::repr(LM()) == loading::text_of("tied_repr"));
}

TEST_CASE("a copy of a model with a tie has a tie of its own", "[layers]") {
  auto lm = nn::load<LM>(path_of("tied"));
  LM copy = lm;
  copy.wte.weight.data()[0] = 40;
  CHECK(nn::state_dict(copy)["lm_head.weight"].values<float>()[0] == 40);
  CHECK(nn::state_dict(lm)["lm_head.weight"].values<float>()[0] != 40);
  nn::parameters(copy).requires_grad(false);
  CHECK_FALSE(copy.wte.weight.requires_grad());
}
