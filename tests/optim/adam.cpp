// SPDX-License-Identifier: Apache-2.0
// The arithmetic of Adam and AdamW, against PyTorch (tests/data/make_optim.py).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <nnstruct/optim/arithmetic.hpp>

#include "optim/cases.hpp"

namespace optim_adam_test {

using namespace nnstruct_test;
using Adam = nn::Adam<Given>;
using AdamW = nn::AdamW<Given>;

// PyTorch takes its square roots from MKL, which does not round them to the last bit.
template <class Optimizer> static bool steps_as_pytorch(const std::string& name, const Optimizer& opt) {
  return nnstruct_test::steps_as_pytorch(name, 1e-6, opt, [](Optimizer&, std::int64_t) {});
}

TEST_CASE("Adam's steps are PyTorch's", "[optim][adam]") {
  CHECK(steps_as_pytorch("adam", Adam()));
  CHECK(steps_as_pytorch("adam amsgrad", Adam({.lr = 0.01, .amsgrad = true})));
  CHECK(steps_as_pytorch("adam weight_decay", Adam({.lr = 0.01, .weight_decay = 0.1})));
  CHECK(steps_as_pytorch("adam maximize", Adam({.lr = 0.01, .maximize = true})));
  CHECK(steps_as_pytorch("adam betas", Adam({.lr = 0.01, .betas = {0.4, 0.9}, .eps = 1e-3})));
  CHECK(steps_as_pytorch(
      "adam all",
      Adam({.lr = 0.02, .betas = {0.8, 0.99}, .eps = 1e-6, .weight_decay = 0.05, .amsgrad = true, .maximize = true})));
  CHECK(steps_as_pytorch("adam groups",
                         Adam({.lr = 0.01}, nn::group({"late", "none"}, [](auto& o) { o.lr = 0.02; }), nn::rest)));
}

TEST_CASE("AdamW's steps are PyTorch's", "[optim][adam]") {
  CHECK(steps_as_pytorch("adamw", AdamW()));
  CHECK(steps_as_pytorch("adamw amsgrad", AdamW({.lr = 0.01, .weight_decay = 0.1, .amsgrad = true})));
  CHECK(steps_as_pytorch("adamw maximize", AdamW({.lr = 0.01, .maximize = true})));
  CHECK(steps_as_pytorch(
      "adamw all",
      AdamW({.lr = 0.02, .betas = {0.8, 0.99}, .eps = 1e-6, .weight_decay = 0.3, .amsgrad = true, .maximize = true})));
}

TEST_CASE("Adam refuses options as PyTorch does", "[optim][adam]") {
  const auto refused = [](const nn::adam_options& options) {
    return std::string(thrown_by<nn::Error>([&] { Adam opt(options); }).what());
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused({.lr = -0.1}) == "Invalid learning rate: -0.1");
  CHECK(refused({.lr = nan}) == "Invalid learning rate: nan");
  CHECK(refused({.betas = {1.0, 0.999}}) == "Invalid beta parameter at index 0: 1.0");
  CHECK(refused({.betas = {0.9, -0.5}}) == "Invalid beta parameter at index 1: -0.5");
  CHECK(refused({.betas = {0.9, nan}}) == "Invalid beta parameter at index 1: nan");
  CHECK(refused({.eps = -1.0}) == "Invalid epsilon value: -1.0");
  CHECK(refused({.weight_decay = -1.0}) == "Invalid weight_decay value: -1.0");
}

TEST_CASE("amsgrad is not turned on after the first step", "[optim][adam]") {
  Given model = given_model();
  Adam opt;
  given_step(model, opt, 0);
  opt.options().amsgrad = true;
  const std::uint64_t before = hash_of(model);
  const nn::Value state = opt.state_dict();
  const auto error = thrown_by<nn::Error>([&] { given_step(model, opt, 1); });
  CHECK(contains(error.what(), "\"weight\" of Given has no max_exp_avg_sq"));
  CHECK(hash_of(model) == before);
  CHECK(opt.state_dict() == state);
}

TEST_CASE("the instructions of every CPU give Adam's bits too", "[optim][adam]") {
  Given model = given_model(), other = model;
  AdamW opt({.lr = 0.02, .betas = {0.8, 0.99}, .eps = 1e-6, .weight_decay = 0.3, .amsgrad = true, .maximize = true});
  const auto count = static_cast<std::size_t>(other.weight.numel());
  std::vector<float> exp_avg(count), exp_avg_sq(count), largest(count);
  for (std::int64_t step = 0; step < 20; ++step) {
    given_step(model, opt, step);
    const double t = static_cast<double>(step + 1);
    nn::detail::adam_update_anywhere(
        {true, static_cast<float>(1 - 0.02 * 0.3), 0.0f, static_cast<float>(1 - 0.8), 0.99f,
         static_cast<float>(1 - 0.99), static_cast<float>(std::pow(1 - std::pow(0.99, t), 0.5)), 1e-6f,
         static_cast<float>(-(0.02 / (1 - std::pow(0.8, t))))},
        other.weight.data(), optim_data()["gradients"][step]["weight"].tensor()->contiguous().values<float>(),
        exp_avg.data(), exp_avg_sq.data(), largest.data(), count);
  }
  CHECK(std::equal(largest.begin(), largest.end(),
                   opt.state_dict().at("state.0.max_exp_avg_sq").tensor()->values<float>()));
  CHECK(std::equal(model.weight.data(), model.weight.data() + count, other.weight.data()));
}

}  // namespace optim_adam_test
