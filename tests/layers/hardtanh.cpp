// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/hardtanh.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
constexpr nn::hardtanh_options bounds{.min_val = -2.5, .max_val = 0.5};
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class Layer> void check(const std::string& name) {
  const Layer layer;
  CHECK(nn::repr(layer) == printed(name));
  CHECK(is_close(layer(input_as<tensor<3, 7>>(name)), output_of(name)));
  CHECK(is_close(layer(input_as<tensor<dyn, dyn>>(name)), output_of(name)));
  CHECK(is_close(layer(input_as<tensor<dyn>>(name + "_special")), output_of(name + "_special")));
  CHECK(is_close(layer(input_as<tensor<>>(name + "_0d")), output_of(name + "_0d")));
  CHECK(is_close(layer(input_as<tensor<dyn, 4>>(name + "_empty")), output_of(name + "_empty")));
}
}  // namespace

TEST_CASE("Hardtanh and ReLU6 compute and print what PyTorch's do", "[layers]") {
  check<nn::Hardtanh<>>("hardtanh");
  check<nn::Hardtanh<bounds>>("hardtanh_bounds");
  check<nn::ReLU6>("relu6");
}

TEST_CASE("Hardtanh and ReLU6 leave their input alone, also where they print inplace=True", "[layers]") {
  const nn::inplace<nn::Hardtanh<bounds>> layer;
  const nn::inplace<nn::ReLU6> relu6;
  CHECK(nn::repr(layer) == printed("hardtanh_inplace"));
  CHECK(nn::repr(relu6) == printed("relu6_inplace"));
  const auto x = input_as<tensor<3, 7>>("hardtanh_bounds");
  CHECK(is_close(layer(x), output_of("hardtanh_bounds")));
  CHECK(is_close(relu6(x), output_of("relu6")));
  CHECK(is_same(x, input_of("hardtanh_bounds")));
}

TEST_CASE("the functions hardtanh and relu6", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("hardtanh");
  CHECK(is_close(nn::hardtanh(x), output_of("hardtanh")));
  CHECK(is_close(x | nn::hardtanh, output_of("hardtanh")));
  CHECK(is_close(nn::hardtanh(x, -2.5, 0.5), output_of("hardtanh_bounds")));
  CHECK(is_close(x | nn::relu6, output_of("relu6")));
}
