// SPDX-License-Identifier: Apache-2.0
// Losses and their gradients. Of include/nnstruct/layers/: binary_cross_entropy_with_logits.hpp, cross_entropy.hpp
// (nll_loss too), loss.hpp, mse_loss.hpp, smooth_l1_loss.hpp.
#include <nnstruct/layers/binary_cross_entropy_with_logits.hpp>
#include <nnstruct/layers/cross_entropy.hpp>
#include <nnstruct/layers/mse_loss.hpp>
#include <nnstruct/layers/smooth_l1_loss.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/losses.hpp"

namespace layers_losses_test {

namespace nn = nnstruct;
using nn::dyn;
using nnstruct_test::as;
using nnstruct_test::check_loss;
using nnstruct_test::is_close;
using nnstruct_test::losses_data;
using nnstruct_test::weight_of;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class X, class Target> void check_mse(const std::string& name) {
  check_loss<X, Target>(name, [](auto reduction, const auto& x, const auto& target) {
    return nn::mse_loss<decltype(reduction)::value>(x, target);
  });
}

void check_smooth_l1(const std::string& name, const nn::smooth_l1_loss_options& options) {
  const auto loss = [&](auto reduction, const auto& x, const auto& target) {
    return nn::smooth_l1_loss<decltype(reduction)::value>(x, target, options);
  };
  check_loss<tensor<3, 4, 2>, tensor<3, 4, 2>>(name, loss);
  check_loss<tensor<dyn, 4, dyn>, tensor<dyn, dyn, 2>>(name, loss);
  check_loss<tensor<dyn>, tensor<dyn>>(name + "_special", loss);
  check_loss<tensor<>, tensor<>>(name + "_0d", loss);
  check_loss<tensor<dyn, 4>, tensor<dyn, 4>>(name + "_empty", loss);
}

template <class X, class Target = X>
void check_bce(const std::string& name, const nn::binary_cross_entropy_options& options = {}) {
  check_loss<X, Target>(name, [&](auto reduction, const auto& x, const auto& target) {
    return nn::binary_cross_entropy_with_logits<decltype(reduction)::value>(x, target, options);
  });
}

template <std::int64_t... E> using labels = nn::Tensor<std::int64_t, E...>;
constexpr auto none = nn::reduction::none;

static_assert(std::is_same_v<decltype(nn::cross_entropy(tensor<dyn, 5>(), labels<dyn>())), tensor<>>);
static_assert(std::is_same_v<decltype(nn::cross_entropy<none>(tensor<dyn, 5>(), labels<dyn>())), tensor<dyn>>);
static_assert(
    std::is_same_v<decltype(nn::cross_entropy<none>(tensor<2, dyn, 3, 4>(), labels<dyn, 3, dyn>())), tensor<2, 3, 4>>);
static_assert(std::is_same_v<decltype(nn::nll_loss<none>(tensor<5>(), labels<>())), tensor<>>);

template <class X, class Target>
void check_cross_entropy(const std::string& name, const nn::cross_entropy_options& options = {}) {
  check_loss<X, Target>(name, [&](auto reduction, const auto& x, const auto& target) {
    return nn::cross_entropy<decltype(reduction)::value>(x, target, options);
  });
}
template <class X, class Target> void check_nll(const std::string& name, const nn::nll_loss_options& options = {}) {
  check_loss<X, Target>(name, [&](auto reduction, const auto& x, const auto& target) {
    return nn::nll_loss<decltype(reduction)::value>(x, target, options);
  });
}

nn::cross_entropy_options everything(const std::string& name) {
  return {.weight = weight_of<tensor<5>>(name), .ignore_index = 3, .label_smoothing = 0.1};
}
}  // namespace

TEST_CASE("mse_loss and its gradients are PyTorch's", "[layers][mse_loss]") {
  check_mse<tensor<3, 4, 2>, tensor<3, 4, 2>>("mse_loss");
  check_mse<tensor<dyn, 4, 2>, tensor<3, dyn, dyn>>("mse_loss");
  check_mse<tensor<dyn>, tensor<dyn>>("mse_loss_special");
  check_mse<tensor<>, tensor<>>("mse_loss_0d");
  check_mse<tensor<dyn, 4>, tensor<dyn, dyn>>("mse_loss_empty");
}

TEST_CASE("the target of a loss has its input's extents", "[layers][mse_loss]") {
  CHECK_THROWS_WITH(nn::mse_loss(tensor<dyn, 4>(3), tensor<dyn, 4>(1)),
                    "mse_loss() got a target with other extents than its input: expected [3, 4], found [1, 4]");
  CHECK_THROWS_AS(nn::mse_loss(tensor<dyn, 4>(3), tensor<dyn, 4>(1)), nn::ShapeError);
}

TEST_CASE("smooth_l1_loss and its gradients are PyTorch's", "[layers][smooth_l1_loss]") {
  check_smooth_l1("smooth_l1_loss", {});
  check_smooth_l1("smooth_l1_loss_beta", {.beta = 0.3});
  check_smooth_l1("smooth_l1_loss_beta_0", {.beta = 0});
}

TEST_CASE("a negative beta is refused", "[layers][smooth_l1_loss]") {
  const tensor<2> x;
  CHECK_THROWS_WITH(nn::smooth_l1_loss(x, x, {.beta = -1}), "smooth_l1_loss: beta must not be negative, found -1");
  CHECK_THROWS_AS(nn::smooth_l1_loss(x, x, {.beta = std::numeric_limits<double>::quiet_NaN()}), nn::Error);
}

TEST_CASE("binary_cross_entropy_with_logits and its gradients are PyTorch's",
          "[layers][binary_cross_entropy_with_logits]") {
  check_bce<tensor<6, 5>>("bce");
  check_bce<tensor<dyn, 5>, tensor<6, dyn>>("bce");
  check_bce<tensor<dyn>>("bce_special");
  check_bce<tensor<>>("bce_0d", {.pos_weight = weight_of<tensor<>>("bce_0d", "pos_weight")});
  check_bce<tensor<dyn, 4>>("bce_empty");
}

TEST_CASE("weights of binary_cross_entropy_with_logits are spread over the input as PyTorch's",
          "[layers][binary_cross_entropy_with_logits]") {
  const auto weights = []<class W, class P>(const std::string& name) {
    return nn::binary_cross_entropy_options{.weight = weight_of<W>(name),
                                            .pos_weight = weight_of<P>(name, "pos_weight")};
  };
  check_bce<tensor<dyn>>("bce_special_weights", weights.operator()<tensor<40>, tensor<dyn>>("bce_special_weights"));
  check_bce<tensor<dyn, 5>>("bce_pos_weight", {.pos_weight = weight_of<tensor<5>>("bce_pos_weight", "pos_weight")});
  check_bce<tensor<dyn, 5>>("bce_weight", {.weight = weight_of<tensor<dyn, 5>>("bce_weight")});
  check_bce<tensor<dyn, 5>>("bce_weight_of_rows", weights.operator()<tensor<dyn, 1>, tensor<1>>("bce_weight_of_rows"));
  check_bce<tensor<2, 3, 4, 5>>("bce_images", weights.operator()<tensor<4, 1>, tensor<3, 1, 1>>("bce_images"));
}

TEST_CASE("weights that do not fit are refused, with the option's name", "[layers][binary_cross_entropy_with_logits]") {
  const tensor<dyn, 5> x(6);
  CHECK_THROWS_WITH(nn::binary_cross_entropy_with_logits(x, x, {.weight = tensor<6>()}),
                    "binary_cross_entropy_with_logits got a weight that does not go with its input: expected [6, 5], "
                    "found [6]");
  CHECK_THROWS_WITH(nn::binary_cross_entropy_with_logits(x, x, {.pos_weight = tensor<1, 6, 5>()}),
                    "binary_cross_entropy_with_logits got a pos_weight that does not go with its input: expected "
                    "[6, 5], found [1, 6, 5]");
  CHECK_THROWS_AS(nn::binary_cross_entropy_with_logits(x, tensor<dyn, 5>(5)), nn::ShapeError);
}

TEST_CASE("cross_entropy of labels and its gradients are PyTorch's", "[layers][cross_entropy]") {
  using X = tensor<dyn, 5>;
  using Y = labels<dyn>;
  check_cross_entropy<X, Y>("cross_entropy");
  check_cross_entropy<tensor<7, 5>, labels<7>>("cross_entropy");
  check_cross_entropy<tensor<dyn, dyn>, labels<7>>("cross_entropy");
  check_cross_entropy<X, Y>("cross_entropy_ignored");
  check_cross_entropy<X, Y>("cross_entropy_weight", {.weight = weight_of<tensor<dyn>>("cross_entropy_weight")});
  check_cross_entropy<X, Y>("cross_entropy_smoothing", {.label_smoothing = 0.1});
  check_cross_entropy<X, Y>("cross_entropy_all_smooth", {.label_smoothing = 1});
  check_cross_entropy<X, Y>("cross_entropy_everything", everything("cross_entropy_everything"));
  check_cross_entropy<tensor<dyn, 5, 3, dyn>, labels<dyn, dyn, 4>>("cross_entropy_images",
                                                                   everything("cross_entropy_images"));
  check_cross_entropy<tensor<5>, labels<>>("cross_entropy_unbatched");
  check_cross_entropy<tensor<dyn>, labels<>>("cross_entropy_unbatched_weight",
                                             everything("cross_entropy_unbatched_weight"));
  check_cross_entropy<tensor<dyn, 1>, Y>("cross_entropy_one_class");
  check_cross_entropy<tensor<dyn, 1000>, Y>("cross_entropy_many");
}

TEST_CASE("cross_entropy of nothing, and of numbers that are none, is PyTorch's", "[layers][cross_entropy]") {
  using X = tensor<dyn, 5>;
  using Y = labels<dyn>;
  check_cross_entropy<X, Y>("cross_entropy_all_ignored");
  check_cross_entropy<X, Y>("cross_entropy_all_ignored_smoothing", {.label_smoothing = 0.1});
  check_cross_entropy<X, Y>("cross_entropy_zero_weight", {.weight = weight_of<tensor<5>>("cross_entropy_zero_weight")});
  check_cross_entropy<X, Y>("cross_entropy_empty");
  check_cross_entropy<tensor<dyn, 5, dyn>, labels<dyn, dyn>>("cross_entropy_empty_images");
  for (const char* which : {"a", "b"}) {
    check_cross_entropy<X, Y>(std::string("cross_entropy_special_") + which);
    check_cross_entropy<X, Y>(std::string("cross_entropy_special_smoothing_") + which, {.label_smoothing = 0.2});
  }
}

TEST_CASE("cross_entropy of probabilities and its gradients are PyTorch's", "[layers][cross_entropy]") {
  using X = tensor<dyn, 5>;
  check_cross_entropy<X, X>("soft_cross_entropy");
  check_cross_entropy<X, X>("soft_cross_entropy_weight", {.weight = weight_of<tensor<5>>("soft_cross_entropy_weight")});
  check_cross_entropy<X, tensor<7, dyn>>("soft_cross_entropy_smoothing", {.label_smoothing = 0.1});
  const auto weight = weight_of<tensor<5>>("soft_cross_entropy_everything");
  check_cross_entropy<tensor<dyn, 5, 3, 4>, tensor<2, dyn, 3, 4>>("soft_cross_entropy_everything",
                                                                  {.weight = weight, .label_smoothing = 0.1});
  check_cross_entropy<tensor<5>, tensor<5>>("soft_cross_entropy_unbatched");
  check_cross_entropy<X, X>("soft_cross_entropy_empty");
}

TEST_CASE("nll_loss and its gradients are PyTorch's", "[layers][nll_loss]") {
  check_nll<tensor<dyn, 5>, labels<dyn>>("nll_loss");
  check_nll<tensor<dyn, 5>, labels<dyn>>("nll_loss_weight", {.weight = weight_of<tensor<5>>("nll_loss_weight")});
  check_nll<tensor<7, 5>, labels<7>>("nll_loss_ignored", {.ignore_index = 1});
  check_nll<tensor<dyn, 5, 3, 4>, labels<dyn, 3, 4>>(
      "nll_loss_images", {.weight = weight_of<tensor<5>>("nll_loss_images"), .ignore_index = 0});
  check_nll<tensor<5>, labels<>>("nll_loss_unbatched", {.weight = weight_of<tensor<5>>("nll_loss_unbatched")});
  check_nll<tensor<dyn, 5>, labels<dyn>>("nll_loss_special");
}

TEST_CASE("a label that is no class is refused, with its place", "[layers][cross_entropy]") {
  const auto x = tensor<dyn, 5>(3).requires_grad_();
  labels<dyn> y(3);
  y(2) = 5;
  CHECK_THROWS_WITH(
      nn::cross_entropy(x, y),
      "cross_entropy: the label at [2] is 5: expected one of the 5 classes of its input, counted from 0, or "
      "ignore_index, -100");
  CHECK_THROWS_AS(nn::cross_entropy(x, y), nn::Error);
  CHECK_FALSE(x.has_grad());
  y(1) = -1;
  CHECK_THROWS_WITH(nn::nll_loss(x, y, {.ignore_index = 5}),
                    "nll_loss: the label at [1] is -1: expected one of the 5 classes of its input, counted from 0, or "
                    "ignore_index, 5");
  labels<2, 3, dyn> image(4);
  image(1, 2, 3) = 7;
  CHECK_THROWS_WITH(nn::cross_entropy(tensor<2, 5, 3, 4>(), image),
                    "cross_entropy: the label at [1, 2, 3] is 7: expected one of the 5 classes of its input, counted "
                    "from 0, or ignore_index, -100");
  labels<> one;
  one() = -7;
  CHECK_THROWS_WITH(nn::cross_entropy(tensor<5>(), one),
                    "cross_entropy: the label at [] is -7: expected one of the 5 classes of its input, counted from 0, "
                    "or ignore_index, -100");
  CHECK_THROWS_AS(nn::cross_entropy(tensor<dyn, dyn>(1, 0), labels<1>()), nn::Error);
}

TEST_CASE("extents and options that make no sense are refused", "[layers][cross_entropy]") {
  const tensor<dyn, 5> x(3);
  const labels<dyn> y(3);
  CHECK_THROWS_WITH(nn::cross_entropy(x, labels<dyn>(2)),
                    "cross_entropy() got labels that do not go with its input: expected [3], found [2]");
  CHECK_THROWS_AS(nn::cross_entropy(x, labels<dyn>(2)), nn::ShapeError);
  CHECK_THROWS_WITH(
      nn::cross_entropy(x, tensor<dyn, 5>(2)),
      "cross_entropy() got probabilities with other extents than its input: expected [3, 5], found [2, 5]");
  CHECK_THROWS_WITH(nn::cross_entropy(x, y, {.weight = tensor<4>()}),
                    "cross_entropy needs a weight for each class: expected [5], found [4]");
  CHECK_THROWS_AS(nn::nll_loss(x, y, {.weight = tensor<1, 5>()}), nn::ShapeError);
  CHECK_THROWS_AS(nn::nll_loss(x, y, {.weight = tensor<0>()}), nn::ShapeError);
  CHECK_THROWS_WITH(nn::cross_entropy(x, y, {.label_smoothing = 1.5}),
                    "cross_entropy: label_smoothing must be between 0.0 and 1.0, found 1.5");
  CHECK_THROWS_AS(nn::cross_entropy(x, y, {.label_smoothing = -0.5}), nn::Error);
  CHECK_THROWS_WITH(nn::cross_entropy(x, x, {.ignore_index = 2}),
                    "cross_entropy: ignore_index is for labels, and the target is probabilities; found 2");
}

TEST_CASE("weights of classes may be a buffer of a model, which must have values", "[layers][cross_entropy]") {
  auto weight = weight_of<tensor<5>>("cross_entropy_weight");
  nn::Buffer<float, 5> buffer;
  const auto x = as<tensor<dyn, 5>>(losses_data()["cross_entropy_weight.x"]);
  const auto y = as<labels<dyn>>(losses_data()["cross_entropy_weight.target"]);
  CHECK_THROWS_AS(nn::cross_entropy(x, y, {.weight = buffer}), nn::ShapeError);
  buffer.copy_(weight);
  CHECK(is_close(nn::cross_entropy(x, y, {.weight = buffer}), losses_data()["cross_entropy_weight.mean"]));
}

TEST_CASE("labels may be written again before backward()", "[layers][cross_entropy]") {
  auto x = as<tensor<dyn, 5>>(losses_data()["cross_entropy.x"]);
  auto y = as<labels<dyn>>(losses_data()["cross_entropy.target"]);
  x.requires_grad_();
  const auto loss = nn::cross_entropy(x, y);
  for (std::int64_t i = 0; i < y.numel(); ++i) y(i) = 1 << 30;
  loss.backward();
  CHECK(is_close(x.grad(), losses_data()["cross_entropy.mean.dx"]));
}

}  // namespace layers_losses_test
