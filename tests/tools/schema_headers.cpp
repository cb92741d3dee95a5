// SPDX-License-Identifier: Apache-2.0
// The headers compile, and say what the files hold: those in tests/data/schema, which are what the command prints, and
// those that tests/CMakeLists.txt has it write by nnstruct_checkpoint_schema.
#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/declare.hpp>

#include <checkpoint_1_13.hpp>
#include <checkpoint_2_14.hpp>
#include <lenet_1_13.hpp>
#include <lenet_2_14.hpp>
#include <mixed_bfloat16.hpp>
#include <mixed_float64.hpp>

#include "data/schema/empty.hpp"
#include "data/schema/hard.hpp"
#include "data/schema/kinds.hpp"
#include "data/schema/net.hpp"
#include "data/schema/run_model.hpp"
#include "support/catch.hpp"

namespace tools_schema_headers_test {

namespace nn = nnstruct;
using namespace std::string_view_literals;

namespace {

/// That of make_schema_headers.py.
struct Net {
  nn::Sequential<nn::Conv2d<1, 2, 3>, nn::BatchNorm2d<2>> features;
  nn::Linear<2, 3> fc;
};
static_assert(nn::fits<Net, net> && nn::schema_fingerprint<net> == nn::schema_fingerprint<Net>);
static_assert(nn::fits<Net, trained::here::model> &&
              nn::schema_fingerprint<trained::here::model> == nn::schema_fingerprint<Net>);
static_assert(nn::byte_count<net> == nn::byte_count<Net>);
static_assert(trained::here::model::at == "model_state_dict" && net::at == "");
static_assert(net::modules[3].path == "features.1" && net::modules[3].version == 2);

/// Those of PyTorch's files.
struct LeNet {
  nn::Conv2d<1, 6, 5> conv1;
  nn::Conv2d<6, 8, 5> conv2;
  nn::Linear<128, 24> fc1;
  nn::Linear<24, 16> fc2;
  nn::Linear<16, 10> fc3;
};
static_assert(nn::fits<LeNet, lenet_1_13> && nn::schema_fingerprint<lenet_1_13> == nn::schema_fingerprint<LeNet>);
static_assert(nn::fits<LeNet, lenet_2_14> && nn::schema_fingerprint<lenet_2_14> == nn::schema_fingerprint<LeNet>);
using Mlp = nn::Sequential<nn::Linear<8, 16>, nn::ReLU, nn::Linear<16, 12>, nn::Tanh, nn::Linear<12, 4>>;
static_assert(nn::fits<Mlp, trained::checkpoint_1_13> &&
              nn::schema_fingerprint<trained::checkpoint_1_13> == nn::schema_fingerprint<Mlp>);
static_assert(nn::fits<Mlp, trained::checkpoint_2_14> &&
              nn::schema_fingerprint<trained::checkpoint_2_14> == nn::schema_fingerprint<Mlp>);

static_assert(!nn::fits<Net, lenet_2_14> && !nn::fits<LeNet, hard>);
static_assert(empty::rows.size() == 0 && empty::modules.size() == 1);

/// make_schema_headers.py's keys once more, written as a person would.
constexpr std::string_view hard_keys[] = {"quote\"s",
                                          "back\\slash",
                                          "line\nend",
                                          "tab\tand\x1b[31m",
                                          "nul\0nul"sv,
                                          "tri?\?/graph",
                                          "?\?\?\?",
                                          "\xc3\xa9"
                                          "0f",
                                          "\x01"
                                          "234",
                                          "\xe9\x87\x8d\xe3\x81\xbf",
                                          "//",
                                          "*/",
                                          "R\"(x)\"",
                                          "%s%n",
                                          "",
                                          "a.b-c/d"};
constexpr bool has_hard_keys() {
  if (hard::rows.size() != std::size(hard_keys)) return false;
  for (std::size_t i = 0; i < hard::rows.size(); ++i)
    if (hard::rows[i].key != hard_keys[i] || hard::rows[i].shape != nn::extent_list(i)) return false;
  return true;
}
static_assert(has_hard_keys());
static_assert(hard::others[0].key == "fc._extra_state" && hard::others[0].type == "dict");
static_assert(hard::others[1].type == "NoneType" && hard::others[2].type == "list");

/// The keys are PyTorch's names of the dtypes, or end with the rank.
constexpr bool has_kinds() {
  for (const auto& [key, dtype, shape] : kinds::rows) {
    if (key.starts_with("rank")) {
      if (dtype != nn::dtype::float32 || shape.size() != static_cast<std::size_t>(key.back() - '0')) return false;
    } else if (!key.starts_with("no") && key != nn::name_of(dtype)) {
      return false;
    }
  }
  return kinds::rows.size() == 33;
}
static_assert(has_kinds());
static_assert(kinds::rows[30].shape == nn::extent_list(0) && kinds::rows[31].shape == nn::extent_list(0, 3) &&
              kinds::rows[32].shape == nn::extent_list(3, 0));

/// The model of make_dtypes.py: a schema keeps the file's types, and floating ones are converted without being asked.
template <class Edge, class Mask, class Count> struct Mixed {
  nn::Parameter<Edge, 28> edges;
  nn::Buffer<Mask, 2> mask;
  nn::Conv2d<1, 2, 3> conv;
  struct Norm {
    nn::Parameter<float, 2> weight, bias;
    nn::Buffer<float, 2> running_mean, running_var;
    nn::Buffer<Count> num_batches_tracked;
  } bn;
  nn::Linear<2, 3> fc;
};
constexpr nn::LoadOptions any_type{.dtype = nn::allow};
constexpr nn::LoadOptions any_type_relaxed{.missing = nn::allow, .unexpected = nn::allow, .dtype = nn::allow};
static_assert(mixed_bfloat16::rows[0].dtype == nn::dtype::bfloat16);
static_assert(mixed_float64::rows[0].dtype == nn::dtype::float64);
static_assert(mixed_bfloat16::rows[8].key == "bn.num_batches_tracked" &&
              mixed_bfloat16::rows[8].dtype == nn::dtype::int64);

template <class Model, class File, const nn::LoadOptions& options> void check_like_a_load(const char* file, bool fits) {
  INFO(file);
  static constexpr bool said = nn::fits<Model, File, options>;
  CHECK(said == fits);
  const std::string path = std::string(NNSTRUCT_TEST_DATA "/dtypes/") + file;
  CHECK(nn::check<Model>(path, options).ok() == fits);
  Model model{};
  if (fits) CHECK_NOTHROW(nn::load(model, path, options));
  else CHECK_THROWS_AS(nn::load(model, path, options), nn::StateDictError);
}
template <class Model> void check_both(bool strict, bool when_allowed) {
  check_like_a_load<Model, mixed_bfloat16, nn::strict>("bfloat16.pth", strict);
  check_like_a_load<Model, mixed_bfloat16, nn::relaxed>("bfloat16.pth", strict);
  check_like_a_load<Model, mixed_bfloat16, any_type>("bfloat16.pth", when_allowed);
  check_like_a_load<Model, mixed_float64, nn::strict>("float64.pth", strict);
  check_like_a_load<Model, mixed_float64, any_type_relaxed>("float64.pth", when_allowed);
}

}  // namespace

TEST_CASE("fits says of dtypes what a load does") {
  check_both<Mixed<float, bool, std::int64_t>>(true, true);
  check_both<Mixed<nn::bfloat16, bool, std::int64_t>>(true, true);
  check_both<Mixed<double, bool, std::int64_t>>(true, true);
  check_both<Mixed<std::int32_t, bool, std::int64_t>>(false, true);  // a floating number to an integer
  check_both<Mixed<float, float, std::int64_t>>(false, true);        // a bool to a floating number
  check_both<Mixed<float, bool, std::int32_t>>(false, true);         // an integer to a smaller one
  check_both<Mixed<nn::complex64, bool, std::int64_t>>(false, true);
}

}  // namespace tools_schema_headers_test
