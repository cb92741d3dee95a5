// SPDX-License-Identifier: Apache-2.0
// torch.nn.init, bit for bit.
#include <nnstruct/random/scaled_fill.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/random_cases.hpp"

namespace random_scaled_fill_test {

namespace nn = nnstruct;
using nnstruct_test::contains;
using nnstruct_test::draws_as_pytorch;
using nnstruct_test::thrown_by;
using drawn = std::vector<nn::AnyTensor>;
using nn::Generator;

template <std::int64_t... E, class Fill> static auto filled(Fill fill) {
  return [fill](Generator& g) {
    nn::Tensor<float, E...> x;
    fill(x, g);
    return drawn{x};
  };
}
template <std::int64_t... E> static auto kaiming_uniform(nn::kaiming_options options = {}) {
  return filled<E...>([options](auto& x, Generator& g) { nn::kaiming_uniform_(x, options, g); });
}
template <std::int64_t... E> static auto kaiming_normal(nn::kaiming_options options = {}) {
  return filled<E...>([options](auto& x, Generator& g) { nn::kaiming_normal_(x, options, g); });
}

TEST_CASE("kaiming_uniform_ and kaiming_normal_", "[random]") {
  using enum nn::nonlinearity;
  CHECK(draws_as_pytorch("kaiming_uniform_(6,5)", kaiming_uniform<6, 5>()));
  CHECK(draws_as_pytorch("kaiming_uniform_(6,5,3),a=0.3", kaiming_uniform<6, 5, 3>({.a = 0.3})));
  CHECK(draws_as_pytorch("kaiming_uniform_(7,3),fan_out,tanh",
                         kaiming_uniform<7, 3>({.mode = nn::fan_out, .nonlinearity = tanh})));
  CHECK(draws_as_pytorch("kaiming_normal_fan_out(8,4,3,3)",
                         kaiming_normal<8, 4, 3, 3>({.mode = nn::fan_out, .nonlinearity = relu})));
  CHECK(draws_as_pytorch("kaiming_normal_(7,3),selu", kaiming_normal<7, 3>({.nonlinearity = selu})));
  CHECK(draws_as_pytorch("kaiming_normal_(7,3),linear", kaiming_normal<7, 3>({.nonlinearity = linear})));
  CHECK(draws_as_pytorch("kaiming_normal_(7,3),sigmoid", kaiming_normal<7, 3>({.nonlinearity = sigmoid})));
}

TEST_CASE("xavier_uniform_ and xavier_normal_", "[random]") {
  const auto uniform = [](double gain) { return [=](auto& x, Generator& g) { nn::xavier_uniform_(x, gain, g); }; };
  const auto normal = [](double gain) { return [=](auto& x, Generator& g) { nn::xavier_normal_(x, gain, g); }; };
  CHECK(draws_as_pytorch("xavier_uniform_(6,5)", filled<6, 5>(uniform(1))));
  CHECK(draws_as_pytorch("xavier_uniform_(6,5,2,2),gain=5/3",
                         filled<6, 5, 2, 2>(uniform(nn::calculate_gain(nn::nonlinearity::tanh)))));
  CHECK(draws_as_pytorch("xavier_normal_(6,5)", filled<6, 5>(normal(1))));
  CHECK(draws_as_pytorch("xavier_normal_(6,5,3,1),gain=0.7", filled<6, 5, 3, 1>(normal(0.7))));
}

TEST_CASE("a weight of one extent has no fans", "[random]") {
  nn::Parameter<float, 3> bias;
  const std::string text = "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions";
  CHECK(thrown_by<nn::Error>([&] { nn::kaiming_uniform_(bias); }).what() == text);
  CHECK(thrown_by<nn::Error>([&] { nn::kaiming_normal_(bias); }).what() == text);
  CHECK(thrown_by<nn::Error>([&] { nn::xavier_uniform_(bias); }).what() == text);
  CHECK(thrown_by<nn::Error>([&] { nn::xavier_normal_(bias); }).what() == text);
  CHECK_FALSE(bias.has_values());
}

}  // namespace random_scaled_fill_test
