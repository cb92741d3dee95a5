// SPDX-License-Identifier: Apache-2.0
// What becomes of a tape: how long it lives, what it knows a model by, and what it refuses.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/nnstruct.hpp>
#include <nnstruct/optim/sgd.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/temp_folder.hpp"

namespace autograd_backward_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
using X = nn::Tensor<float, nn::dyn, 3>;
struct Net {
  nn::Linear<3, 4> fc1;
  nn::Linear<4, 2> fc2;
  auto forward(const X& x) { return x | fc1 | nn::tanh | fc2; }
};
X input(std::uint64_t seed = 5) {
  nn::Generator generator(seed);
  return nn::randn<X>(generator, 2);
}
nn::Tensor<float> loss_of(Net& net, std::uint64_t seed = 5) { return nn::sum(net.forward(input(seed))); }

/// The gradients of a model, in the order of its parameters.
std::vector<nn::AnyTensor> gradients(Net& net) {
  std::vector<nn::AnyTensor> all;
  for (const auto& p : nn::parameters(net)) all.push_back(p.grad());
  return all;
}
bool has_gradients(Net& net) {
  for (const auto& p : nn::parameters(net))
    if (!p.has_grad()) return false;
  return true;
}
bool has_none(Net& net) {
  for (const auto& p : nn::parameters(net))
    if (p.has_grad()) return false;
  return true;
}
bool are_equal(const std::vector<nn::AnyTensor>& a, const std::vector<nn::AnyTensor>& b, float factor = 1) {
  for (std::size_t k = 0; k < a.size(); ++k)
    for (std::int64_t i = 0; i < a[k].numel(); ++i)
      if (a[k].values<float>()[i] != factor * b[k].values<float>()[i]) return false;
  return a.size() == b.size();
}
/// Those of nn::init<Net>(0) and input(seed).
std::vector<nn::AnyTensor> expected_gradients(std::uint64_t seed = 5) {
  auto net = nn::init<Net>(0);
  loss_of(net, seed).backward();
  return gradients(net);
}
}  // namespace

TEST_CASE("a copy of a model has no gradient, and backward() fills the original", "[autograd]") {
  auto net = nn::init<Net>(0);
  const auto loss = loss_of(net);
  Net copy = net;
  loss.backward();
  CHECK(are_equal(gradients(net), expected_gradients()));
  CHECK(has_none(copy));
  const Net later = net;
  CHECK_FALSE(later.fc1.weight.has_grad());
  loss_of(copy).backward();
  CHECK(are_equal(gradients(copy), expected_gradients()));
}

TEST_CASE("a model may be moved: backward() fills the new place", "[autograd]") {
  auto net = nn::init<Net>(0);
  const auto loss = loss_of(net);
  Net other = std::move(net);
  loss.backward();
  CHECK(are_equal(gradients(other), expected_gradients()));
  Net last;
  last = std::move(other);
  CHECK(are_equal(gradients(last), expected_gradients()));
  std::vector<Net> many(1);
  many[0] = std::move(last);
  const auto next = loss_of(many[0], 6);
  many.resize(100);  // moves or copies what it holds
  next.backward();
}

TEST_CASE("a model may be destroyed: the gradients of inputs are right", "[autograd]") {
  auto x = input();
  auto y = input();
  x.requires_grad_(), y.requires_grad_();
  std::optional<Net> net = nn::init<Net>(0);
  const auto loss = nn::sum(net->forward(x));
  net.reset();
  loss.backward();
  auto again = nn::init<Net>(0);
  nn::sum(again.forward(y)).backward();
  CHECK(is_same(x.grad(), y.grad()));
}

TEST_CASE("a model may be assigned: its old values count, and the new ones get no gradient", "[autograd]") {
  auto x = input();
  auto y = input();
  x.requires_grad_(), y.requires_grad_();
  auto net = nn::init<Net>(0);
  auto other = nn::init<Net>(1);
  const auto loss = nn::sum(net.forward(x));
  net = other;
  loss.backward();
  CHECK(has_none(net));
  CHECK(has_none(other));
  auto again = nn::init<Net>(0);
  nn::sum(again.forward(y)).backward();
  CHECK(is_same(x.grad(), y.grad()));
}

TEST_CASE("a parameter that has changed since is named, and no gradient changes", "[autograd]") {
  auto net = nn::init<Net>(0);
  loss_of(net).backward();
  const auto before = gradients(net);
  const temp_folder folder;
  nn::save(net, folder / "net.pth");
  nn::SGD<Net> sgd{{.lr = 0.1}};

  const auto refused = [&](auto change, const std::string& what) {
    INFO(what);
    const auto old = gradients(net);
    const auto loss = loss_of(net);
    change();
    const auto error = thrown_by<nn::GradError>([&] { loss.backward(); });
    CHECK(contains(error.what(), what + " has been changed in place (by a step, a load, an init or fill_) since"));
    CHECK(contains(error.what(), "run backward() before the change, or the forward again after it"));
    CHECK(are_equal(gradients(net), old));
    CHECK_THROWS_AS(loss.backward(), nn::GradError);
  };
  refused([&] { sgd.step(net); }, "the parameter fc2.weight");
  refused([&] { nn::init(net, 0); }, "the parameter fc2.weight");
  refused([&] { nn::load(net, folder / "net.pth"); }, "the parameter fc2.weight");
  refused([&] { nn::load(net, folder / "net.pth", {.in_place = true}); }, "the parameter fc2.weight");
  refused([&] { nn::load_state_dict(net, nn::state_dict(net)); }, "the parameter fc2.weight");
  refused([&] { nn::ones_(nn::parameters(net)[3]); }, "the parameter fc2.bias");
  Net unnamed = nn::init<Net>(0);
  const auto loss = loss_of(unnamed);
  unnamed.fc1.bias.fill_(1);
  CHECK(contains(thrown_by<nn::GradError>([&] { loss.backward(); }).what(), "has been changed in place"));

  nn::init(net, 0);
  nn::zero_grad(net);
  loss_of(net).backward();
  CHECK(are_equal(gradients(net), before));
}

TEST_CASE("a step before a later forward's backward() is no change", "[autograd]") {
  auto net = nn::init<Net>(0);
  nn::SGD<Net> sgd{{.lr = 0.1}};
  for (int i = 0; i < 3; ++i) {
    nn::zero_grad(net);
    loss_of(net).backward();
    sgd.step(net);
  }
  CHECK(has_gradients(net));
}

TEST_CASE("reading through data() is no change", "[autograd]") {
  auto net = nn::init<Net>(0);
  const auto loss = loss_of(net);
  CHECK(net.fc1.weight.data()[0] == std::as_const(net).fc1.weight.data()[0]);
  loss.backward();
  CHECK(are_equal(gradients(net), expected_gradients()));
}

TEST_CASE("a tape is used up by backward(), unless it is retained", "[autograd]") {
  auto net = nn::init<Net>(0);
  const auto loss = loss_of(net);
  loss.backward(nn::retain_graph);
  CHECK(are_equal(gradients(net), expected_gradients()));
  loss.backward(nn::retain_graph);
  CHECK(are_equal(gradients(net), expected_gradients(), 2));
  nn::zero_grad(net);
  loss.backward();
  const auto once = gradients(net);
  CHECK(are_equal(once, expected_gradients()));
  CHECK_THROWS_WITH(loss.backward(),
                    "the tape was used up by an earlier backward() (its record of sum has no values any more): keep it "
                    "with backward(nn::retain_graph), or run the forward again");
  CHECK(are_equal(gradients(net), once));
}

TEST_CASE("a part of a tape that was used up is refused before any gradient changes", "[autograd]") {
  auto net = nn::init<Net>(0);
  const auto y = net.forward(input());
  const auto first = nn::sum(y), second = nn::mean(y * y);
  first.backward();
  const auto before = gradients(net);
  CHECK_THROWS_AS(second.backward(), nn::GradError);
  CHECK(are_equal(gradients(net), before));
}

TEST_CASE("two backward() give exactly the sum, and one tape exactly twice as much", "[autograd]") {
  auto net = nn::init<Net>(0);
  loss_of(net).backward();
  loss_of(net).backward();
  CHECK(are_equal(gradients(net), expected_gradients(), 2));
  nn::zero_grad(net);
  loss_of(net, 5).backward();
  loss_of(net, 6).backward();
  const auto a = expected_gradients(5), b = expected_gradients(6), sums = gradients(net);
  for (std::size_t k = 0; k < sums.size(); ++k)
    for (std::int64_t i = 0; i < sums[k].numel(); ++i)
      CHECK(sums[k].values<float>()[i] == a[k].values<float>()[i] + b[k].values<float>()[i]);
}

TEST_CASE("a handle on a gradient is not written by the next backward()", "[autograd]") {
  auto net = nn::init<Net>(0);
  loss_of(net).backward();
  const auto kept = net.fc1.weight.grad();
  const float first = kept(0, 0);
  loss_of(net).backward();
  CHECK(kept(0, 0) == first);
  CHECK(net.fc1.weight.grad()(0, 0) == 2 * first);
  nn::zero_grad(net);
  CHECK(kept(0, 0) == first);
  CHECK_THROWS_WITH(net.fc1.weight.grad(),
                    "a tensor [4, 3] has no gradient: no backward() has reached it since it was made, copied or "
                    "nn::zero_grad was called");
}

TEST_CASE("gradients of different tensors are different memory", "[autograd]") {
  auto a = input(), b = input();
  a.requires_grad_(), b.requires_grad_();
  nn::sum(a + b).backward();
  a.grad()(0, 0) = 7;
  CHECK(a.grad()(0, 0) == 7);
  CHECK(b.grad()(0, 0) == 1);
}

TEST_CASE("backward() of many elements needs their gradient", "[autograd]") {
  auto net = nn::init<Net>(0);
  const auto y = net.forward(input());
  CHECK_THROWS_WITH(
      y.backward(),
      "backward() begins at a tensor of one element, such as a loss; this one is [2, 2]: take its nn::sum "
      "or nn::mean, or give backward() its gradient");
  nn::Tensor<float, nn::dyn, 2> ones(2), wrong(3);
  nn::ones_(ones);
  CHECK_THROWS_WITH(y.backward(wrong),
                    "backward() got a gradient of other extents than the tensor's: expected [2, 2], found [3, 2]");
  CHECK_THROWS_AS(y.backward(wrong), nn::ShapeError);
  y.backward(ones, nn::retain_graph);
  CHECK(are_equal(gradients(net), expected_gradients()));
  y.backward(ones);
  CHECK(are_equal(gradients(net), expected_gradients(), 2));
  ones(0, 0) = 3;  // the caller's still
  CHECK_THROWS_AS(y.backward(ones), nn::GradError);
}

TEST_CASE("without a record backward() says why there may be none", "[autograd]") {
  nn::Tensor<float> x;
  CHECK_THROWS_WITH(
      x.backward(),
      "backward(): nothing was recorded for this tensor. It was computed from constants alone: under "
      "nn::no_grad or nn::predict, from parameters with requires_grad(false), or by a const model, whose "
      "parameters are constants (is its forward() const?); or by loops over data(), which record nothing");
  auto net = nn::init<Net>(0);
  CHECK_THROWS_AS(loss_of(net).detach().backward(), nn::GradError);
}

TEST_CASE("a leaf is its own gradient", "[autograd]") {
  nn::Tensor<float> x;
  x.requires_grad_();
  x.backward();
  x.backward();
  CHECK(x.grad().item() == 2);
}

TEST_CASE("requires_grad_ is for leaves", "[autograd]") {
  auto x = input();
  CHECK_FALSE(x.requires_grad());
  CHECK_FALSE(x.has_grad());
  CHECK(&x.requires_grad_() == &x);
  CHECK(x.requires_grad());
  CHECK_THROWS_AS(x.grad(), nn::GradError);
  auto y = x * 2;
  y.requires_grad_();  // it does already
  CHECK_THROWS_WITH(y.requires_grad_(false),
                    "requires_grad_(false) is for tensors that asked for a gradient; this one was computed: take "
                    "detach()");
  x.requires_grad_(false);
  CHECK_FALSE(x.requires_grad());
  x.requires_grad_(false);
}

TEST_CASE("detach() cuts, and shares the elements", "[autograd]") {
  auto x = input();
  x.requires_grad_();
  const auto y = x * 3;
  auto constant = y.detach();
  CHECK_FALSE(constant.requires_grad());
  CHECK(y.requires_grad());
  constant(0, 0) = 42;
  CHECK(y(0, 0) == 42);
  nn::sum(y + constant * constant).backward();
  CHECK(x.grad()(1, 2) == 3);
}

TEST_CASE("a parameter that is frozen while a tape knows it gets no gradient", "[autograd]") {
  auto net = nn::init<Net>(0);
  loss_of(net).backward();
  const auto loss = loss_of(net);
  nn::requires_grad(net.fc1, false);
  CHECK_FALSE(net.fc1.weight.has_grad());
  loss.backward();
  CHECK_FALSE(net.fc1.weight.has_grad());
  CHECK(net.fc2.weight.has_grad());
  nn::requires_grad(net.fc1, true);
  CHECK_FALSE(net.fc1.weight.has_grad());
  nn::zero_grad(net);
  loss_of(net).backward();
  CHECK(are_equal(gradients(net), expected_gradients()));
}

TEST_CASE("a branch that does not lead to the loss gets no gradient", "[autograd]") {
  auto net = nn::init<Net>(0);
  auto x = input();
  x.requires_grad_();
  const auto aside = net.fc1(x);
  nn::sum(x * 2).backward();
  CHECK(has_none(net));
  CHECK(x.grad()(0, 0) == 2);
  nn::sum(aside).backward();
  CHECK(net.fc1.weight.has_grad());
}

TEST_CASE("a tape may go on after a part of it was let go", "[autograd]") {
  auto net = nn::init<Net>(0);
  nn::Tensor<float> total;
  for (std::uint64_t seed = 5; seed < 8; ++seed) total = total + loss_of(net, seed);
  total.backward();
  auto each = nn::init<Net>(0);
  for (std::uint64_t seed = 5; seed < 8; ++seed) loss_of(each, seed).backward();
  const auto a = gradients(net), b = gradients(each);
  for (std::size_t k = 0; k < a.size(); ++k) CHECK(is_close(a[k].values<float>(), b[k].values<float>(), a[k].numel()));
}

}  // namespace autograd_backward_test
