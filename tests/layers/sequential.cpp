// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

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

template <class Net, class... X> void check(const std::string& name) {
  INFO(name);
  auto net = module_of<Net>(name);
  ([&] { CHECK(is_close(net(input_as<X>(name)), output_of(name))); }(), ...);
  ([&] { CHECK(is_same(input_as<X>(name) | net, net(input_as<X>(name)))); }(), ...);
  const Net constant = net;
  ([&] { CHECK(is_same(constant(input_as<X>(name)), net(input_as<X>(name)))); }(), ...);
  ([&] { CHECK(is_same(input_as<X>(name) | constant, net(input_as<X>(name)))); }(), ...);
  CHECK(nn::repr(net) == printed(name));
}

template <class Index> struct eleven;
template <std::size_t... I> struct eleven<std::index_sequence<I...>> {
  template <std::size_t> using each = nn::Linear<2, 2>;
  using type = nn::Sequential<each<I>...>;
};
}  // namespace

TEST_CASE("Sequential computes and prints what PyTorch's does", "[layers]") {
  check<nn::Sequential<nn::Linear<5, 6>, nn::ReLU, nn::Linear<6, 3>>, tensor<4, 5>, tensor<dyn, dyn>>("sequential");
  check<nn::Sequential<nn::Linear<5, 6>, Block, nn::Sequential<nn::ReLU, Block>>, tensor<dyn, 5>>(
      "sequential_of_blocks");
  check<Images, nn::Batch<2, 4, 4>, tensor<dyn, dyn, dyn, dyn>>("sequential_images");
  check<eleven<std::make_index_sequence<11>>::type, tensor<3, 2>>("sequential_of_eleven");
  check<nn::Sequential<>, tensor<2, 3>>("sequential_empty");
}

TEST_CASE("Sequential's keys are PyTorch's, beyond nine modules too", "[layers]") {
  const nn::StateDict state = state_of("sequential_of_eleven");
  std::size_t i = 0;
  for (const nn::schema_entry& entry : nn::schema<eleven<std::make_index_sequence<11>>::type>)
    CHECK((state.begin() + i++)->first == entry.key);
  CHECK(i == state.size());
}

TEST_CASE("the modules of a Sequential are reached by number, for writing too", "[layers]") {
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

TEST_CASE("a Sequential is made of modules that have values", "[layers]") {
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

TEST_CASE("a Sequential that is not const calls forwards that are not", "[layers]") {
  nn::Sequential<Counting, nn::ReLU, Counting> net;
  net(tensor<dyn, 2>(3));
  tensor<dyn, 2>(3) | net;
  CHECK(nn::get<0>(net).calls == 2);
  CHECK(nn::get<2>(net).calls == 2);
}

TEST_CASE("a copy of a Sequential is another model", "[layers]") {
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
