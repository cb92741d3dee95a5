// SPDX-License-Identifier: Apache-2.0
// What of the contract only has to compile, with the light header; what runs is in tests/contract.
#include <nnstruct/declare.hpp>
#include <nnstruct/models/alexnet.hpp>
#include <nnstruct/models/lenet.hpp>
#include <nnstruct/models/resnet.hpp>
#include <nnstruct/models/vgg.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "../contract/networks.hpp"

namespace {

struct Checkpoint {
  int epoch;
  Net model_state_dict;
  float loss;
};
// All fields are modules, and still a trait says that it is none.
struct Pair {
  Net first, second;
};
struct Nothing {
  float scale;
  auto forward(const auto& x) const { return x; }
};

}  // namespace

template <> inline constexpr bool nn::is_module<Pair> = false;

namespace {

static_assert(nn::is_module<Net> && !nn::is_record<Net>);
static_assert(nn::is_record<Checkpoint> && !nn::is_module<Checkpoint>);
static_assert(nn::is_record<Pair> && nn::is_module<std::pair<Net, Net>> == false);
static_assert(nn::is_module<Nothing> && !nn::is_record<Nothing> && nn::schema<Nothing>.empty());
static_assert(nn::is_module<Block> && nn::is_module<Fields> && nn::is_module<Options> && nn::is_module<Small>);

// The network of PyTorch's tutorial: its schema is what PyTorch makes of it.
static_assert(nn::schema<Net>.size() == 10);
static_assert(nn::schema<Net>[0].key == "conv1.weight");
static_assert(nn::schema<Net>[9].key == "fc3.bias");
static_assert(nn::schema<Net>[4].key == "fc1.weight");
static_assert(nn::schema<Net>[4].shape[0] == 120 && nn::schema<Net>[4].shape[1] == 400);
static_assert(nn::schema<Net>[4].dtype == nn::dtype::float32);
static_assert(nn::parameter_count<Net> == 62006);
static_assert(nn::byte_count<Net> == 4 * 62006);

// Parameters, buffers, then modules; what is transient or none has no key, a tied one has a key and no values.
template <class Model> constexpr bool has_keys(std::initializer_list<std::string_view> keys) {
  auto key = keys.begin();
  for (const auto& entry : nn::schema<Model>)
    if (key == keys.end() || entry.key != *key++) return false;
  return key == keys.end();
}
static_assert(has_keys<Fields>({"scale", "mean", "wte.weight", "default.weight", "default.bias", "layers.0.weight",
                                "layers.0.bias", "blocks.0.fc.weight", "blocks.0.fc.bias", "blocks.1.fc.weight",
                                "blocks.1.fc.bias", "lm_head.weight"}));
static_assert(nn::schema<Fields>[0].kind == nn::entry_kind::parameter);
static_assert(nn::schema<Fields>[1].kind == nn::entry_kind::buffer);
static_assert(nn::schema<Fields>[11].alias == 2);
static_assert(nn::parameter_count<Fields> == 2 * 3 + 5 * 3 + 4 * (3 * 3 + 3));
static_assert(has_keys<Options>({"conv.weight", "rectangle.weight", "rectangle.bias"}));

template <class Layer, class X> using output = decltype(std::declval<const Layer>()(std::declval<X>()));
using nn::dyn;
static_assert(std::is_same_v<output<decltype(Options::conv), nn::Batch<64, 32, 32>>, nn::Batch<128, 16, 16>>);
static_assert(std::is_same_v<output<decltype(Options::pool), nn::Batch<4, 32, 32>>, nn::Batch<4, 16, 16>>);
static_assert(std::is_same_v<output<decltype(Options::rectangle), nn::Batch<2, 9, 9>>, nn::Batch<4, 4, 9>>);
static_assert(std::is_same_v<nn::Batch<3, 32, 32>, nn::Tensor<float, dyn, 3, 32, 32>>);

// Two structs, or a struct and a checkpoint.
struct checkpoint {
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"fc.weight", nn::dtype::float32, {3, 3}},
      {"fc.bias", nn::dtype::float32, {3}},
  }};
};
static_assert(nn::fits<Block, checkpoint> && nn::require_fits<Block, checkpoint>());
static_assert(!nn::fits<Net, checkpoint> && !nn::fits<Small, checkpoint>);
static_assert(nn::fits<Net, nn::models::lenet> && nn::require_fits<Net, nn::models::Net<10>>());
static_assert(!nn::fits<Net, nn::models::Net<100>> && nn::fits<Net, nn::models::Net<100>, nn::lenient>);

// Every option has its name, and is usable in a constant.
constexpr nn::LoadOptions all_options{.missing = nn::refuse,
                                      .unexpected = nn::allow,
                                      .shape = nn::refuse,
                                      .dtype = nn::allow,
                                      .strip_prefix = "module.",
                                      .at = "model_state_dict",
                                      .rename = {{"backbone.*", "features.*"}},
                                      .filter = {"features.*", "fc.*"},
                                      .map = false,
                                      .in_place = false};
static_assert(all_options.strip_prefix.view() == "module." && all_options.filter.size() == 2);
static_assert(nn::strict.missing == nn::refuse && nn::strict.unexpected == nn::refuse);
static_assert(nn::relaxed.missing == nn::allow && nn::relaxed.unexpected == nn::allow);
static_assert(nn::relaxed.shape == nn::refuse && nn::lenient.shape == nn::allow && nn::lenient.dtype == nn::refuse);
static_assert(nn::relaxed.nothing == nn::refuse && nn::lenient.nothing == nn::refuse);

// Models, for any number of classes, with the numbers of parameters that PyTorch says (data/models_keys.txt); what
// their forwards take is in models.cpp beside this file.
static_assert(nn::parameter_count<nn::models::lenet> == 62006);
static_assert(nn::parameter_count<nn::models::alexnet<>> == 61100840);
static_assert(nn::parameter_count<nn::models::vgg16<>> == 138357544);
static_assert(nn::parameter_count<nn::models::vgg11_bn<>> == 132868840);
static_assert(nn::parameter_count<nn::models::resnet18<10>> == 11689512 - 990 * 513);
static_assert(!std::is_same_v<nn::models::resnet50<>, nn::models::resnet50<10>>);

}  // namespace
