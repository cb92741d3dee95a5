// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/binary_cross_entropy_with_logits.hpp>

#include "support/losses.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class X, class Target = X>
void check(const std::string& name, const nn::binary_cross_entropy_options& options = {}) {
  check_loss<X, Target>(name, [&](auto reduction, const auto& x, const auto& target) {
    return nn::binary_cross_entropy_with_logits<decltype(reduction)::value>(x, target, options);
  });
}
}  // namespace

TEST_CASE("binary_cross_entropy_with_logits and its gradients are PyTorch's", "[layers]") {
  check<tensor<6, 5>>("bce");
  check<tensor<dyn, 5>, tensor<6, dyn>>("bce");
  check<tensor<dyn>>("bce_special");
  check<tensor<>>("bce_0d", {.pos_weight = weight_of<tensor<>>("bce_0d", "pos_weight")});
  check<tensor<dyn, 4>>("bce_empty");
}

TEST_CASE("weights of binary_cross_entropy_with_logits are spread over the input as PyTorch's", "[layers]") {
  const auto weights = []<class W, class P>(const std::string& name) {
    return nn::binary_cross_entropy_options{.weight = weight_of<W>(name),
                                            .pos_weight = weight_of<P>(name, "pos_weight")};
  };
  check<tensor<dyn>>("bce_special_weights", weights.operator()<tensor<40>, tensor<dyn>>("bce_special_weights"));
  check<tensor<dyn, 5>>("bce_pos_weight", {.pos_weight = weight_of<tensor<5>>("bce_pos_weight", "pos_weight")});
  check<tensor<dyn, 5>>("bce_weight", {.weight = weight_of<tensor<dyn, 5>>("bce_weight")});
  check<tensor<dyn, 5>>("bce_weight_of_rows", weights.operator()<tensor<dyn, 1>, tensor<1>>("bce_weight_of_rows"));
  check<tensor<2, 3, 4, 5>>("bce_images", weights.operator()<tensor<4, 1>, tensor<3, 1, 1>>("bce_images"));
}

TEST_CASE("weights that do not fit are refused, with the option's name", "[layers]") {
  const tensor<dyn, 5> x(6);
  CHECK_THROWS_WITH(nn::binary_cross_entropy_with_logits(x, x, {.weight = tensor<6>()}),
                    "binary_cross_entropy_with_logits got a weight that does not go with its input: expected [6, 5], "
                    "found [6]");
  CHECK_THROWS_WITH(nn::binary_cross_entropy_with_logits(x, x, {.pos_weight = tensor<1, 6, 5>()}),
                    "binary_cross_entropy_with_logits got a pos_weight that does not go with its input: expected "
                    "[6, 5], found [1, 6, 5]");
  CHECK_THROWS_AS(nn::binary_cross_entropy_with_logits(x, tensor<dyn, 5>(5)), nn::ShapeError);
}
