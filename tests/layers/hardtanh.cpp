// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/hardtanh.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/elementwise.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
constexpr nn::hardtanh_options bounds{.min_val = -2.5, .max_val = 0.5};
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
}  // namespace

TEST_CASE("Hardtanh and ReLU6 compute and print what PyTorch's do", "[layers]") {
  check_elementwise<nn::Hardtanh<>>("hardtanh");
  check_elementwise<nn::Hardtanh<bounds>>("hardtanh_bounds");
  check_elementwise<nn::ReLU6>("relu6");
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
