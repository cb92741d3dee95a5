// SPDX-License-Identifier: Apache-2.0
// SGD's arithmetic, against PyTorch (tests/data/make_optim.py).
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <nnstruct/optim/arithmetic.hpp>

#include "optim/cases.hpp"

namespace optim_sgd_test {

using namespace nnstruct_test;
using SGD = nn::SGD<Given>;

static bool steps_as_pytorch(const std::string& name, const SGD& opt) {
  return nnstruct_test::steps_as_pytorch(name, 0, opt, [](SGD&, std::int64_t) {});
}

TEST_CASE("SGD's steps are PyTorch's, bit for bit", "[optim][sgd]") {
  CHECK(steps_as_pytorch("sgd", SGD({.lr = 0.1})));
  CHECK(steps_as_pytorch("sgd default", SGD()));
  CHECK(steps_as_pytorch("sgd momentum", SGD({.lr = 0.1, .momentum = 0.9})));
  CHECK(steps_as_pytorch("sgd dampening", SGD({.lr = 0.1, .momentum = 0.9, .dampening = 0.3})));
  CHECK(steps_as_pytorch("sgd nesterov", SGD({.lr = 0.1, .momentum = 0.9, .nesterov = true})));
  CHECK(steps_as_pytorch("sgd weight_decay", SGD({.lr = 0.1, .weight_decay = 0.01})));
  CHECK(steps_as_pytorch("sgd maximize", SGD({.lr = 0.1, .maximize = true})));
  CHECK(steps_as_pytorch("sgd all",
                         SGD({.lr = 0.05, .momentum = 0.8, .dampening = 0.2, .weight_decay = 0.02, .maximize = true})));
  CHECK(steps_as_pytorch("sgd nesterov all",
                         SGD({.lr = 0.05, .momentum = 0.9, .weight_decay = 0.01, .nesterov = true, .maximize = true})));
  CHECK(steps_as_pytorch("sgd groups", SGD({.lr = 0.1, .momentum = 0.9},
                                           nn::group({"late", "none"}, [](auto& o) { o.lr = 0.02; }), nn::rest)));
}

TEST_CASE("options are changed between steps", "[optim][sgd]") {
  CHECK(nnstruct_test::steps_as_pytorch("sgd changed", 0, SGD({.lr = 0.1}), [](SGD& opt, std::int64_t step) {
    if (step % 5 == 4) opt.options().lr *= 0.5;
    if (step == 5) opt.groups()[0].momentum = 0.9;
  }));
}

TEST_CASE("SGD refuses options as PyTorch does", "[optim][sgd]") {
  const auto refused = [](const nn::sgd_options& options) {
    return std::string(thrown_by<nn::Error>([&] { SGD opt(options); }).what());
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused({.lr = -1.0}) == "Invalid learning rate: -1.0");
  CHECK(refused({.lr = nan}) == "Invalid learning rate: nan");
  CHECK(refused({.momentum = -0.5}) == "Invalid momentum value: -0.5");
  CHECK(refused({.weight_decay = -1e-05}) == "Invalid weight_decay value: -1e-05");
  CHECK(refused({.dampening = nan}) == "Invalid dampening value: nan");
  CHECK(refused({.nesterov = true}) == "Nesterov momentum requires a momentum and zero dampening");
  CHECK(refused({.momentum = 0.9, .dampening = 0.1, .nesterov = true}) ==
        "Nesterov momentum requires a momentum and zero dampening");
}

TEST_CASE("the instructions of every CPU give the same bits", "[optim][sgd]") {
  const nn::Value& expected = optim_case("sgd all");
  Given model = given_model();
  std::vector<float> momentum(static_cast<std::size_t>(model.weight.numel()));
  for (std::int64_t step = 0; step < 20; ++step)
    nn::detail::sgd_update_anywhere({true, false, step == 0, 0.02f, 0.8f, static_cast<float>(1 - 0.2), -0.05f},
                                    model.weight.data(),
                                    optim_data()["gradients"][step]["weight"].tensor()->contiguous().values<float>(),
                                    momentum.data(), momentum.size());
  const nn::StateDict state = nn::state_dict(model);
  CHECK(same_value(state["weight"], expected["values"]["weight"]));
}

}  // namespace optim_sgd_test
