// SPDX-License-Identifier: Apache-2.0
// Schedulers, against PyTorch (tests/data/make_optim.py and make_fixtures.py): every learning rate to the last bit.
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "optim/cases.hpp"

namespace optim_scheduler_test {

using namespace nnstruct_test;
using nn::Value;

namespace {

struct Pair {
  nn::Parameter<float, 2> a, b, c;
};
using SGD = nn::SGD<Pair>;

SGD made() {
  return SGD({.lr = 0.1}, nn::group("a"), nn::group({"b", "c"}, [](auto& o) { o.lr = 0.03; }));
}

const Value& data() {
  static const Value all = nn::read(NNSTRUCT_TEST_DATA "/schedulers.pth");
  return all;
}

void next(nn::epoch_scheduler& scheduler, SGD& opt, std::size_t) { scheduler.step(opt); }
void next(nn::ReduceLROnPlateau& scheduler, SGD& opt, std::size_t step) {
  scheduler.step(opt, data()["metrics"].items()[step].real());
}

/// The learning rates of the case, step by step; half of the way by a copy that has been in a file.
template <class Scheduler, class Options> void follows(const std::string& name, const Options& options) {
  INFO(name);
  const Value& expected = data()["cases"][name];
  const auto lrs = expected["lrs"].as<std::vector<double>>();
  SGD opt = made();
  Scheduler scheduler{opt, options};
  const std::size_t steps = lrs.size() / 2 - 1;
  for (std::size_t step = 0; step <= steps; ++step) {
    if (step != 0) next(scheduler, opt, step - 1);
    const std::vector<double> now = {opt.groups()[0].lr, opt.groups()[1].lr};
    INFO("after step " << step);
    REQUIRE(now == std::vector<double>{lrs[2 * step], lrs[2 * step + 1]});
    REQUIRE(scheduler.get_last_lr() == now);
    if (step == steps / 2) {
      Scheduler other;
      other.load_state_dict(scheduler.state_dict());
      scheduler = other;
      SGD loaded = made();
      loaded.load_state_dict(opt.state_dict());
      opt = loaded;
    }
  }
  CHECK(scheduler.last_epoch() == static_cast<std::int64_t>(steps));
  CHECK(same_value(scheduler.state_dict(), expected["state"]));
  CHECK(same_value(opt.state_dict()["param_groups"], expected["groups"]));
}

template <class Scheduler> struct Run {
  int epoch;
  Scheduler scheduler_state_dict;
};

}  // namespace

TEST_CASE("StepLR's learning rates are PyTorch's", "[optim][scheduler]") {
  follows<nn::StepLR>("step 30", nn::step_lr_options{.step_size = 30});
  follows<nn::StepLR>("step 7", nn::step_lr_options{.step_size = 7, .gamma = 0.93});
}

TEST_CASE("MultiStepLR's learning rates are PyTorch's", "[optim][scheduler]") {
  follows<nn::MultiStepLR>("multi", nn::multi_step_lr_options{.milestones = {80, 30, 80, 150}});
  follows<nn::MultiStepLR>("multi 0", nn::multi_step_lr_options{.milestones = {0, 5}, .gamma = 0.3});
}

TEST_CASE("CosineAnnealingLR's learning rates are PyTorch's", "[optim][scheduler]") {
  follows<nn::CosineAnnealingLR>("cosine 50", nn::cosine_annealing_lr_options{.T_max = 50});
  follows<nn::CosineAnnealingLR>("cosine 70", nn::cosine_annealing_lr_options{.T_max = 70, .eta_min = 0.001});
  follows<nn::CosineAnnealingLR>("cosine 1", nn::cosine_annealing_lr_options{.T_max = 1});
  follows<nn::CosineAnnealingLR>("new", nn::cosine_annealing_lr_options{.T_max = 13});
}

TEST_CASE("ReduceLROnPlateau's learning rates are PyTorch's", "[optim][scheduler]") {
  using options = nn::reduce_lr_on_plateau_options;
  follows<nn::ReduceLROnPlateau>("plateau", options{});
  follows<nn::ReduceLROnPlateau>("plateau rel", options{.factor = 0.7, .patience = 3, .cooldown = 4, .min_lr = 1e-3});
  follows<nn::ReduceLROnPlateau>("plateau abs", options{.factor = 0.5,
                                                        .patience = 2,
                                                        .threshold = 0.02,
                                                        .threshold_mode = nn::threshold_mode::abs,
                                                        .min_lrs = {1e-3, 0.0},
                                                        .eps = 1e-4});
  follows<nn::ReduceLROnPlateau>(
      "plateau max", options{.mode = nn::plateau_mode::max, .factor = 0.5, .patience = 5, .threshold = 0.01});
  follows<nn::ReduceLROnPlateau>("plateau max abs", options{.mode = nn::plateau_mode::max,
                                                            .factor = 0.9,
                                                            .patience = 5,
                                                            .threshold = 0.3,
                                                            .threshold_mode = nn::threshold_mode::abs,
                                                            .cooldown = 3});
}

TEST_CASE("a plateau is told by a tensor too", "[optim][scheduler]") {
  SGD opt = made(), other = opt;
  nn::ReduceLROnPlateau by_number{opt, {.patience = 0}}, by_tensor{other, {.patience = 0}};
  nn::Tensor<float> loss;
  *loss.data() = 0.3f;
  for (int i = 0; i < 3; ++i) by_number.step(opt, 0.3f), by_tensor.step(other, loss);
  CHECK(by_number.state_dict() == by_tensor.state_dict());
  CHECK(opt.groups()[0].lr == other.groups()[0].lr);
  CHECK(opt.groups()[0].lr < 0.1);
}

namespace {
template <class Scheduler> void round_trips() {
  const temp_folder folder;
  const std::string name(Scheduler::name);
  for (const std::string version : torch_versions) {
    const std::string path = std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/scheduler_" + name + ".pt";
    INFO(path);
    const auto scheduler = nn::load<Scheduler>(path);
    CHECK(scheduler.state_dict() == nn::read(path));
    nn::save(scheduler, folder / "again.pt");
    CHECK(nn::read(folder / "again.pt") == nn::read(path));
    nn::save(Run<Scheduler>{3, scheduler}, folder / "record.pt");
    const auto run = nn::load<Run<Scheduler>>(folder / "record.pt");
    CHECK(run.scheduler_state_dict.state_dict() == nn::read(path));
    CHECK(nn::check<Run<Scheduler>>(folder / "record.pt").ok());
  }
}
}  // namespace

TEST_CASE("PyTorch's schedulers are read and written, alone and in records", "[optim][scheduler]") {
  round_trips<nn::StepLR>();
  round_trips<nn::MultiStepLR>();
  round_trips<nn::CosineAnnealingLR>();
  round_trips<nn::ReduceLROnPlateau>();
}

TEST_CASE("a scheduler of PyTorch's goes on with its optimizer", "[optim][scheduler]") {
  using Mlp = nn::Sequential<nn::Linear<8, 16>, nn::ReLU, nn::Linear<16, 12>, nn::ReLU, nn::Linear<12, 4>>;
  for (const std::string version : torch_versions) {
    const std::string path = version + "/checkpoint_sgd.pth";
    const Value file = nn::read(std::string(NNSTRUCT_TEST_DATA) + "/" + path);
    auto opt = file["optimizer_state_dict"].as<nn::SGD<Mlp>>();
    auto scheduler = file["scheduler_state_dict"].as<nn::StepLR>();
    for (int step = 0; step < 5; ++step) scheduler.step(opt);
    const Value& expected = optim_data()["continued"][path];
    CHECK(opt.options().lr == expected["state"].get<double>("param_groups.0.lr"));
    CHECK(scheduler.get_last_lr() == expected["scheduler"]["_last_lr"].as<std::vector<double>>());
    CHECK(scheduler.last_epoch() == expected["scheduler"]["last_epoch"].integer());
  }
}

TEST_CASE("initial_lr stays what the first scheduler has made it", "[optim][scheduler]") {
  SGD opt = made();
  nn::StepLR first{opt, {.step_size = 1}};
  first.step(opt);
  nn::StepLR second{opt, {.step_size = 1}};
  CHECK(second.state_dict()["base_lrs"] == Value::list({0.1, 0.03}));
  CHECK(opt.state_dict().get<double>("param_groups.1.initial_lr") == 0.03);
  CHECK(opt.state_dict().at("param_groups.1").pairs().back().first == Value("params"));
}

TEST_CASE("a scheduler refuses what is not its own", "[optim][scheduler]") {
  SGD opt = made();
  nn::StepLR step{opt, {.step_size = 3}};
  const Value before = step.state_dict();
  const auto refused = [&](const Value& state) {
    const auto error = thrown_by<nn::StateDictError>([&] { step.load_state_dict(state); });
    CHECK(step.state_dict() == before);
    return std::string(error.what());
  };
  CHECK(
      refused(nn::CosineAnnealingLR(opt, {.T_max = 3}).state_dict()) ==
      "Error(s) in loading state_dict for StepLR:\n\texpected the state_dict of StepLR (a dict with step_size, gamma, "
      "base_lrs, last_epoch, _step_count, _last_lr), found one with T_max, eta_min, base_lrs, last_epoch, "
      "_step_count, _is_initial, _get_lr_called_within_step, _last_lr.");
  CHECK(contains(refused(Value(3)), "found an int (3)"));
  const auto with = [&](const char* key, Value v) {
    Value state = before;
    state[key] = std::move(v);
    return state;
  };
  CHECK(contains(refused(with("step_size", 0)), "step_size: expected an int from 1 to 2**53, found an int (0)"));
  CHECK(contains(refused(with("step_size", 2.5)), "step_size: expected an int from 1 to 2**53, found a float (2.5)"));
  CHECK(contains(refused(with("gamma", "a")), "gamma: expected a float, found a str ('a')"));
  CHECK(contains(refused(with("gamma", std::numeric_limits<double>::quiet_NaN())), "gamma: expected a float"));
  CHECK(contains(refused(with("last_epoch", std::numeric_limits<std::int64_t>::max())), "last_epoch: expected an int"));
  CHECK(contains(refused(with("base_lrs", Value::list({0.1, nullptr}))), "base_lrs: expected a list of floats"));
  nn::MultiStepLR multi{opt, {.milestones = {3}}};
  Value milestones = multi.state_dict();
  milestones["milestones"] = Value{{"a", 1}};
  CHECK(contains(thrown_by<nn::StateDictError>([&] { multi.load_state_dict(milestones); }).what(),
                 "milestones: expected a Counter of ints"));
  Value plateau = nn::ReduceLROnPlateau(opt).state_dict();
  plateau["mode"] = "least";
  CHECK(contains(thrown_by<nn::StateDictError>([&] { nn::ReduceLROnPlateau().load_state_dict(plateau); }).what(),
                 "mode: expected 'min' or 'max', found a str ('least')"));

  const temp_folder folder;
  nn::save(Value{{"epoch", 3}, {"scheduler_state_dict", multi.state_dict()}}, folder / "run.pth");
  CHECK(contains(thrown_by<nn::StateDictError>([&] { nn::load<Run<nn::StepLR>>(folder / "run.pth"); }).what(),
                 "scheduler_state_dict: expected the state_dict of StepLR"));
}

TEST_CASE("a scheduler needs its optimizer, and options that make sense", "[optim][scheduler]") {
  SGD opt = made();
  nn::SGD<Pair> one;
  nn::StepLR step{opt, {.step_size = 3}};
  CHECK(thrown_by<nn::Error>([&] { step.step(one); }).what() ==
        std::string("this StepLR is for an optimizer with 2 groups of parameters, and this one has 1"));
  CHECK(contains(thrown_by<nn::Error>([&] { nn::ReduceLROnPlateau().step(opt, 1.0); }).what(),
                 "this ReduceLROnPlateau has no optimizer yet"));
  CHECK(thrown_by<nn::Error>([&] { nn::StepLR(opt, {.step_size = 0}); }).what() ==
        std::string("StepLR: step_size is a number from 1 to 2**53, not 0"));
  CHECK(contains(thrown_by<nn::Error>([&] { nn::CosineAnnealingLR(opt, {.T_max = -1}); }).what(), "T_max"));
  CHECK(thrown_by<nn::Error>([&] { nn::ReduceLROnPlateau(opt, {.factor = 1.0}); }).what() ==
        std::string("Factor should be < 1.0."));
  CHECK(thrown_by<nn::Error>([&] { nn::ReduceLROnPlateau(opt, {.min_lrs = {0.1}}); }).what() ==
        std::string("expected 2 min_lrs, got 1"));
  CHECK(opt.state_dict().at("param_groups.0").contains("initial_lr"));  // by the first one alone
  CHECK_FALSE(one.state_dict().at("param_groups.0").contains("initial_lr"));
}

}  // namespace optim_scheduler_test
