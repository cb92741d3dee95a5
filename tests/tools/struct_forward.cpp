// SPDX-License-Identifier: Apache-2.0
// The struct of a Sequential has a forward, which computes what PyTorch's does.
#include <chain.schema.hpp>
#include <chain.struct.hpp>

#include <cstdint>
#include <fstream>
#include <vector>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/module/predict.hpp>
#include <nnstruct/module/walk.hpp>

#include "tools/struct_checks.hpp"

namespace tools_struct_forward_test {

namespace nn = nnstruct;
using whole_chain::chain;

namespace {
using images = nn::Tensor<float, nn::dyn, 2, 4, 4>;
static_assert(nn::is_module<chain>);
static_assert(std::is_same_v<decltype(chain{}.forward(images(1))), nn::Tensor<float, nn::dyn, 4>>);
}  // namespace

TEST_CASE("struct: a Sequential computes") {
  nnstruct_test::is_model<chain, schema_of::chain>("chain");
  std::ifstream in(NNSTRUCT_TEST_DATA "/structs/chain.txt");
  images x(2);
  for (std::int64_t i = 0; i < x.numel(); ++i) in >> x.data()[i];
  auto net = nn::load<chain>(NNSTRUCT_TEST_DATA "/structs/chain_state.pth");
  nn::eval(net);
  const chain& constant = net;
  for (const auto& y : {nn::predict(net, x), nn::predict(constant, x), x | constant})
    for (std::int64_t i = 0; i < y.numel(); ++i) {
      static std::vector<float> expected;
      if (expected.size() < 8) in >> expected.emplace_back();
      CHECK(y.data()[i] == Approx(expected[static_cast<std::size_t>(i)]).epsilon(1e-5));
    }
  REQUIRE(in);
}

}  // namespace tools_struct_forward_test
