// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/temp_folder.hpp"

namespace module_empty_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
struct Net {
  nn::Linear<5, 3> fc1;
  nn::Sequential<nn::ReLU, nn::Conv2d<3, 6, 5>> body;
  nn::Buffer<std::int64_t> steps;

  auto forward(const nn::Tensor<float, nn::dyn, 5>& x) { return x | fc1; }
};
}  // namespace

TEST_CASE("a model without values names the layer that lacks them, and the ways out", "[module]") {
  Net net;
  const auto error = thrown_by<nn::ShapeError>([&] { net.forward(nn::Tensor<float, nn::dyn, 5>(2)); });
  CHECK(std::string(error.what()) == "the weight of " + printed("linear_2d") +
                                         " has no values yet: load the model from a file with nn::load, give it "
                                         "PyTorch's initial values with nn::init, or set the parameter with copy_ or "
                                         "fill_");
  const auto conv = thrown_by<nn::ShapeError>([&] { nn::get<1>(net.body)(nn::Batch<3, 9, 9>(1)); });
  CHECK(contains(conv.what(), "the weight of " + printed("conv2d_plain") + " has no values yet"));
}

TEST_CASE("what is given the whole model names the keys without values", "[module]") {
  Net net;
  net.fc1.weight.fill_(0);
  net.steps.fill_(0);
  const auto error = thrown_by<nn::Error>([&] { (void)nn::state_dict(net); });
  CHECK(contains(error.what(), "of Net have no values yet: \"fc1.bias\", \"body.1.weight\", \"body.1.bias\";"));
  const nnstruct_test::temp_folder folder;
  const auto saving = thrown_by<nn::Error>([&] { nn::save(net, folder / "net.pth"); });
  CHECK(std::string(saving.what()) == error.what());
  CHECK(folder.names().empty());
}

}  // namespace module_empty_test
