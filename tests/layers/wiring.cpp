// SPDX-License-Identifier: Apache-2.0
#include <functional>

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
}  // namespace

TEST_CASE("a whole network gives what PyTorch's gives, in pipes and in calls", "[layers]") {
  const auto x = input_as<nn::Batch<3, 32, 32>>("net");
  auto piped = module_of<Piped>("net");
  const auto called = module_of<Called>("net");
  CHECK(is_close(piped.forward(x), output_of("net")));
  CHECK(is_same(piped.forward(x), called.forward(x)));
  CHECK(nn::repr(called) == printed("net"));
}

TEST_CASE("a user's block is piped to as a layer is", "[layers]") {
  const auto block = module_of<Block>("block");
  const auto x = input_as<tensor<dyn, 6>>("block");
  CHECK(is_close(x | block, output_of("block")));
  CHECK(is_same(x | block | nn::relu, nn::relu(block.forward(x))));
  CHECK(nn::repr(block) == printed("block"));
}

TEST_CASE("a const module is called by its const forward, any other by the other", "[layers]") {
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

TEST_CASE("anything callable stands in a pipe", "[layers]") {
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

TEST_CASE("what is called in a pipe may give anything", "[layers]") {
  CHECK((numbers(1, 2) | [](const tensor<2>& t) { return t(0) + t(1); }) == 3);
  nn::Tensor<std::int64_t, 2, 2> indices;
  indices(1, 0) = 4;
  const auto flat = indices | nn::Flatten<0>{};
  static_assert(std::is_same_v<decltype(flat), const nn::Tensor<std::int64_t, 4>>);
  CHECK(flat(2) == 4);
}
