// SPDX-License-Identifier: Apache-2.0
// Normalisation, with running statistics and without.
// Of include/nnstruct/layers/: batch_norm.hpp, layer_norm.hpp.
#include <nnstruct/layers/batch_norm.hpp>
#include <nnstruct/layers/layer_norm.hpp>
#include <nnstruct/module/repr.hpp>
#include <nnstruct/module/walk.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/layers.hpp"

namespace layers_norms_test {

namespace nn = nnstruct;
using nn::dyn;
using nn::norm_options;
using nn::normalized_shape;
using nnstruct_test::as;
using nnstruct_test::check_layer;
using nnstruct_test::contains;
using nnstruct_test::input_as;
using nnstruct_test::is_close;
using nnstruct_test::layers_data;
using nnstruct_test::module_of;
using nnstruct_test::output_of;
using nnstruct_test::printed;
using nnstruct_test::state_of;
using nnstruct_test::thrown_by;

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

static_assert(nn::schema<nn::LayerNorm<normalized_shape{2, 5}>>[0].shape == nn::extent_list(2, 5));
static_assert(nn::schema<nn::LayerNorm<5, norm_options{.bias = false}>>.size() == 1);
static_assert(nn::schema<nn::LayerNorm<5, norm_options{.elementwise_affine = false}>>.empty());
static_assert(std::is_same_v<decltype(nn::LayerNorm<5>{}(tensor<dyn, dyn>())), tensor<dyn, dyn>>);

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
    else CHECK(is_close(here, value));
  }
}

/// What make_layers.py's train() did: batches in training mode, then one in evaluation mode.
struct trained {
  std::string printout;
  std::vector<nn::AnyTensor> batches;
  nn::StateDict state;
  nn::AnyTensor evaluated, by_constant;
  nn::StateDict state_afterwards;
};
template <class Layer, class X> trained train_layer(const std::string& name) {
  auto layer = module_of<Layer>(name);
  trained found;
  found.printout = nn::repr(layer);
  for (const auto& [number, batch] : entries_of(name + ".batch.")) found.batches.push_back(layer(as<X>(batch)));
  found.state = nn::state_dict(layer);
  nn::eval(layer);
  const Layer constant = layer;
  found.evaluated = layer(input_as<X>(name));
  found.by_constant = constant(input_as<X>(name));
  found.state_afterwards = nn::state_dict(layer);
  return found;
}
void check_training(const std::string& name, trained (*run)(const std::string&)) {
  INFO(name);
  const trained found = run(name);
  CHECK(found.printout == printed(name));
  const nn::StateDict batches = entries_of(name + ".batch.");
  REQUIRE(batches.size() > 0);
  std::size_t next = 0;
  for (const auto& entry : batches) {
    INFO("batch " << entry.first);
    CHECK(is_close(found.batches.at(next++), layers_data()[name + ".trained_output." + entry.first]));
  }
  check_state(found.state, entries_of(name + ".trained."));
  CHECK(is_close(found.evaluated, output_of(name)));
  CHECK(is_close(found.by_constant, output_of(name)));
  check_state(found.state_afterwards, entries_of(name + ".trained."));
}
template <class Layer, class X> void check(const std::string& name) { check_training(name, train_layer<Layer, X>); }
}  // namespace

TEST_CASE("BatchNorm2d computes, trains and prints as PyTorch's does", "[layers][BatchNorm]") {
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

TEST_CASE("without a momentum BatchNorm's running statistics are averages", "[layers][BatchNorm]") {
  check<nn::BatchNorm2d<3, norm_options{.momentum = nn::none{}}>, nn::Batch<3, 5, 4>>("batch_norm2d_cumulative");
}

TEST_CASE("without running statistics BatchNorm takes the batch's in both modes", "[layers][BatchNorm]") {
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

TEST_CASE("BatchNorm1d takes [N, C] and [N, C, L]", "[layers][BatchNorm]") {
  check<nn::BatchNorm1d<5>, tensor<dyn, 5>>("batch_norm1d");
  check<nn::BatchNorm1d<5>, tensor<4, 5, 3>>("batch_norm1d_length");
  check<nn::BatchNorm1d<5>, tensor<dyn, dyn, dyn>>("batch_norm1d_length");
  check<nn::BatchNorm1d<5, norm_options{.eps = 1e-3, .momentum = nn::none{}, .affine = false}>, tensor<dyn, 5>>(
      "batch_norm1d_options");
}

TEST_CASE("a training step changes no copy and no state_dict that was taken before", "[layers][BatchNorm]") {
  auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d_from_statistics");
  const auto copy = layer;
  const nn::StateDict before = nn::state_dict(layer);
  layer(as<nn::Batch<3, 5, 4>>(layers_data()["batch_norm2d_from_statistics.batch.0"]));
  CHECK(*layer.num_batches_tracked.data() == 42);
  check_state(before, state_of("batch_norm2d_from_statistics"));
  check_state(nn::state_dict(copy), state_of("batch_norm2d_from_statistics"));
}

TEST_CASE("a pointer to running statistics sees them change", "[layers][BatchNorm]") {
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

TEST_CASE("BatchNorm counts from 0 where a checkpoint had no counter", "[layers][BatchNorm]") {
  auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d");
  layer.num_batches_tracked = {};
  layer(as<nn::Batch<3, 5, 4>>(layers_data()["batch_norm2d.batch.0"]));
  CHECK(*layer.num_batches_tracked.data() == 1);
}

TEST_CASE("a const BatchNorm in training mode says what to do", "[layers][BatchNorm]") {
  const auto layer = module_of<nn::BatchNorm2d<3>>("batch_norm2d");
  const auto error = thrown_by<nn::Error>([&] { layer(nn::Batch<3, 5, 4>(2)); });
  CHECK(contains(error.what(), printed("batch_norm2d")));
  CHECK(contains(error.what(), "call nn::eval(net) first"));
}

TEST_CASE("one value per channel cannot be normalised by itself, and changes nothing", "[layers][BatchNorm]") {
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

TEST_CASE("what is wrong with BatchNorm's input or values is said with the layer", "[layers][BatchNorm]") {
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

TEST_CASE("the function batch_norm takes statistics or makes them", "[layers][BatchNorm]") {
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

TEST_CASE("LayerNorm computes and prints what PyTorch's does", "[layers][LayerNorm]") {
  using X = tensor<3, 2, 5>;
  using Unknown = tensor<dyn, dyn, dyn>;
  check_layer<nn::LayerNorm<5>, X, Unknown>("layer_norm");
  check_layer<nn::LayerNorm<5, norm_options{.eps = 0.5}>, X>("layer_norm_eps");
  check_layer<nn::LayerNorm<5, norm_options{.bias = false}>, X>("layer_norm_no_bias");
  check_layer<nn::LayerNorm<5, norm_options{.elementwise_affine = false}>, X>("layer_norm_not_affine");
  check_layer<nn::LayerNorm<normalized_shape{2, 5}>, X, Unknown, tensor<dyn, 2, dyn>>("layer_norm_two");
  check_layer<nn::LayerNorm<normalized_shape{3, 2, 5}, norm_options{.eps = 1e-6, .elementwise_affine = false}>, X>(
      "layer_norm_all");
  check_layer<nn::LayerNorm<4>, tensor<4>, tensor<dyn>>("layer_norm_1d");
  check_layer<nn::LayerNorm<1>, tensor<dyn, 1>>("layer_norm_one");
  check_layer<nn::LayerNorm<4>, tensor<dyn, 4>>("layer_norm_empty");
  check_layer<nn::LayerNorm<7>, tensor<dyn, 7>>("layer_norm_far_from_zero");
}

TEST_CASE("the function layer_norm takes parameters and tensors, or none", "[layers][LayerNorm]") {
  const auto x = input_as<tensor<dyn, 2, 5>>("layer_norm_function");
  const nn::StateDict state = state_of("layer_norm_function");
  const auto layer = module_of<nn::LayerNorm<5>>("layer_norm_function");
  CHECK(is_close(nn::layer_norm<5>(x, as<tensor<5>>(state["weight"]), as<tensor<5>>(state["bias"])),
                 output_of("layer_norm_function")));
  CHECK(is_close(nn::layer_norm<5>(x, layer.weight, layer.bias), output_of("layer_norm_function")));
  CHECK(is_close(nn::layer_norm<normalized_shape{2, 5}>(x, nn::none{}, nn::none{}, 0.5),
                 output_of("layer_norm_function_eps")));
}

TEST_CASE("an input of LayerNorm with other last extents is refused with both shapes", "[layers][LayerNorm]") {
  const auto layer = module_of<nn::LayerNorm<normalized_shape{2, 5}>>("layer_norm_two");
  const auto error = thrown_by<nn::ShapeError>([&] { layer(tensor<3, dyn, 5>(4)); });
  CHECK(std::string(error.what()) ==
        printed("layer_norm_two") +
            " got an input whose last extents are not its normalized_shape: expected [3, 2, 5], found [3, 4, 5]");
  const auto function = thrown_by<nn::ShapeError>([&] { nn::layer_norm<5>(tensor<dyn>(4)); });
  CHECK(contains(function.what(),
                 "layer_norm() got an input whose last extents are not its normalized_shape: expected [5], found [4]"));
  CHECK(contains(thrown_by<nn::ShapeError>([&] { nn::LayerNorm<5>{}(tensor<5>()); }).what(), "the weight of"));
}

}  // namespace layers_norms_test
