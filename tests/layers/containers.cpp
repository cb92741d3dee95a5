// SPDX-License-Identifier: Apache-2.0
// Modules in a row and in a list. Of include/nnstruct/layers/: module_list.hpp, sequential.hpp.
#include <nnstruct/nnstruct.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace layers_containers_test {

namespace nn = nnstruct;
using nn::dyn;
using nnstruct_test::input_as;
using nnstruct_test::is_close;
using nnstruct_test::is_same;
using nnstruct_test::module_of;
using nnstruct_test::output_of;
using nnstruct_test::printed;
using nnstruct_test::state_of;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

/// Whose forward takes anything.
struct Block {
  nn::Linear<6, 8> fc1;
  nn::Linear<8, 6, nn::linear_options{.bias = false}> fc2;

  auto forward(const auto& x) const { return x | fc1 | nn::relu | fc2; }
};

/// Its forward is for models that are not const.
struct Counting {
  int calls = 0;

  auto forward(const tensor<dyn, 2>& x) {
    ++calls;
    return x;
  }
};

using Images = nn::Sequential<nn::Conv2d<2, 3, 3, nn::conv_options{.padding = 1}>, nn::ReLU, nn::MaxPool2d<2>,
                              nn::Flatten<>, nn::Linear<12, 5>>;
static_assert(std::is_same_v<decltype(Images{}(nn::Batch<2, 4, 4>())), tensor<dyn, 5>>);
static_assert(std::is_same_v<decltype(nn::Sequential<>{}(tensor<2, dyn>())), tensor<2, dyn>>);
static_assert(Images::size() == 5 && nn::Sequential<>::size() == 0);

/// What a Sequential said, and gave when it was called and piped to; and when it was const.
struct container_results {
  std::string printout;
  std::vector<nn::AnyTensor> outputs, same_outputs;
};
template <class Net, class X> void add_results(container_results& found, Net& net, const X& x) {
  const Net& constant = net;
  found.outputs.push_back(net(x));
  found.same_outputs.insert(found.same_outputs.end(), {x | net, constant(x), x | constant});
}
template <class Net, class... X> container_results results_of(const std::string& name) {
  auto net = module_of<Net>(name);
  container_results found{nn::repr(net), {}, {}};
  (add_results(found, net, input_as<X>(name)), ...);
  return found;
}
void check(const std::string& name, container_results (*run)(const std::string&)) {
  INFO(name);
  const container_results found = run(name);
  for (const nn::AnyTensor& y : found.outputs) CHECK(is_close(y, output_of(name)));
  for (std::size_t i = 0; i < found.same_outputs.size(); ++i) {
    INFO("piped, const or both, " << i);
    CHECK(is_same(found.same_outputs[i], found.outputs[i / 3]));
  }
  CHECK(found.printout == printed(name));
}

template <class Index> struct eleven;
template <std::size_t... I> struct eleven<std::index_sequence<I...>> {
  template <std::size_t> using each = nn::Linear<2, 2>;
  using type = nn::Sequential<each<I>...>;
};

using Rows = nn::Tensor<float, dyn, 6>;

/// Whose forward says what it takes.
struct RowsBlock {
  struct pytorch {
    static constexpr std::string_view class_name = "Block";
  };

  nn::Linear<6, 8> fc1;
  nn::Linear<8, 6, nn::linear_options{.bias = false}> fc2;

  auto forward(const Rows& x) const { return x | fc1 | nn::relu | fc2; }
};

struct Stack {
  nn::ModuleList<RowsBlock, 3> blocks;
  nn::Linear<6, 2> head;

  auto forward(const Rows& input) const {
    Rows x = input;
    for (const RowsBlock& block : blocks) x = block.forward(x) + x;
    return x | head;
  }
};

/// An array is a ModuleList, with braces and without.
struct StackOfArray {
  struct pytorch {
    static constexpr std::string_view class_name = "Stack";
  };

  std::array<RowsBlock, 3> blocks;
  nn::Linear<6, 2> head;

  auto forward(const Rows& input) const {
    Rows x = input;
    for (const RowsBlock& block : blocks) x = (x | block) + x;
    return x | head;
  }
};
struct WithBraces {
  std::array<RowsBlock, 3> blocks{};
  nn::Linear<6, 2> head{};
};
struct OnlyArrays {
  std::array<std::array<RowsBlock, 2>, 2> blocks;
  std::array<nn::ReLU, 0> nothing;
};
static_assert(nn::is_module<std::array<RowsBlock, 3>> && nn::is_module<WithBraces> && nn::is_module<OnlyArrays>);
static_assert(!nn::is_module<std::array<int, 3>> && !nn::is_module<std::array<nn::Parameter<float>, 3>>);
static_assert(nn::schema_fingerprint<StackOfArray> == nn::schema_fingerprint<Stack> &&
              nn::schema_fingerprint<WithBraces> == nn::schema_fingerprint<Stack>);
static_assert(nn::schema<OnlyArrays>[5].key == "blocks.0.1.fc2.weight" && nn::schema<OnlyArrays>.size() == 12);
static_assert(nn::schema_groups<OnlyArrays>[1].path == "blocks" && nn::schema_groups<OnlyArrays>[2].path == "blocks.0");

static_assert(nn::is_module<nn::ModuleList<RowsBlock, 3>> && nn::is_module<nn::ModuleList<nn::ReLU, 0>>);
static_assert(nn::schema<Stack>.size() == 11);
static_assert(nn::schema<Stack>[0].key == "blocks.0.fc1.weight" && nn::schema<Stack>[8].key == "blocks.2.fc2.weight");
static_assert(nn::schema_groups<Stack>[1].path == "blocks" && nn::schema_groups<Stack>[2].path == "blocks.0");
static_assert(nn::ModuleList<RowsBlock, 3>::size() == 3);
}  // namespace

TEST_CASE("Sequential computes and prints what PyTorch's does", "[layers][Sequential]") {
  using Relu = nn::Sequential<nn::Linear<5, 6>, nn::ReLU, nn::Linear<6, 3>>;
  using Blocks = nn::Sequential<nn::Linear<5, 6>, Block, nn::Sequential<nn::ReLU, Block>>;
  check("sequential", results_of<Relu, tensor<4, 5>, tensor<dyn, dyn>>);
  check("sequential_of_blocks", results_of<Blocks, tensor<dyn, 5>>);
  check("sequential_images", results_of<Images, nn::Batch<2, 4, 4>, tensor<dyn, dyn, dyn, dyn>>);
  check("sequential_of_eleven", results_of<eleven<std::make_index_sequence<11>>::type, tensor<3, 2>>);
  check("sequential_empty", results_of<nn::Sequential<>, tensor<2, 3>>);
}

TEST_CASE("Sequential's keys are PyTorch's, beyond nine modules too", "[layers][Sequential]") {
  const nn::StateDict state = state_of("sequential_of_eleven");
  std::size_t i = 0;
  for (const nn::schema_entry& entry : nn::schema<eleven<std::make_index_sequence<11>>::type>)
    CHECK((state.begin() + i++)->first == entry.key);
  CHECK(i == state.size());
}

TEST_CASE("the modules of a Sequential are reached by number, for writing too", "[layers][Sequential]") {
  auto net = module_of<nn::Sequential<nn::Linear<5, 6>, nn::ReLU, nn::Linear<6, 3>>>("sequential");
  CHECK(&nn::get<2>(net) == &net.get<2>());
  CHECK(nn::repr(nn::get<1>(net)) == "ReLU()");
  const auto& constant = net;
  CHECK(&nn::get<0>(constant) == &nn::get<0>(net));
  static_assert(std::is_const_v<std::remove_reference_t<decltype(nn::get<0>(constant))>>);

  nn::get<2>(net).weight.fill_(0);
  nn::get<2>(net).bias.fill_(2.5f);
  CHECK(net(tensor<1, 5>())(0, 2) == 2.5f);
}

TEST_CASE("a Sequential is made of modules that have values", "[layers][Sequential]") {
  nn::Linear<2, 1> fc;
  fc.weight.fill_(3);
  fc.bias.fill_(1);
  const nn::Sequential<nn::Linear<2, 1>, nn::ReLU> net(fc, nn::ReLU{});
  tensor<1, 2> x;
  x(0, 1) = 2;
  CHECK(net(x).item() == 7);
  x(0, 1) = -2;
  CHECK(net(x).item() == 0);
}

TEST_CASE("a Sequential that is not const calls forwards that are not", "[layers][Sequential]") {
  nn::Sequential<Counting, nn::ReLU, Counting> net;
  net(tensor<dyn, 2>(3));
  tensor<dyn, 2>(3) | net;
  CHECK(nn::get<0>(net).calls == 2);
  CHECK(nn::get<2>(net).calls == 2);
}

TEST_CASE("a copy of a Sequential is another model", "[layers][Sequential]") {
  nn::Sequential<nn::Linear<1, 1>> net;
  nn::get<0>(net).weight.fill_(1);
  nn::get<0>(net).bias.fill_(0);
  auto copy = net;
  nn::get<0>(copy).weight.data()[0] = 5;
  tensor<1, 1> x;
  x(0, 0) = 2;
  CHECK(net(x).item() == 2);
  CHECK(copy(x).item() == 10);
}

TEST_CASE("a network with a ModuleList gives what PyTorch's gives", "[layers][ModuleList]") {
  auto net = module_of<Stack>("module_list");
  const auto x = input_as<Rows>("module_list");
  CHECK(is_close(net.forward(x), output_of("module_list")));
  CHECK(nn::repr(net) == printed("module_list"));
  const nn::StateDict state = state_of("module_list");
  CHECK(nn::state_dict(net).size() == state.size());
}

TEST_CASE("a std::array of modules is what a ModuleList of them is", "[layers][ModuleList]") {
  auto net = module_of<StackOfArray>("module_list");
  const auto x = input_as<Rows>("module_list");
  CHECK(is_close(net.forward(x), output_of("module_list")));
  CHECK(nn::repr(net) == printed("module_list"));
  CHECK(nn::repr(std::array<std::array<RowsBlock, 2>, 2>{}) == printed("module_list_nested"));
  const StackOfArray best = net;
  int count = 0;
  nn::for_each<RowsBlock>(net, [&](RowsBlock& block) { block.fc1.weight.fill_(static_cast<float>(++count)); });
  CHECK(count == 3);
  CHECK((net.blocks[2].fc1.weight.data()[0] == 3 && best.blocks[2].fc1.weight.data()[0] != 3));
  CHECK(nn::init<WithBraces>(0).blocks[1].fc2.weight.has_values());
}

TEST_CASE("modules of a ModuleList are indexed at run time and at compile time", "[layers][ModuleList]") {
  auto net = module_of<Stack>("module_list");
  auto& list = net.blocks;
  const auto& constant = net.blocks;
  CHECK((&list[1] == &nn::get<1>(list) && &constant[1] == &nn::get<1>(constant) && &list.get<2>() == list.begin() + 2));
  CHECK(list.end() - list.begin() == 3);
  for (RowsBlock& block : list) block.fc1.weight.fill_(2);
  CHECK(list[2].fc1.weight.data()[0] == 2);
  int count = 0;
  nn::for_each<RowsBlock>(net, [&](RowsBlock&) { ++count; });
  CHECK(count == 3);
}

TEST_CASE("equal modules of a ModuleList print once, those of a Sequential each", "[layers][ModuleList]") {
  using nn::ModuleList;
  using Layer = nn::Linear<2, 2>;
  CHECK(nn::repr(ModuleList<Layer, 3>{}) == printed("module_list_layers"));
  CHECK(nn::repr(ModuleList<Layer, 1>{}) == printed("module_list_one"));
  CHECK(nn::repr(ModuleList<Layer, 0>{}) == printed("module_list_empty"));
  CHECK(nn::repr(ModuleList<nn::ReLU, 11>{}) == printed("module_list_eleven"));
  CHECK(nn::repr(ModuleList<ModuleList<RowsBlock, 2>, 2>{}) == printed("module_list_nested"));
  CHECK(nn::repr(nn::Sequential<nn::ReLU, nn::ReLU, ModuleList<nn::ReLU, 2>>{}) ==
        printed("module_list_in_sequential"));
}

}  // namespace layers_containers_test
