// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/cross_entropy.hpp>

#include <nnstruct/error.hpp>

#include "support/losses.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {

template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
template <std::int64_t... E> using labels = nn::Tensor<std::int64_t, E...>;
constexpr auto none = nn::reduction::none;

static_assert(std::is_same_v<decltype(nn::cross_entropy(tensor<dyn, 5>(), labels<dyn>())), tensor<>>);
static_assert(std::is_same_v<decltype(nn::cross_entropy<none>(tensor<dyn, 5>(), labels<dyn>())), tensor<dyn>>);
static_assert(
    std::is_same_v<decltype(nn::cross_entropy<none>(tensor<2, dyn, 3, 4>(), labels<dyn, 3, dyn>())), tensor<2, 3, 4>>);
static_assert(std::is_same_v<decltype(nn::nll_loss<none>(tensor<5>(), labels<>())), tensor<>>);

template <class X, class Target> void check(const std::string& name, const nn::cross_entropy_options& options = {}) {
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

TEST_CASE("cross_entropy of labels and its gradients are PyTorch's", "[layers]") {
  using X = tensor<dyn, 5>;
  using Y = labels<dyn>;
  check<X, Y>("cross_entropy");
  check<tensor<7, 5>, labels<7>>("cross_entropy");
  check<tensor<dyn, dyn>, labels<7>>("cross_entropy");
  check<X, Y>("cross_entropy_ignored");
  check<X, Y>("cross_entropy_weight", {.weight = weight_of<tensor<dyn>>("cross_entropy_weight")});
  check<X, Y>("cross_entropy_smoothing", {.label_smoothing = 0.1});
  check<X, Y>("cross_entropy_all_smooth", {.label_smoothing = 1});
  check<X, Y>("cross_entropy_everything", everything("cross_entropy_everything"));
  check<tensor<dyn, 5, 3, dyn>, labels<dyn, dyn, 4>>("cross_entropy_images", everything("cross_entropy_images"));
  check<tensor<5>, labels<>>("cross_entropy_unbatched");
  check<tensor<dyn>, labels<>>("cross_entropy_unbatched_weight", everything("cross_entropy_unbatched_weight"));
  check<tensor<dyn, 1>, Y>("cross_entropy_one_class");
  check<tensor<dyn, 1000>, Y>("cross_entropy_many");
}

TEST_CASE("cross_entropy of nothing, and of numbers that are none, is PyTorch's", "[layers]") {
  using X = tensor<dyn, 5>;
  using Y = labels<dyn>;
  check<X, Y>("cross_entropy_all_ignored");
  check<X, Y>("cross_entropy_all_ignored_smoothing", {.label_smoothing = 0.1});
  check<X, Y>("cross_entropy_zero_weight", {.weight = weight_of<tensor<5>>("cross_entropy_zero_weight")});
  check<X, Y>("cross_entropy_empty");
  check<tensor<dyn, 5, dyn>, labels<dyn, dyn>>("cross_entropy_empty_images");
  for (const char* which : {"a", "b"}) {
    check<X, Y>(std::string("cross_entropy_special_") + which);
    check<X, Y>(std::string("cross_entropy_special_smoothing_") + which, {.label_smoothing = 0.2});
  }
}

TEST_CASE("cross_entropy of probabilities and its gradients are PyTorch's", "[layers]") {
  using X = tensor<dyn, 5>;
  check<X, X>("soft_cross_entropy");
  check<X, X>("soft_cross_entropy_weight", {.weight = weight_of<tensor<5>>("soft_cross_entropy_weight")});
  check<X, tensor<7, dyn>>("soft_cross_entropy_smoothing", {.label_smoothing = 0.1});
  const auto weight = weight_of<tensor<5>>("soft_cross_entropy_everything");
  check<tensor<dyn, 5, 3, 4>, tensor<2, dyn, 3, 4>>("soft_cross_entropy_everything",
                                                    {.weight = weight, .label_smoothing = 0.1});
  check<tensor<5>, tensor<5>>("soft_cross_entropy_unbatched");
  check<X, X>("soft_cross_entropy_empty");
}

TEST_CASE("nll_loss and its gradients are PyTorch's", "[layers]") {
  check_nll<tensor<dyn, 5>, labels<dyn>>("nll_loss");
  check_nll<tensor<dyn, 5>, labels<dyn>>("nll_loss_weight", {.weight = weight_of<tensor<5>>("nll_loss_weight")});
  check_nll<tensor<7, 5>, labels<7>>("nll_loss_ignored", {.ignore_index = 1});
  check_nll<tensor<dyn, 5, 3, 4>, labels<dyn, 3, 4>>(
      "nll_loss_images", {.weight = weight_of<tensor<5>>("nll_loss_images"), .ignore_index = 0});
  check_nll<tensor<5>, labels<>>("nll_loss_unbatched", {.weight = weight_of<tensor<5>>("nll_loss_unbatched")});
  check_nll<tensor<dyn, 5>, labels<dyn>>("nll_loss_special");
}

TEST_CASE("a label that is no class is refused, with its place", "[layers]") {
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

TEST_CASE("extents and options that make no sense are refused", "[layers]") {
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

TEST_CASE("weights of classes may be a buffer of a model, which must have values", "[layers]") {
  auto weight = weight_of<tensor<5>>("cross_entropy_weight");
  nn::Buffer<float, 5> buffer;
  const auto x = as<tensor<dyn, 5>>(losses_data()["cross_entropy_weight.x"]);
  const auto y = as<labels<dyn>>(losses_data()["cross_entropy_weight.target"]);
  CHECK_THROWS_AS(nn::cross_entropy(x, y, {.weight = buffer}), nn::ShapeError);
  buffer.copy_(weight);
  CHECK(is_close(nn::cross_entropy(x, y, {.weight = buffer}), losses_data()["cross_entropy_weight.mean"]));
}

TEST_CASE("labels may be written again before backward()", "[layers]") {
  auto x = as<tensor<dyn, 5>>(losses_data()["cross_entropy.x"]);
  auto y = as<labels<dyn>>(losses_data()["cross_entropy.target"]);
  x.requires_grad_();
  const auto loss = nn::cross_entropy(x, y);
  for (std::int64_t i = 0; i < y.numel(); ++i) y(i) = 1 << 30;
  loss.backward();
  CHECK(is_close(x.grad(), losses_data()["cross_entropy.mean.dx"]));
}
