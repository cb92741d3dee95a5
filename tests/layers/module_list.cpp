// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>

#include <array>
#include <string_view>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
using Rows = nn::Tensor<float, dyn, 6>;

struct Block {
  nn::Linear<6, 8> fc1;
  nn::Linear<8, 6, nn::linear_options{.bias = false}> fc2;

  auto forward(const Rows& x) const { return x | fc1 | nn::relu | fc2; }
};

struct Stack {
  nn::ModuleList<Block, 3> blocks;
  nn::Linear<6, 2> head;

  auto forward(const Rows& input) const {
    Rows x = input;
    for (const Block& block : blocks) x = block.forward(x) + x;
    return x | head;
  }
};

/// An array is a ModuleList, with braces and without.
struct StackOfArray {
  struct pytorch {
    static constexpr std::string_view class_name = "Stack";
  };

  std::array<Block, 3> blocks;
  nn::Linear<6, 2> head;

  auto forward(const Rows& input) const {
    Rows x = input;
    for (const Block& block : blocks) x = (x | block) + x;
    return x | head;
  }
};
struct WithBraces {
  std::array<Block, 3> blocks{};
  nn::Linear<6, 2> head{};
};
struct OnlyArrays {
  std::array<std::array<Block, 2>, 2> blocks;
  std::array<nn::ReLU, 0> nothing;
};
static_assert(nn::is_module<std::array<Block, 3>> && nn::is_module<WithBraces> && nn::is_module<OnlyArrays>);
static_assert(!nn::is_module<std::array<int, 3>> && !nn::is_module<std::array<nn::Parameter<float>, 3>>);
static_assert(nn::schema_fingerprint<StackOfArray> == nn::schema_fingerprint<Stack> &&
              nn::schema_fingerprint<WithBraces> == nn::schema_fingerprint<Stack>);
static_assert(nn::schema<OnlyArrays>[5].key == "blocks.0.1.fc2.weight" && nn::schema<OnlyArrays>.size() == 12);
static_assert(nn::schema_groups<OnlyArrays>[1].path == "blocks" && nn::schema_groups<OnlyArrays>[2].path == "blocks.0");

static_assert(nn::is_module<nn::ModuleList<Block, 3>> && nn::is_module<nn::ModuleList<nn::ReLU, 0>>);
static_assert(nn::schema<Stack>.size() == 11);
static_assert(nn::schema<Stack>[0].key == "blocks.0.fc1.weight" && nn::schema<Stack>[8].key == "blocks.2.fc2.weight");
static_assert(nn::schema_groups<Stack>[1].path == "blocks" && nn::schema_groups<Stack>[2].path == "blocks.0");
static_assert(nn::ModuleList<Block, 3>::size() == 3);
}  // namespace

TEST_CASE("a network with a ModuleList gives what PyTorch's gives", "[layers]") {
  auto net = module_of<Stack>("module_list");
  const auto x = input_as<Rows>("module_list");
  CHECK(is_close(net.forward(x), output_of("module_list")));
  CHECK(nn::repr(net) == printed("module_list"));
  const nn::StateDict state = state_of("module_list");
  CHECK(nn::state_dict(net).size() == state.size());
}

TEST_CASE("a std::array of modules is what a ModuleList of them is", "[layers]") {
  auto net = module_of<StackOfArray>("module_list");
  const auto x = input_as<Rows>("module_list");
  CHECK(is_close(net.forward(x), output_of("module_list")));
  CHECK(nn::repr(net) == printed("module_list"));
  CHECK(nn::repr(std::array<std::array<Block, 2>, 2>{}) == printed("module_list_nested"));
  const StackOfArray best = net;
  int count = 0;
  nn::for_each<Block>(net, [&](Block& block) { block.fc1.weight.fill_(static_cast<float>(++count)); });
  CHECK(count == 3);
  CHECK((net.blocks[2].fc1.weight.data()[0] == 3 && best.blocks[2].fc1.weight.data()[0] != 3));
  CHECK(nn::init<WithBraces>(0).blocks[1].fc2.weight.has_values());
}

TEST_CASE("modules of a ModuleList are indexed at run time and at compile time", "[layers]") {
  auto net = module_of<Stack>("module_list");
  auto& list = net.blocks;
  const auto& constant = net.blocks;
  CHECK((&list[1] == &nn::get<1>(list) && &constant[1] == &nn::get<1>(constant) && &list.get<2>() == list.begin() + 2));
  CHECK(list.end() - list.begin() == 3);
  for (Block& block : list) block.fc1.weight.fill_(2);
  CHECK(list[2].fc1.weight.data()[0] == 2);
  int count = 0;
  nn::for_each<Block>(net, [&](Block&) { ++count; });
  CHECK(count == 3);
}

TEST_CASE("equal modules of a ModuleList print once, those of a Sequential each", "[layers]") {
  using nn::ModuleList;
  using Layer = nn::Linear<2, 2>;
  CHECK(nn::repr(ModuleList<Layer, 3>{}) == printed("module_list_layers"));
  CHECK(nn::repr(ModuleList<Layer, 1>{}) == printed("module_list_one"));
  CHECK(nn::repr(ModuleList<Layer, 0>{}) == printed("module_list_empty"));
  CHECK(nn::repr(ModuleList<nn::ReLU, 11>{}) == printed("module_list_eleven"));
  CHECK(nn::repr(ModuleList<ModuleList<Block, 2>, 2>{}) == printed("module_list_nested"));
  CHECK(nn::repr(nn::Sequential<nn::ReLU, nn::ReLU, ModuleList<nn::ReLU, 2>>{}) ==
        printed("module_list_in_sequential"));
}
