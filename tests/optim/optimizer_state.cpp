// SPDX-License-Identifier: Apache-2.0
// Optimizers in files, against checkpoints that PyTorch wrote (tests/data/make_fixtures.py) and went on from
// (tests/data/make_optim.py).
#include <nnstruct/format/zip/reader.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "optim/cases.hpp"

namespace optim_optimizer_state_test {

using namespace nnstruct_test;
using nn::Value;

namespace {

using Mlp = nn::Sequential<nn::Linear<8, 16>, nn::ReLU, nn::Linear<16, 12>, nn::ReLU, nn::Linear<12, 4>>;

/// What the files hold.
template <class Optimizer> struct Checkpoint {
  int epoch;
  Mlp model_state_dict;
  Optimizer optimizer_state_dict;
  nn::Value scheduler_state_dict;
  double loss;
  nn::Value best;
  std::string arch;
};
using SgdCheckpoint = Checkpoint<nn::SGD<Mlp>>;

std::string fixture(const std::string& path) { return std::string(NNSTRUCT_TEST_DATA) + "/" + path; }

std::string pickle_of(const std::string& path) {
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  for (const auto& entry : archive.entries())
    if (entry.name.ends_with("/data.pkl")) return archive.read(entry);
  return {};
}

/// The file loads, is saved with the same bytes, and what is loaded goes on as PyTorch.
template <class Optimizer>
void goes_on(const std::string& name, const Optimizer& made, double relative, const temp_folder& folder) {
  for (const std::string version : torch_versions) {
    const std::string path = version + "/checkpoint_" + name + ".pth";
    INFO(path);
    const Value& expected = optim_data()["continued"][path];
    Checkpoint<Optimizer> run{};
    run.optimizer_state_dict = made;
    CHECK(nn::check<Checkpoint<Optimizer>>(fixture(path)).ok() == (made.groups().size() == 1));
    const nn::LoadReport report = nn::load(run, fixture(path));
    CHECK(std::find(report.loaded.begin(), report.loaded.end(), "optimizer_state_dict") != report.loaded.end());
    nn::save(run, folder / "again.pth");
    CHECK(nn::read(folder / "again.pth") == nn::read(fixture(path)));
    nn::save(run, folder / ("checkpoint_" + name + ".pth"));
    CHECK(pickle_of(folder / ("checkpoint_" + name + ".pth")) == pickle_of(fixture(path)));

    for (std::int64_t step = 0; step < 5; ++step) {
      set_gradients(run.model_state_dict, optim_data()["more"][step]);
      run.optimizer_state_dict.step(run.model_state_dict);
      for (auto& group : run.optimizer_state_dict.groups())  // the file's StepLR halves after every second step
        if (step % 2 == 0) group.lr *= 0.5;
    }
    CHECK(has_values_of(run.model_state_dict, expected["values"], relative));
    const Value state = run.optimizer_state_dict.state_dict();
    CHECK(same_value(state["state"], expected["state"]["state"], relative));
    for (std::size_t g = 0; g < state["param_groups"].size(); ++g)
      CHECK(state["param_groups"].items()[g]["lr"] == expected["state"]["param_groups"].items()[g]["lr"]);
  }
}

}  // namespace

TEST_CASE("PyTorch's checkpoints load, are saved byte for byte, and go on as in PyTorch", "[optim][state]") {
  const temp_folder folder;
  goes_on("sgd", nn::SGD<Mlp>(), 0, folder);
  goes_on("sgd_momentum", nn::SGD<Mlp>(), 0, folder);
  goes_on("adam", nn::Adam<Mlp>(), 1e-6, folder);
  goes_on("adamw_amsgrad", nn::AdamW<Mlp>({}, nn::group("0.*"), nn::rest), 1e-6, folder);
}

namespace {

/// SGD with momentum on a Net, once stepped.
nn::SGD<Net> stepped(Net& net) {
  nn::SGD<Net> opt{{.lr = 0.1, .momentum = 0.9}};
  Value gradients;
  for (const auto& [key, tensor] : nn::state_dict(net)) gradients[key] = tensor;
  set_gradients(net, gradients);
  opt.step(net);
  return opt;
}

/// The state with another value at a place.
Value with(Value state, const std::string& key, Value v) {
  state["state"][1][key] = std::move(v);
  return state;
}
Value with_option(Value state, const std::string& key, Value v) {
  state["param_groups"][0][key] = std::move(v);
  return state;
}

/// What the error says; the optimizer is as it was.
template <class Optimizer> std::string refused(Optimizer& opt, const Value& state) {
  const Value before = opt.state_dict();
  const auto error = thrown_by<nn::StateDictError>([&] { opt.load_state_dict(state); });
  CHECK(opt.state_dict() == before);
  CHECK_FALSE(error.report().ok());
  return error.what();
}

}  // namespace

TEST_CASE("a new optimizer has PyTorch's state", "[optim][state]") {
  // tests/data/torch-2.14/optimizer_fresh_adam.pt: Adam(mlp().parameters(), lr=1e-3)
  CHECK(same_value(nn::Adam<Mlp>().state_dict(), nn::read(fixture("torch-2.14/optimizer_fresh_adam.pt"))));
  const temp_folder folder;
  for (const std::string version : torch_versions) {
    const std::string path = fixture(version + "/optimizer_fresh_adam.pt");
    const auto opt = nn::load<nn::Adam<Mlp>>(path);
    CHECK(opt.options().lr == 1e-3);
    nn::save(opt, folder / "optimizer_fresh_adam.pt");
    CHECK(pickle_of(folder / "optimizer_fresh_adam.pt") == pickle_of(path));
  }
}

TEST_CASE("every option round-trips through a file", "[optim][state]") {
  const temp_folder folder;
  const nn::SGD<Mlp> sgd{{.lr = 0.25, .momentum = 0.5, .dampening = 0.125, .weight_decay = 0.75, .maximize = true},
                         nn::group("0.*", [](auto& o) { o.nesterov = true, o.dampening = 0; }),
                         nn::rest};
  nn::save(sgd, folder / "sgd.pth");
  nn::SGD<Mlp> sgd_again{{}, nn::group("0.*"), nn::rest};
  CHECK(nn::load(sgd_again, folder / "sgd.pth").ok());
  CHECK(sgd_again.state_dict() == sgd.state_dict());
  CHECK(sgd_again.groups()[0].nesterov);
  CHECK(sgd_again.groups()[1].dampening == 0.125);
  CHECK(sgd_again.groups()[1].maximize);
  CHECK(sgd_again.groups()[1].weight_decay == 0.75);

  const nn::AdamW<Mlp> adam{
      {.lr = 0.25, .betas = {0.5, 0.75}, .eps = 0.125, .weight_decay = 0.5, .amsgrad = true, .maximize = true}};
  nn::save(adam, folder / "adamw.pth");
  const auto again = nn::load<nn::AdamW<Mlp>>(folder / "adamw.pth");
  CHECK(again.state_dict() == adam.state_dict());
  CHECK(again.options().betas == std::array{0.5, 0.75});
  CHECK(again.options().eps == 0.125);
  CHECK(again.options().amsgrad);
  CHECK(again.options().maximize);
}

TEST_CASE("a state is read as PyTorch reads it", "[optim][state]") {
  Net net = a_net(1);
  const Value state = stepped(net).state_dict();
  nn::SGD<Net> opt;

  // What PyTorch alone knows is kept.
  Value more = with(with_option(state, "foreach", true), "extra", "kept");
  more["param_groups"][0]["initial_lr"] = 0.5;
  more["param_groups"][0]["params"] = Value::list({0, 1, 2, 3});
  opt.load_state_dict(more);
  CHECK(opt.state_dict().at("state.1.extra") == Value("kept"));
  CHECK(opt.state_dict().at("param_groups.0.foreach") == Value(true));
  CHECK(opt.state_dict().at("param_groups.0.initial_lr") == Value(0.5));

  // Numbers of other types stay what they are until they change.
  opt.load_state_dict(with_option(with_option(with_option(state, "lr", 1), "nesterov", 0), "momentum", true));
  CHECK(opt.options().lr == 1);
  CHECK(opt.options().momentum == 1);
  CHECK(opt.state_dict().at("param_groups.0.lr") == Value(1));
  opt.options().lr = 0.5;
  CHECK(opt.state_dict().at("param_groups.0.lr") == Value(0.5));
  nn::AnyTensor lr(nn::dtype::float32, {});
  *lr.values<float>() = 0.25f;
  opt.load_state_dict(with_option(state, "lr", lr));
  CHECK(opt.options().lr == 0.25);
  CHECK(opt.state_dict().at("param_groups.0.lr") == Value(lr));

  // Options that came later have their defaults; indices may be any numbers, in the oldest files addresses.
  Value old = Value::dict();
  for (const auto& [key, mapped] : state["param_groups"][0].pairs())
    if (key.text() != "maximize" && key.text() != "foreach" && key.text() != "fused") old[key.text()] = mapped;
  old["params"] = Value::list({140001, 140009, 140002, 140003});
  opt.load_state_dict(
      Value{{"state", Value::dict({{140009, state["state"][1]}})}, {"param_groups", Value::list({old})}});
  CHECK(opt.state_dict()["state"] == Value::dict({{1, state["state"][1]}}));
  CHECK(opt.state_dict().at("param_groups.0.params") == Value::list({0, 1, 2, 3}));
  CHECK(opt.state_dict().at("param_groups.0.maximize") == Value(false));
}

TEST_CASE("steps are counted by tensors, and were by ints", "[optim][state]") {
  Net net = a_net(1);
  nn::Adam<Net> opt;
  set_gradients(net, Value{{"fc1.bias", nn::state_dict(net)["fc1.bias"]}});
  opt.step(net);
  const Value state = opt.state_dict();
  CHECK(state["state"].pairs()[0].first == Value(1));  // the bias alone
  CHECK(state.at("state.1.step").tensor()->shape.empty());
  for (const Value& step : {Value(41), Value(41.0)}) {
    opt.load_state_dict(with(state, "step", step));
    CHECK(opt.state_dict().get<double>("state.1.step") == 41);
  }
  CHECK(contains(refused(opt, with(state, "step", -1)), "state.1.step: expected a number of steps, found an int (-1)"));
  CHECK(contains(refused(opt, with(state, "step", std::numeric_limits<double>::infinity())), "state.1.step"));
  CHECK(contains(refused(opt, with(state, "step", "one")), "state.1.step: expected a float, found a str ('one')"));
  CHECK(
      contains(refused(opt, with(state, "exp_avg", nullptr)),
               "state.1.exp_avg: expected a Tensor of torch.float32 and shape [3], as the parameter \"fc1.bias\" has, "
               "found None"));
  Value missing = state;
  missing["state"][1] = Value{{"step", 1}, {"exp_avg", state.at("state.1.exp_avg")}};
  CHECK(contains(refused(opt, missing),
                 "state.1.exp_avg_sq: expected a Tensor of torch.float32 and shape [3], as the "
                 "parameter \"fc1.bias\" has, found nothing"));
  missing["state"][1] = Value{{"exp_avg", state.at("state.1.exp_avg")}, {"exp_avg_sq", state.at("state.1.exp_avg")}};
  CHECK(contains(refused(opt, missing), "state.1.step: expected the number of steps of \"fc1.bias\", found nothing"));
  CHECK(contains(refused(opt, with_option(state, "amsgrad", true)), "state.1.max_exp_avg_sq: expected a Tensor"));
}

TEST_CASE("buffers are those of the parameters", "[optim][state]") {
  Net net = a_net(1);
  nn::SGD<Net> opt = stepped(net);
  const Value state = opt.state_dict();
  CHECK(refused(opt, with(state, "momentum_buffer", nn::AnyTensor(nn::dtype::float32, {4}))) ==
        "Error(s) in loading state_dict for SGD:\n\tstate.1.momentum_buffer: expected a Tensor of torch.float32 and "
        "shape [3], as the parameter \"fc1.bias\" has, found a Tensor of torch.float32 and shape [4].");
  CHECK(contains(refused(opt, with(state, "momentum_buffer", nn::AnyTensor(nn::dtype::int64, {3}))),
                 "found a Tensor of torch.int64 and shape [3]"));
  Value missing = state;
  missing["state"][1] = Value::dict();
  CHECK(contains(refused(opt, missing), "state.1.momentum_buffer: expected a Tensor"));
  missing["state"][1] = 3;
  CHECK(contains(refused(opt, missing), "state.1: expected a dict, of the parameter \"fc1.bias\", found an int (3)"));

  // Other floating types are converted, as PyTorch does.
  nn::AnyTensor wide(nn::dtype::float64, {3});
  wide.values<double>()[0] = 0.1;
  opt.load_state_dict(with(state, "momentum_buffer", wide));
  const Value found = opt.state_dict().at("state.1.momentum_buffer");
  CHECK(found.tensor()->values<float>()[0] == 0.1f);
}

TEST_CASE("a state of something else is refused", "[optim][state]") {
  Net net = a_net(1);
  nn::SGD<Net> sgd = stepped(net);
  nn::Adam<Net> adam;
  nn::AdamW<Net> adamw;
  const Value state = sgd.state_dict();
  const std::string begin = "Error(s) in loading state_dict for ";
  CHECK(refused(adam, state) == begin + "Adam:\n\tparam_groups.0: expected the state of Adam, found that of SGD.");
  CHECK(refused(sgd, adam.state_dict()) ==
        begin + "SGD:\n\tparam_groups.0: expected the state of SGD, found that of Adam or AdamW.");
  CHECK(contains(refused(adam, adamw.state_dict()), "expected the state of Adam, found that of AdamW"));
  CHECK(contains(refused(adamw, adam.state_dict()), "expected the state of AdamW, found that of Adam"));
  const Value other{
      {"state", Value::dict()},
      {"param_groups",
       Value::list({Value{{"lr", 0.1}, {"alpha", 0.9}, {"centered", false}, {"params", Value::list({0, 1, 2, 3})}}})}};
  CHECK(contains(refused(sgd, other), "found that of RMSprop"));
  Value strange = with_option(other, "centred", false);
  strange["param_groups"][0] = Value{{"lr", 0.1}, {"trust", 1}, {"params", Value::list({0, 1, 2, 3})}};
  CHECK(contains(refused(sgd, strange), "found that of another optimizer, with the options 'lr' 'trust'"));

  CHECK(contains(refused(sgd, Value(3)),
                 "expected the state_dict of SGD (a dict with \"state\" and \"param_groups\"), found an int (3)"));
  CHECK(contains(refused(sgd, nn::state_dict(net)), "expected the state_dict of SGD"));
  CHECK(contains(refused(sgd, Value{{"state", Value::dict()}, {"param_groups", Value::list({1})}}), "param_groups.0"));
  CHECK(contains(refused(sgd, with_option(state, "params", 3)), "param_groups.0: expected a dict of options"));
}

TEST_CASE("a state of another model, or of other groups, is refused with both sizes", "[optim][state]") {
  Net net = a_net(1);
  nn::SGD<Net> sgd = stepped(net);
  nn::SGD<Mlp> other;
  nn::SGD<decltype(Net::fc2)> part;
  nn::SGD<Net> groups{{}, nn::group("*.bias"), nn::rest};
  CHECK(
      refused(sgd, part.state_dict()) ==
      "Error(s) in loading state_dict for SGD:\n\tparam_groups: expected 1 parameter group of 4 parameters, as SGD of "
      "Net has, found 1 parameter group of 2 parameters; an optimizer of a part of a model is declared as "
      "nn::SGD<decltype(Net::fc)>.");
  CHECK(contains(refused(sgd, groups.state_dict()),
                 "expected 1 parameter group of 4 parameters, as SGD of Net has, found 2 parameter groups of 2 + 2 "
                 "parameters; make the optimizer with these groups (nn::group), and load into it, or into the record "
                 "that holds it"));
  CHECK(contains(refused(other, sgd.state_dict()),
                 "expected 1 parameter group of 6 parameters, as SGD of Sequential has, found 1 parameter group of 4 "
                 "parameters"));
  nn::SGD<Net> three{{}, nn::group("fc1.bias"), nn::rest};
  CHECK(contains(refused(groups, three.state_dict()),
                 "expected 2 parameter groups of 2 + 2 parameters, as SGD of Net "
                 "has, found 2 parameter groups of 1 + 3 parameters"));
}

TEST_CASE("options of a file are checked", "[optim][state]") {
  Net net = a_net(1);
  nn::SGD<Net> opt = stepped(net);
  const Value state = opt.state_dict();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused(opt, with_option(state, "lr", nan)) ==
        "Error(s) in loading state_dict for SGD:\n\tparam_groups.0: expected options that SGD takes, found Invalid "
        "learning rate: nan.");
  CHECK(contains(refused(opt, with_option(state, "momentum", -0.5)), "Invalid momentum value: -0.5"));
  CHECK(contains(refused(opt, with_option(with_option(state, "nesterov", true), "dampening", 1)),
                 "Nesterov momentum requires a momentum and zero dampening"));
  CHECK(contains(refused(opt, with_option(state, "lr", "fast")), "param_groups.0.lr: expected a float, found a str"));
  CHECK(contains(refused(opt, with_option(state, "nesterov", 2)),
                 "param_groups.0.nesterov: expected a bool, found an int (2)"));
  CHECK(contains(refused(opt, with_option(state, "nesterov", nullptr)), "param_groups.0.nesterov"));
  CHECK(contains(refused(opt, with_option(state, "params", Value::list({0, 1, 2, 2}))),
                 "param_groups.0.params.3: expected each index once, found an int (2)"));
  CHECK(contains(refused(opt, with_option(state, "params", Value::list({0, 1, 2, "3"}))),
                 "param_groups.0.params.3: expected an int, found a str ('3')"));
  Value stray = state;
  stray["state"] = Value::dict({{7, state["state"][0]}, {"0", state["state"][0]}});
  const std::string text = refused(opt, stray);
  CHECK(contains(text, "state.7: expected one of the indices in param_groups, found 7, which is none of them"));
  CHECK(contains(text, "state.'0': expected one of the indices in param_groups, found '0', which is none of them"));
  nn::Adam<Net> adam;
  CHECK(contains(refused(adam, with_option(adam.state_dict(), "betas", Value::tuple({0.9, 1.5}))),
                 "Invalid beta parameter at index 1: 1.5"));
  CHECK(contains(refused(adam, with_option(adam.state_dict(), "betas", 0.9)),
                 "param_groups.0.betas: expected a tuple of 2 numbers, found a float (0.9)"));
}

TEST_CASE("parameters are matched by their names where a file has them", "[optim][state]") {
  Net net = a_net(1);
  const Value state = stepped(net).state_dict();
  const auto named = [&](std::vector<Value> names) {
    return with_option(state, "param_names", Value::list(std::move(names)));
  };
  nn::SGD<Net> opt;
  opt.load_state_dict(named({"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}));
  CHECK(opt.state_dict().at("state.1") == state["state"][1]);
  opt.load_state_dict(named({"module.fc1.weight", "module.fc1.bias", "module.fc2.weight", "module.fc2.bias"}));
  CHECK(opt.state_dict().at("param_groups.0.param_names.3") == Value("module.fc2.bias"));

  // Another order: the state goes by the names.
  Value other = with_option(state, "param_names", Value::list({"fc2.bias", "fc1.weight", "fc1.bias", "fc2.weight"}));
  other["state"] =
      Value::dict({{0, state["state"][3]}, {1, state["state"][0]}, {2, state["state"][1]}, {3, state["state"][2]}});
  opt.load_state_dict(other);
  for (int i = 0; i < 4; ++i) CHECK(opt.state_dict()["state"][i] == state["state"][i]);
  CHECK(opt.state_dict().at("param_groups.0.param_names") ==
        Value::list({"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}));

  CHECK(contains(refused(opt, named({"fc1.weight", "fc1.bias", "fc2.weight", "fc3.bias"})),
                 "param_groups.0.param_names.3: expected \"fc2.bias\" or another parameter of this group of SGD, each "
                 "once, found a str ('fc3.bias')"));
  CHECK(contains(refused(opt, named({"fc1.weight", "fc1.weight", "fc2.weight", "fc2.bias"})),
                 "param_groups.0.param_names.1"));
}

namespace {
struct Run {
  int epoch;
  Net model_state_dict;
  nn::SGD<Net> optimizer_state_dict;
  float loss;
};
}  // namespace

namespace {
struct Both {
  int epoch;
  nn::SGD<Net> a, b;
};
}  // namespace

TEST_CASE("two optimizers with one memory are two in a file", "[optim][state]") {
  const temp_folder folder;
  Net net = a_net(1);
  const nn::SGD<Net> opt = stepped(net);
  nn::save(Both{1, opt, opt}, folder / "both.pth");
  const Value file = nn::read(folder / "both.pth");
  const nn::AnyTensor &a = *file.at("a.state.1.momentum_buffer").tensor(),
                      &b = *file.at("b.state.1.momentum_buffer").tensor();
  CHECK(Value(a) == Value(b));
  CHECK(a.data.storage().identity() != b.data.storage().identity());

  // Nor is anything written through the state_dict; and it may be given back as often as one likes.
  const std::string before = repr(opt.state_dict());
  nn::AnyTensor buffer = *opt.state_dict().at("state.1.momentum_buffer").tensor();
  buffer.values<float>()[0] = 7;
  CHECK(repr(opt.state_dict()) == before);
  nn::SGD<Net> other = opt;
  for (int i = 0; i < 1000; ++i) other.load_state_dict(other.state_dict());
  CHECK(other.state_dict() == opt.state_dict());
}

TEST_CASE("a record is loaded with its optimizer, or stays as it is", "[optim][state]") {
  const temp_folder folder;
  Net net = a_net(1);
  Run run{5, net, stepped(net), 0.4f};
  nn::save(run, folder / "checkpoint.pth");
  auto again = nn::load<Run>(folder / "checkpoint.pth");
  CHECK(again.epoch == 5);
  CHECK(again.optimizer_state_dict.state_dict() == run.optimizer_state_dict.state_dict());
  nn::save(again, folder / "again.pth");
  CHECK(nn::read(folder / "again.pth") == nn::read(folder / "checkpoint.pth"));
  const nn::LoadReport report = nn::check<Run>(folder / "checkpoint.pth");
  CHECK(report.ok());

  Value file = nn::read(folder / "checkpoint.pth");
  file["epoch"] = 9;
  file["optimizer_state_dict"] =
      with(file["optimizer_state_dict"], "momentum_buffer", nn::AnyTensor(nn::dtype::float32, {4}));
  nn::save(file, folder / "wrong.pth");
  const Value state = again.optimizer_state_dict.state_dict();
  const auto error = thrown_by<nn::StateDictError>([&] { nn::load(again, folder / "wrong.pth"); });
  CHECK(contains(error.what(),
                 "optimizer_state_dict.state.1.momentum_buffer: expected a Tensor of torch.float32 and "
                 "shape [3], as the parameter \"fc1.bias\" has"));
  CHECK(again.epoch == 5);
  CHECK(again.optimizer_state_dict.state_dict() == state);
  CHECK_FALSE(nn::check<Run>(folder / "wrong.pth").ok());

  // A checkpoint that is cut short, at many places.
  const std::string bytes = content_of(folder / "checkpoint.pth");
  for (std::size_t size = 0; size < bytes.size(); size += 97) {
    put_content(folder / "cut.pth", std::string_view(bytes).substr(0, size));
    CHECK_THROWS_AS(nn::load(again, folder / "cut.pth"), nn::Error);
  }
  CHECK(again.epoch == 5);
  CHECK(again.optimizer_state_dict.state_dict() == state);
}

namespace {
template <class Optimizer> struct Training {
  int epoch;
  Mlp model;
  Optimizer opt;
  nn::StepLR scheduler;

  void go_on(int until) {
    for (; epoch < until; ++epoch) {
      set_gradients(model, optim_data()["more"][epoch % 5]);
      opt.step(model);
      scheduler.step(opt);
    }
  }
};

/// Training that was interrupted ends with the same bytes as training that was not.
template <class Optimizer> void resumes(Optimizer opt) {
  const temp_folder whole, parts;
  Training<Optimizer> run{0, {}, std::move(opt), {}};
  run.scheduler = nn::StepLR(run.opt, {.step_size = 3});
  nn::init(run.model, 0);
  Training<Optimizer> other = run;
  run.go_on(10);
  nn::save(run, whole / "end.pth");
  for (const int stop : {0, 1, 4, 9, 10}) {
    other.go_on(stop);
    nn::save(other, parts / "stop.pth");
    Training<Optimizer> next{};
    next.opt = run.opt;  // for its groups
    nn::load(next, parts / "stop.pth");
    other = next;
  }
  nn::save(other, parts / "end.pth");
  CHECK(content_of(parts / "end.pth") == content_of(whole / "end.pth"));
}
}  // namespace

TEST_CASE("training that was interrupted ends with the same bytes", "[optim][state]") {
  resumes(nn::SGD<Mlp>({.lr = 0.1}));
  resumes(nn::SGD<Mlp>({.lr = 0.1, .momentum = 0.9, .weight_decay = 1e-3, .nesterov = true}));
  resumes(nn::Adam<Mlp>({.weight_decay = 0.1, .maximize = true}));
  resumes(nn::AdamW<Mlp>({.amsgrad = true}, nn::group("*.bias", [](auto& o) { o.weight_decay = 0; }), nn::rest));
}

}  // namespace optim_optimizer_state_test
