// SPDX-License-Identifier: Apache-2.0
// All of it is constants; tests/checkpoint/schema_pairs_*.cpp compare with run time.
#include <nnstruct/state_dict/fits.hpp>

#include <nnstruct/declare.hpp>

#include "support/catch.hpp"

namespace state_dict_fits_test {

namespace nn = nnstruct;

namespace {

struct Net {
  nn::Linear<2, 3> body;
  nn::BatchNorm1d<3> bn;
  nn::Linear<3, 4> head;
};
struct OtherHead {
  nn::Linear<3, 7> head;
  nn::BatchNorm1d<3> bn;
  nn::Linear<2, 3> body;
};
struct OtherType {
  nn::Linear<2, 3> body;
  nn::BatchNorm1d<3> bn;
  struct {
    nn::Parameter<double, 4, 3> weight;
    nn::Parameter<float, 4> bias;
  } head;
};

// Two structs: what nn::save writes of the second, loaded into the first.
static_assert(nn::fits<Net, Net> && nn::same_schema<Net, Net>);
static_assert(nn::require_fits<Net, Net>() && nn::require_same_schema<Net, Net>());
static_assert(!nn::fits<Net, OtherHead> && !nn::same_schema<Net, OtherHead>);
static_assert(nn::fits<Net, OtherHead, nn::lenient>);
static_assert(!nn::fits<Net, OtherHead, nn::relaxed>);
static_assert(nn::fits<Net, OtherHead, nn::except<"head.*">> && nn::same_schema<Net, OtherHead, nn::except<"head.*">>);
static_assert(nn::fits<Net, OtherHead, nn::except<"head.weight", "*.bias">>);
static_assert(nn::fits<Net, OtherHead, nn::except<"head.weight">, nn::except<"head.bias">>);
static_assert(!nn::fits<Net, OtherHead, nn::except<"head.weight">>);
// A load converts floating types, but the schemas are not the same.
static_assert(nn::fits<Net, OtherType> && !nn::same_schema<Net, OtherType>);
static_assert(nn::same_schema<Net, OtherType, nn::LoadOptions{.dtype = nn::allow}>);

struct file {
  static constexpr std::string_view at = "";
  static constexpr std::array<nn::checkpoint_row, 9> rows{{
      {"module.head.bias", nn::dtype::float16, {4}},
      {"module.head.weight", nn::dtype::float32, {4, 3}},
      {"module.norm.weight", nn::dtype::float32, {3}},
      {"module.norm.bias", nn::dtype::float32, {3}},
      {"module.norm.running_mean", nn::dtype::float32, {3}},
      {"module.norm.running_var", nn::dtype::float32, {3}},
      {"module.norm.num_batches_tracked", nn::dtype::int64, {1}},
      {"module.body.weight", nn::dtype::float32, {3, 2}},
      {"module.body.bias", nn::dtype::float32, {3}},
  }};
};
constexpr nn::LoadOptions options{.strip_prefix = "module.", .rename = {{"norm.*", "bn.*"}}};
static_assert(!nn::fits<Net, file>);
static_assert(!nn::fits<Net, file, nn::LoadOptions{.strip_prefix = "module."}>);
static_assert(nn::fits<Net, file, options>);
static_assert(!nn::same_schema<Net, file, options>);  // (1,) is no 0-d shape, float16 no float32
static_assert(!nn::same_schema<Net, file, options, nn::except<"head.bias">>);
static_assert(nn::same_schema<Net, file, options, nn::except<"head.bias", "*.num_batches_tracked">>);
static_assert(
    nn::fits<decltype(Net::head), file, nn::LoadOptions{.strip_prefix = "module.head.", .filter = "module.head.*"}>);

// A BatchNorm's counter came with version 2 of it: a file without it is older, unless its metadata says otherwise.
template <int Version> struct old_file {
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"norm.weight", nn::dtype::float32, {3}},
      {"norm.bias", nn::dtype::float32, {3}},
      {"norm.running_mean", nn::dtype::float32, {3}},
      {"norm.running_var", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{{"", 1}, {"norm", Version}}};
};
struct Norm {
  nn::BatchNorm1d<3> bn;
};
constexpr nn::LoadOptions norm_is_bn{.rename = {{"norm.*", "bn.*"}}};
static_assert(nn::fits<Norm, old_file<1>, norm_is_bn> && !nn::fits<Norm, old_file<2>, norm_is_bn>);
static_assert(!nn::same_schema<Norm, old_file<1>, norm_is_bn>);

// Values that are no tensors are unexpected, or in the way.
struct with_others {
  static constexpr std::array<nn::checkpoint_row, 1> rows{{{"weight", nn::dtype::float32, {1}}}};
  static constexpr std::array<nn::checkpoint_other, 2> others{{{"epoch", "int"}, {"bias", "NoneType"}}};
};
static_assert(!nn::fits<nn::Linear<1, 1, nn::linear_options{.bias = false}>, with_others>);
struct Weight {
  nn::Parameter<float, 1> weight;
};
struct WeightAndBias {
  nn::Parameter<float, 1> weight;
  nn::Parameter<float, 1> bias;
};
static_assert(!nn::fits<Weight, with_others> && nn::fits<Weight, with_others, nn::relaxed>);
static_assert(nn::same_schema<Weight, with_others>);  // a schema is of tensors
static_assert(!nn::fits<WeightAndBias, with_others, nn::lenient>);

// Both sides may be checkpoints, and either may be empty.
struct nothing {
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
};
static_assert(nn::fits<file, file> && nn::same_schema<file, file> && !nn::fits<file, with_others>);
static_assert(nn::fits<nothing, nothing> && nn::same_schema<nothing, nn::ReLU> && nn::fits<nn::ReLU, nothing>);
static_assert(!nn::fits<Net, nothing> && !nn::fits<nothing, file> && nn::fits<nothing, file, nn::relaxed>);

// Where not one key is loaded, that is the difference, unless it is allowed.
constexpr nn::LoadOptions relaxed_or_nothing{.missing = nn::allow, .unexpected = nn::allow, .nothing = nn::allow};
static_assert(!nn::fits<Net, nothing, nn::relaxed> && nn::fits<Net, nothing, relaxed_or_nothing>);
static_assert(!nn::fits<Net, file, nn::relaxed> && nn::fits<Net, file, relaxed_or_nothing>);
struct other_shape {
  static constexpr std::array<nn::checkpoint_row, 1> rows{{{"weight", nn::dtype::float32, {2}}}};
};
static_assert(!nn::fits<Weight, other_shape, nn::lenient> && !nn::fits<Weight, other_shape, nn::relaxed>);
static_assert(nn::fits<Weight, other_shape, nn::LoadOptions{.shape = nn::allow, .nothing = nn::allow}>);
static_assert(nn::fits<Weight, other_shape, nn::except<"weight">>);
constexpr nn::LoadOptions nobody{.missing = nn::allow, .filter = "nobody.*"};
static_assert(!nn::fits<Weight, with_others, nobody>);

// Without options no load is meant, and `at` does not matter; with them it must be theirs.
struct nested : file {
  static constexpr std::string_view at = "model.state_dict";
};
constexpr nn::LoadOptions nested_options{
    .strip_prefix = "module.", .at = "model.state_dict", .rename = {{"norm.*", "bn.*"}}};
static_assert(nn::fits<file, nested> && nn::fits<Net, nested, nested_options>);

// In another namespace, local to a function, or in an unnamed namespace: wherever the options are.
constexpr bool fits_in_a_function() {
  constexpr nn::LoadOptions local{.unexpected = nn::allow};
  return nn::fits<Weight, with_others, local>;
}
static_assert(fits_in_a_function());

}  // namespace

TEST_CASE("require_fits is a statement too, and costs nothing at run time", "[state_dict]") {
  nn::require_fits<Net, Net>();
  nn::require_same_schema<Net, OtherHead, nn::except<"head.*">>();
  CHECK(nn::fits<Net, file, options>);
}

}  // namespace state_dict_fits_test
