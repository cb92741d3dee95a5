// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/module/call.hpp>
#include <nnstruct/nnstruct.hpp>

#include <cstdint>
#include <string>
#include <utility>

#include "support/catch.hpp"

namespace module_call_test {

namespace nn = nnstruct;

namespace {
using Two = nn::Tensor<float, 2>;

struct Counts {
  int constant = 0, other = 0;
  auto forward(const Two& x) {
    ++other;
    return x;
  }
  auto forward(const Two& x, float by) const {
    Two y;
    for (int i = 0; i < 2; ++i) y(i) = x(i) * by + static_cast<float>(constant);
    return y;
  }
};

using Rows = nn::Tensor<float, nn::dyn, 2>;
Rows rows() {
  Rows x(3);
  for (int i = 0; i < 3; ++i) x(i, 0) = static_cast<float>(i), x(i, 1) = 1;
  return x;
}

/// As the README's layer of one's own: loops over data().
struct Doubled {
  auto forward(const Rows& x) const {
    Rows y(x.extent(0));
    for (std::int64_t i = 0; i < x.numel(); ++i) y.data()[i] = 2 * x.data()[i];
    return y;
  }
};
struct Scaled {
  nn::Parameter<float, 2> weight;
  void reset_parameters(nn::Generator&) { weight.fill_(3); }
  auto forward(const Rows& x) const {
    Rows y(x.extent(0));
    for (std::int64_t i = 0; i < x.numel(); ++i) y.data()[i] = weight.data()[i % 2] * x.data()[i];
    return y;
  }
};
/// fc, what is given, head.
template <class Middle> struct Around {
  nn::Linear<2, 2> fc;
  Middle middle;
  nn::Linear<2, 1> head;
  auto forward(const Rows& x) { return nn::sum(x | fc | middle | head); }
};
/// What ends the tape on purpose, in three ways, and what has a parameter but gives back what it got.
struct Detaching {
  nn::Linear<2, 2> inner;
  auto forward(const Rows& x) { return nn::relu(inner(x).detach()); }
};
struct Guarded {
  nn::Linear<2, 2> inner;
  auto forward(const Rows& x) {
    const nn::no_grad guard;
    return inner(x);
  }
};
struct Asking {
  nn::Linear<2, 2> inner;
  auto forward(const Rows& x) { return nn::predict(inner, x); }
};
struct LeftOut {
  nn::Parameter<float, 2> weight;
  void reset_parameters(nn::Generator&) { weight.fill_(3); }
  auto forward(const Rows& x) { return x; }
};

template <class Net> std::string error_of_backward(Net& net, const char* who) {
  const auto error = nnstruct_test::thrown_by<nn::GradError>([&] { net.forward(rows()).backward(); });
  for (const auto& parameter : nn::parameters(net)) CHECK_FALSE(parameter.has_grad());
  CHECK(nnstruct_test::contains(error.what(), std::string("backward(): no gradient goes through ") + who + ": "));
  return error.what();
}
}  // namespace

TEST_CASE("where a gradient would be lost in loops over data(), backward() says so", "[module]") {
  auto looping = nn::init<Around<Doubled>>(0);
  const std::string text = error_of_backward(looping, "Doubled");
  CHECK(nnstruct_test::contains(text, "compute it with nn's functions, or, if no gradient is to go there, give it"));
  auto in_sequential = nn::init<Around<nn::Sequential<nn::ReLU, Doubled>>>(0);
  error_of_backward(in_sequential, "Doubled");
  auto named = nn::init<Around<nn::named<"a-b", Doubled>>>(0);
  error_of_backward(named, "Doubled");
  auto learned = nn::init<Around<Scaled>>(0);
  error_of_backward(learned, "Scaled");

  Rows x = rows();
  x.requires_grad_();
  const auto by_a_function = x | [](const Rows& given) { return Doubled().forward(given); };
  CHECK_THROWS_AS(nn::sum(by_a_function).backward(), nn::GradError);
  CHECK_FALSE(x.has_grad());

  // A layer whose parameters learn, with nothing before it.
  auto first = nn::init<Scaled>(0);
  auto head = nn::init<nn::Linear<2, 1>>(0);
  CHECK_THROWS_AS(nn::sum(rows() | first | head).backward(), nn::GradError);
  CHECK_FALSE(head.weight.has_grad());
  nn::requires_grad(first, false);
  nn::sum(rows() | first | head).backward();
  CHECK(head.weight.has_grad());

  // What the message says to write.
  auto cut = nn::init<Around<nn::ReLU>>(0);
  nn::sum((rows() | cut.fc).detach() | Doubled() | cut.head).backward();
  CHECK(cut.head.weight.has_grad());
  CHECK_FALSE(cut.fc.weight.has_grad());
}

TEST_CASE("loops over data() compute as before where nobody asks for a gradient", "[module]") {
  auto net = nn::init<Around<Doubled>>(0);
  const auto asked = net.forward(rows());
  CHECK(nn::predict(net, rows()).item() == asked.item());
  CHECK_FALSE(nn::predict(net, rows()).requires_grad());
  const Scaled constant = nn::init<Scaled>(0);
  CHECK_FALSE((rows() | constant).requires_grad());
  Scaled own = constant;
  const nn::no_grad guard;
  CHECK_FALSE((rows() | own).requires_grad());
}

TEMPLATE_TEST_CASE("who ends the tape on purpose is not told", "[module]", Detaching, Guarded, Asking) {
  auto net = nn::init<Around<TestType>>(0);
  net.forward(rows()).backward();
  CHECK(net.head.weight.has_grad());
  CHECK_FALSE(net.fc.weight.has_grad());
}

TEST_CASE("what gives back what it got loses nothing", "[module]") {
  auto net = nn::init<Around<LeftOut>>(0);
  net.forward(rows()).backward();
  CHECK(net.fc.weight.has_grad());
  auto first = nn::init<LeftOut>(0);
  nn::sum(rows() | first | net.head).backward();
  CHECK(net.head.weight.has_grad());
}

TEST_CASE("a module is called with what its forward takes, under another name too", "[module]") {
  Two x;
  x(0) = 3;
  Counts counts;
  nn::detail::call_forward(counts, x);
  CHECK(counts.other == 1);
  CHECK(nn::detail::call_forward(std::as_const(counts), x, 2.0f)(0) == 6);

  nn::named<"a-b", Counts> named;
  nn::detail::call_forward(named, x);
  x | named;
  named(x);
  CHECK(named->other == 3);
  CHECK(nn::detail::call_forward(std::as_const(named), x, 2.0f)(0) == 6);
}

}  // namespace module_call_test
