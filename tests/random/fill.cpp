// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/random/fill.hpp>

#include <cmath>
#include <cstdint>
#include <string>

#include <nnstruct/layers/linear.hpp>
#include <nnstruct/module/parameters.hpp>
#include <nnstruct/random/tensors.hpp>

#include "support/catch.hpp"
#include "support/random_cases.hpp"

namespace random_fill_test {

namespace nn = nnstruct;
using nn::Generator;
using nnstruct_test::contains;
using nnstruct_test::row_of;
using nnstruct_test::thrown_by;

TEST_CASE("a parameter, a buffer, a tensor and a reference take the same numbers", "[random]") {
  nn::Parameter<float, 4, 5> parameter;
  nn::Buffer<float, 4, 5> buffer;
  nn::Tensor<float, 4, 5> tensor;
  nn::Linear<5, 4> layer;
  Generator g(0);
  nn::normal_(parameter, 0, 1, g);
  g.manual_seed(0);
  nn::normal_(buffer, 0, 1, g);
  g.manual_seed(0);
  nn::normal_(tensor, 0, 1, g);
  g.manual_seed(0);
  nn::normal_(nn::parameters(layer)[0], 0, 1, g);
  for (int i = 0; i < 20; ++i) {
    CHECK(std::as_const(parameter).data()[i] == tensor.data()[i]);
    CHECK(std::as_const(buffer).data()[i] == tensor.data()[i]);
    CHECK(std::as_const(layer.weight).data()[i] == tensor.data()[i]);
  }
}

TEST_CASE("one value everywhere, of any type", "[random]") {
  nn::Parameter<float, 3> f;
  nn::Buffer<std::int64_t, 3> i;
  nn::Buffer<bool, 2> b;
  nn::Parameter<nn::float16, 2> h;
  nn::Buffer<float, 0> empty;
  nn::Buffer<std::int64_t> scalar;
  nn::fill_(f, -0.5), nn::fill_(i, 7), nn::ones_(b), nn::ones_(h), nn::fill_(empty, 1), nn::fill_(scalar, 9);
  CHECK((f.data()[0] == -0.5f && f.data()[2] == -0.5f));
  CHECK((i.data()[0] == 7 && i.data()[2] == 7));
  CHECK((b.data()[0] && b.data()[1]));
  CHECK(h.data()[1].bits == 0x3c00);
  CHECK(empty.has_values());
  CHECK(*scalar.data() == 9);
  nn::zero_(f), nn::zeros_(i);
  CHECK((f.data()[1] == 0 && i.data()[1] == 0));
}

TEST_CASE("who shares a parameter's memory keeps its values", "[random]") {
  nn::Parameter<float, 4> original;
  nn::ones_(original);
  const nn::Parameter<float, 4> copy = original;
  nn::zero_(original);
  CHECK(copy.data()[3] == 1);
  CHECK(std::as_const(original).data()[3] == 0);
  // Shared with nobody, the memory is used again, and a pointer to it stays good.
  const float* place = std::as_const(original).data();
  nn::uniform_(original, 2, 3);
  CHECK(std::as_const(original).data() == place);
  CHECK(*place >= 2);
}

TEST_CASE("what cannot be drawn is refused, and the values stay", "[random]") {
  nn::Parameter<float, 2> p;
  nn::ones_(p);
  const auto says = [](auto f) { return std::string(thrown_by<nn::Error>(f).what()); };
  CHECK(says([&] { nn::normal_(p, 0, -1); }) == "normal expects std >= 0.0, but found std -1");
  CHECK(says([&] { nn::uniform_(p, 1, 0); }) ==
        "uniform_ expects to return a [from, to) range, but found from=1 > to=0");
  CHECK(contains(says([&] { nn::uniform_(p, -3e38, 3e38); }), "but found from=-3e+38 and to=3e+38"));
  CHECK(contains(says([&] { nn::uniform_(p, 0, std::nan("")); }), "but found from=0 > to=nan"));
  nn::Parameter<double, 2> wide;
  nn::uniform_(wide, -3e38, 3e38);
  CHECK(says([&] { nn::bernoulli_(p, 1.5); }) == "bernoulli_ expects p to be in [0, 1], but got p=1.5");
  nn::Buffer<std::int64_t, 2> whole;
  CHECK(says([&] { nn::normal_(whole); }) == "normal_ draws float32 and float64; found a tensor of torch.int64");
  CHECK(says([&] { nn::uniform_(whole); }) == "uniform_ draws floating types; found a tensor of torch.int64");
  CHECK(says([&] { nn::bernoulli_(whole); }) == "bernoulli_ draws float32; found a tensor of torch.int64");
  CHECK_FALSE(whole.has_values());
  CHECK(std::as_const(p).data()[1] == 1);
}

}  // namespace random_fill_test
