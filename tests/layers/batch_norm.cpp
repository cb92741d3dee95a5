// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/batch_norm.hpp>
#include <nnstruct/module/repr.hpp>
#include <nnstruct/module/walk.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;
using nn::norm_options;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

static_assert(nn::schema<nn::BatchNorm2d<3>>.size() == 5);
static_assert(nn::schema<nn::BatchNorm2d<3>>[0].key == "weight" && nn::schema<nn::BatchNorm2d<3>>[4].shape.size() == 0);
static_assert(nn::schema<nn::BatchNorm2d<3>>[4].key == "num_batches_tracked");
static_assert(nn::schema<nn::BatchNorm2d<3>>[4].dtype == nn::dtype::int64);
static_assert(nn::schema_groups<nn::BatchNorm1d<3>>[0].version == 2);
static_assert(nn::schema<nn::BatchNorm1d<3, norm_options{.bias = false}>>.size() == 4);
static_assert(nn::schema<nn::BatchNorm1d<3, norm_options{.affine = false}>>[0].key == "running_mean");
static_assert(nn::schema<nn::BatchNorm2d<3, norm_options{.track_running_stats = false}>>.size() == 2);
static_assert(nn::schema<nn::BatchNorm2d<3, norm_options{.affine = false, .track_running_stats = false}>>.size() == 0);

nn::StateDict entries_of(const std::string& prefix) {
  nn::StateDict found;
  for (const auto& [key, value] : layers_data())
    if (key.starts_with(prefix)) found[key.substr(prefix.size())] = value;
  return found;
}

/// max|a - b| <= 1e-4 max|b| for floats, equality for counters.
void check_state(const nn::StateDict& found, const nn::StateDict& expected) {
  REQUIRE(found.size() == expected.size());
  for (const auto& [key, value] : expected) {
    INFO(key);
    const nn::AnyTensor& here = found[key];
    REQUIRE((here.dtype == value.dtype && here.shape == value.shape));
    if (value.dtype == nn::dtype::int64) CHECK(*here.values<std::int64_t>() == *value.values<std::int64_t>());
    else {
      tensor<dyn> flat(here.numel());
      std::copy_n(here.values<float>(), here.numel(), flat.data());
      CHECK(is_close(flat, value));
    }
  }
}

/// What make_layers.py's train() did: batches in training mode, then one in evaluation mode.
template <class Layer, class X> void check(const std::string& name) {
  INFO(name);
  auto layer = module_of<Layer>(name);
  CHECK(nn::repr(layer) == printed(name));
  const nn::StateDict batches = entries_of(name + ".batch.");
  REQUIRE(batches.size() > 0);
  for (const auto& [number, batch] : batches) {
    INFO("batch " << number);
    CHECK(is_close(layer(as<X>(batch)), layers_data()[name + ".trained_output." + number]));
  }
  check_state(nn::state_dict(layer), entries_of(name + ".trained."));
  nn::eval(layer);
  const Layer constant = layer;
  CHECK(is_close(layer(input_as<X>(name)), output_of(name)));
  CHECK(is_close(constant(input_as<X>(name)), output_of(name)));
  check_state(nn::state_dict(layer), entries_of(name + ".trained."));
}
}  // namespace

TEST_CASE("BatchNorm2d computes, trains and prints as PyTorch's does", "[layers]") {
  using Images = nn::Batch<3, 5, 4>;
  check<nn::BatchNorm2d<3>, Images>("batch_norm2d");
  check<nn::BatchNorm2d<3>, tensor<4, 3, 5, 4>>("batch_norm2d");
  check<nn::BatchNorm2d<3>, tensor<dyn, dyn, dyn, dyn>>("batch_norm2d");
  check<nn::BatchNorm2d<3>, Images>("batch_norm2d_from_statistics");
  check<nn::BatchNorm2d<3, norm_options{.eps = 0.5, .momentum = 0.25}>, Images>("batch_norm2d_options");
  check<nn::BatchNorm2d<3, norm_options{.affine = false}>, Images>("batch_norm2d_not_affine");
  check<nn::BatchNorm2d<3, norm_options{.bias = false}>, Images>("batch_norm2d_no_bias");
  check<nn::BatchNorm2d<5>, nn::Batch<5, 1, 2>>("batch_norm2d_one_image");
  check<nn::BatchNorm2d<3>, nn::Batch<3, 2, 2>>("batch_norm2d_empty_batch");
  check<nn::BatchNorm2d<2>, nn::Batch<2, 3, 3>>("batch_norm2d_far_from_zero");
}

TEST_CASE("without a momentum BatchNorm's running statistics are averages", "[layers]") {
  check<nn::BatchNorm2d<3, norm_options{.momentum = nn::none{}}>, nn::Batch<3, 5, 4>>("batch_norm2d_cumulative");
}

TEST_CASE("without running statistics BatchNorm takes the batch's in both modes", "[layers]") {
  check<nn::BatchNorm2d<3, norm_options{.track_running_stats = false}>, nn::Batch<3, 5, 4>>(
      "batch_norm2d_not_tracking");
  using Nothing =
      nn::BatchNorm2d<3,
                      norm_options{.eps = 1e-3, .momentum = nn::none{}, .affine = false, .track_running_stats = false}>;
  check<Nothing, nn::Batch<3, 5, 4>>("batch_norm2d_nothing");
  const Nothing in_training_mode;  // nothing of it changes, so it may be const
  CHECK(is_close(in_training_mode(input_as<nn::Batch<3, 5, 4>>("batch_norm2d_nothing")),
                 output_of("batch_norm2d_nothing")));
}

TEST_CASE("BatchNorm1d takes [N, C] and [N, C, L]", "[layers]") {
  check<nn::BatchNorm1d<5>, tensor<dyn, 5>>("batch_norm1d");
  check<nn::BatchNorm1d<5>, tensor<4, 5, 3>>("batch_norm1d_length");
  check<nn::BatchNorm1d<5>, tensor<dyn, dyn, dyn>>("batch_norm1d_length");
  check<nn::BatchNorm1d<5, norm_options{.eps = 1e-3, .momentum = nn::none{}, .affine = false}>, tensor<dyn, 5>>(
      "batch_norm1d_options");
}

TEST_CASE("a training step changes no copy and no state_dict that was taken before", "[layers]") {
  auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d_from_statistics");
  const auto copy = layer;
  const nn::StateDict before = nn::state_dict(layer);
  layer(as<nn::Batch<3, 5, 4>>(layers_data()["batch_norm2d_from_statistics.batch.0"]));
  CHECK(*layer.num_batches_tracked.data() == 42);
  check_state(before, state_of("batch_norm2d_from_statistics"));
  check_state(nn::state_dict(copy), state_of("batch_norm2d_from_statistics"));
}

TEST_CASE("a pointer to running statistics sees them change", "[layers]") {
  auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d_from_statistics");
  const float* const mean = layer.running_mean.data();
  const std::int64_t* const batches = layer.num_batches_tracked.data();
  const float first = mean[0];
  const auto copy = layer;  // takes no part: the memory is exposed
  layer(as<nn::Batch<3, 5, 4>>(layers_data()["batch_norm2d_from_statistics.batch.0"]));
  CHECK(mean[0] != first);
  CHECK(*batches == 42);
  CHECK(copy.running_mean.data()[0] == first);
}

TEST_CASE("BatchNorm counts from 0 where a checkpoint had no counter", "[layers]") {
  auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d");
  layer.num_batches_tracked = {};
  layer(as<nn::Batch<3, 5, 4>>(layers_data()["batch_norm2d.batch.0"]));
  CHECK(*layer.num_batches_tracked.data() == 1);
}

TEST_CASE("a const BatchNorm in training mode says what to do", "[layers]") {
  const auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d");
  const auto error = thrown_by<nn::Error>([&] { layer(nn::Batch<3, 5, 4>(2)); });
  CHECK(contains(error.what(), printed("batch_norm2d")));
  CHECK(contains(error.what(), "call nn::eval(net) first"));
}

TEST_CASE("one value per channel cannot be normalised by itself, and changes nothing", "[layers]") {
  auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d");
  const auto images = thrown_by<nn::ShapeError>([&] { layer(nn::Batch<3, 1, 1>(1)); });
  CHECK(contains(images.what(), printed("batch_norm2d_one_value")));
  check_state(nn::state_dict(layer), state_of("batch_norm2d"));
  auto rows = module_of<nn::BatchNorm1d<5>>("batch_norm1d");
  CHECK(
      contains(thrown_by<nn::ShapeError>([&] { rows(tensor<dyn, 5>(1)); }).what(), printed("batch_norm1d_one_value")));
  CHECK(contains(thrown_by<nn::ShapeError>([&] { rows(tensor<dyn, 5, 1>(1)); }).what(),
                 printed("batch_norm1d_length_one_value")));
  nn::eval(layer);
  CHECK(layer(nn::Batch<3, 1, 1>(1)).numel() == 3);
}

TEST_CASE("what is wrong with BatchNorm's input or values is said with the layer", "[layers]") {
  auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d");
  const auto channels = thrown_by<nn::ShapeError>([&] { layer(tensor<2, dyn, 5, 4>(4)); });
  CHECK(std::string(channels.what()) == printed("batch_norm2d") +
                                            " got an input with another number of channels: expected [2, 3, 5, 4], "
                                            "found [2, 4, 5, 4]");
  layer.running_var = {};
  CHECK(contains(thrown_by<nn::ShapeError>([&] { layer(nn::Batch<3, 5, 4>(2)); }).what(),
                 "the running_var of " + printed("batch_norm2d") + " has no values yet"));
  layer.weight = {};
  CHECK(contains(thrown_by<nn::ShapeError>([&] { layer(nn::Batch<3, 5, 4>(2)); }).what(), "the weight of"));
}

TEST_CASE("the function batch_norm takes statistics or makes them", "[layers]") {
  const auto x = input_as<tensor<dyn, 3, 2>>("batch_norm_function");
  const nn::StateDict state = state_of("batch_norm_function");
  const auto mean = as<tensor<3>>(state["mean"]), var = as<tensor<3>>(state["var"]);
  const auto weight = as<tensor<3>>(state["weight"]), bias = as<tensor<3>>(state["bias"]);
  CHECK(is_close(nn::batch_norm(x, mean, var, weight, bias), output_of("batch_norm_function")));
  CHECK(is_close(nn::batch_norm(x, mean, var, nn::none{}, nn::none{}, 0.5), output_of("batch_norm_function_eps")));
  CHECK(is_close(nn::batch_norm(x, nn::none{}, nn::none{}, weight, bias), output_of("batch_norm_function_batch")));
  const auto error = thrown_by<nn::ShapeError>([&] { nn::batch_norm(tensor<2, dyn>(4), mean, var); });
  CHECK(contains(error.what(), "batch_norm() got an input with another number of channels: expected [2, 3]"));
}
