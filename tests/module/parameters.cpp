// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>

#include <string>

#include "support/catch.hpp"

namespace module_parameters_test {

namespace nn = nnstruct;

namespace {

struct Net {
  nn::Linear<2, 3> fc1;
  nn::Buffer<float, 4> mean;
  nn::Sequential<nn::Linear<3, 4, nn::linear_options{.bias = false}>, nn::ReLU> body;
  nn::Parameter<float> scale;
  auto forward(const auto& x) const { return x; }
};

std::string keys_of(const nn::parameter_list& parameters) {
  std::string keys;
  for (const nn::parameter_reference& p : parameters) keys.append(p.key()).append(" ");
  return keys;
}

}  // namespace

TEST_CASE("parameters are listed in PyTorch's order, without buffers", "[module]") {
  Net net;
  const nn::parameter_list parameters = nn::parameters(net);
  CHECK(keys_of(parameters) == "scale fc1.weight fc1.bias body.0.weight ");
  CHECK(parameters.size() == 4);
  CHECK(parameters[1].shape() == nn::extent_list(3, 2));
  CHECK(parameters[1].numel() == 6);
  CHECK(parameters[0].numel() == 1);
  std::int64_t sum = 0;
  for (const auto& p : parameters) sum += p.numel();
  CHECK(sum == nn::parameter_count<Net>);
  nn::ReLU relu;
  CHECK(nn::parameters(relu).size() == 0);
}

TEST_CASE("a listed parameter is the model's", "[module]") {
  Net net;
  CHECK_FALSE(nn::parameters(net)[1].has_values());
  net.fc1.weight.fill_(1);
  CHECK(nn::parameters(net)[1].has_values());
  CHECK(nn::parameters(net)[1].requires_grad());
  net.fc1.weight.requires_grad(false);
  CHECK_FALSE(nn::parameters(net)[1].requires_grad());
  nn::parameters(net)[2].requires_grad(false);
  CHECK_FALSE(net.fc1.bias.requires_grad());
}

TEST_CASE("slices are cut to what there is", "[module]") {
  Net net;
  const auto all = nn::parameters(net);
  CHECK(keys_of(all.first(2)) == "scale fc1.weight ");
  CHECK(keys_of(all.last(2)) == "fc1.bias body.0.weight ");
  CHECK(keys_of(all.subspan(1)) == "fc1.weight fc1.bias body.0.weight ");
  CHECK(keys_of(all.subspan(1, 2)) == "fc1.weight fc1.bias ");
  CHECK(keys_of(all.first(all.size() - 2)) == "scale fc1.weight ");
  CHECK(all.first(0).size() == 0);
  CHECK(all.last(0).size() == 0);
  CHECK(all.first(9).size() == 4);
  CHECK(keys_of(all.last(9)) == keys_of(all));
  CHECK(all.subspan(4).size() == 0);
  CHECK(all.subspan(9, 1).size() == 0);
  CHECK(keys_of(all.subspan(3, 9)) == "body.0.weight ");
  CHECK(keys_of(all.last(3).first(1)) == "fc1.weight ");
}

TEST_CASE("a slice is frozen and freed", "[module]") {
  Net net;
  const auto all = nn::parameters(net);
  all.first(3).requires_grad(false);
  CHECK_FALSE(net.scale.requires_grad());
  CHECK_FALSE(net.fc1.weight.requires_grad());
  CHECK_FALSE(net.fc1.bias.requires_grad());
  CHECK(nn::get<0>(net.body).weight.requires_grad());
  const Net copy = net;
  CHECK_FALSE(copy.fc1.bias.requires_grad());
  all.requires_grad(true);
  CHECK(net.scale.requires_grad());
  CHECK(net.fc1.bias.requires_grad());
  CHECK_FALSE(copy.fc1.bias.requires_grad());
}

}  // namespace module_parameters_test
