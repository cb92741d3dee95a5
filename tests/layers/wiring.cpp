// SPDX-License-Identifier: Apache-2.0
// What stands in a pipe, whole networks of layers, and the options that layers take.
// Of include/nnstruct/layers/: options.hpp, wiring.hpp.
#include <nnstruct/nnstruct.hpp>

#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace layers_wiring_test {

namespace nn = nnstruct;
using nn::dyn;
using nnstruct_test::input_as;
using nnstruct_test::is_close;
using nnstruct_test::is_same;
using nnstruct_test::module_of;
using nnstruct_test::output_of;
using nnstruct_test::printed;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

struct Block {
  nn::Linear<6, 8> fc1;
  nn::Linear<8, 6, nn::linear_options{.bias = false}> fc2;

  auto forward(const tensor<dyn, 6>& x) const { return fc2(nn::relu(fc1(x))); }
};

/// The network of the README, in pipes and in calls.
struct Piped {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 8, 5> conv2;
  nn::Linear<200, 32> fc1;
  nn::Linear<32, 16> fc2;
  nn::Linear<16, 10> fc3;

  auto forward(const nn::Batch<3, 32, 32>& x) {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3;
  }
};
struct Called {
  struct pytorch {
    static constexpr std::string_view class_name = "Net";
  };

  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 8, 5> conv2;
  nn::Linear<200, 32> fc1;
  nn::Linear<32, 16> fc2;
  nn::Linear<16, 10> fc3;

  auto forward(const nn::Batch<3, 32, 32>& input) const {
    auto x = pool(nn::relu(conv1(input)));
    auto y = nn::flatten(pool(nn::relu(conv2(x))));
    return fc3(nn::relu(fc2(nn::relu(fc1(y)))));
  }
};
static_assert(std::is_same_v<decltype(Piped{}.forward(nn::Batch<3, 32, 32>())), tensor<dyn, 10>>);

/// No module: it has neither parameters nor a forward.
struct Scale {
  float by;

  template <std::int64_t... E> tensor<E...> operator()(const tensor<E...>& x) const {
    tensor<E...> y = x;
    for (std::int64_t i = 0; i < y.numel(); ++i) y.data()[i] *= by;
    return y;
  }
};

struct Calls {
  int constant = 0;
  int other = 0;
};
/// Which of its two forwards is called depends on the model, as a const member function should.
struct Both {
  Calls* calls;

  auto forward(const tensor<2>& x) {
    ++calls->other;
    return x;
  }
  auto forward(const tensor<2>& x) const {
    ++calls->constant;
    return x;
  }
};

tensor<1> first_of(const tensor<2>& x) {
  tensor<1> y;
  y(0) = x(0);
  return y;
}

tensor<2> numbers(float a, float b) {
  tensor<2> x;
  x(0) = a;
  x(1) = b;
  return x;
}

constexpr nn::pair both = 3;
static_assert(both.first == 3 && both.second == 3 && both.one_number);
constexpr nn::pair rectangle{3, 5};
static_assert(rectangle.first == 3 && rectangle.second == 5 && !rectangle.one_number);
static_assert(both == nn::pair(3) && !(both == nn::pair(3, 3)) && both.same_size({3, 3}) && !both.same_size(rectangle));

// PyTorch's defaults.
static_assert(
    std::is_same_v<
        nn::Conv2d<3, 6, 5>,
        nn::Conv2d<3, 6, 5, nn::conv_options{.stride = 1, .padding = 0, .dilation = 1, .groups = 1, .bias = true}>>);
static_assert(std::is_same_v<nn::MaxPool2d<2>,
                             nn::MaxPool2d<2, 2, nn::pool_options{.padding = 0, .dilation = 1, .ceil_mode = false}>>);
static_assert(std::is_same_v<nn::Linear<2, 3>, nn::Linear<2, 3, nn::linear_options{.bias = true}>>);
}  // namespace

TEST_CASE("a whole network gives what PyTorch's gives, in pipes and in calls", "[layers][pipe]") {
  const auto x = input_as<nn::Batch<3, 32, 32>>("net");
  auto piped = module_of<Piped>("net");
  const auto called = module_of<Called>("net");
  CHECK(is_close(piped.forward(x), output_of("net")));
  CHECK(is_same(piped.forward(x), called.forward(x)));
  CHECK(nn::repr(called) == printed("net"));
}

TEST_CASE("a user's block is piped to as a layer is", "[layers][pipe]") {
  const auto block = module_of<Block>("block");
  const auto x = input_as<tensor<dyn, 6>>("block");
  CHECK(is_close(x | block, output_of("block")));
  CHECK(is_same(x | block | nn::relu, nn::relu(block.forward(x))));
  CHECK(nn::repr(block) == printed("block"));
}

TEST_CASE("a const module is called by its const forward, any other by the other", "[layers][pipe]") {
  Calls calls;
  Both both{&calls};
  const Both constant{&calls};
  tensor<2>() | both;
  CHECK((calls.other == 1 && calls.constant == 0));
  tensor<2>() | constant | constant;
  CHECK((calls.other == 1 && calls.constant == 2));
  tensor<2>() | Both{&calls};
  CHECK((calls.other == 2 && calls.constant == 2));
}

TEST_CASE("anything callable stands in a pipe", "[layers][pipe]") {
  const auto x = numbers(-1, 3);
  const auto twice = [](const auto& t) { return Scale{2}(t); };
  CHECK((x | twice)(1) == 6);
  CHECK((x | nn::relu | twice | [](const tensor<2>& t) { return t; })(0) == 0);
  int calls = 0;
  const auto y = x | [&calls](const tensor<2>& t) mutable {
    ++calls;
    return t;
  };
  CHECK(calls == 1);
  CHECK((y | Scale{0.5f})(1) == 3);  // x, y and t are one tensor, doubled twice
  CHECK((x | first_of).item() == x(0));
  CHECK((x | &first_of).item() == x(0));
  const std::function<tensor<1>(const tensor<2>&)> function = first_of;
  CHECK((x | function).item() == x(0));
}

TEST_CASE("what is called in a pipe may give anything", "[layers][pipe]") {
  CHECK((numbers(1, 2) | [](const tensor<2>& t) { return t(0) + t(1); }) == 3);
  nn::Tensor<std::int64_t, 2, 2> indices;
  indices(1, 0) = 4;
  const auto flat = indices | nn::Flatten<0>{};
  static_assert(std::is_same_v<decltype(flat), const nn::Tensor<std::int64_t, 4>>);
  CHECK(flat(2) == 4);
}

TEST_CASE("Conv2d prints pairs, MaxPool2d what was written", "[layers][options]") {
  CHECK(nn::repr(nn::Conv2d<3, 6, nn::pair{5, 5}, nn::conv_options{.stride = {1, 1}, .padding = {0, 0}}>{}) ==
        printed("conv2d_plain"));
  CHECK(nn::repr(nn::MaxPool2d<2, 2>{}) == printed("max_pool2d_plain"));
  CHECK(nn::repr(nn::MaxPool2d<nn::pair{2, 2}, nn::pair{2, 2}, nn::pool_options{.padding = {1, 1}}>{}) ==
        printed("max_pool2d_pair_of_equals"));
}

}  // namespace layers_wiring_test
