// SPDX-License-Identifier: Apache-2.0
// Records, against checkpoints that PyTorch wrote (tests/data/make_fixtures.py).
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>

#include <array>
#include <complex>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace checkpoint_record_test {

using namespace nnstruct_test;
using nn::Value;
using keys = std::vector<std::string>;

namespace {

using Mlp = nn::Sequential<nn::Linear<8, 16>, nn::ReLU, nn::Linear<16, 12>, nn::ReLU, nn::Linear<12, 4>>;

/// What the files hold.
template <class Loss> struct CheckpointOf {
  int epoch;
  Mlp model_state_dict;
  nn::Value optimizer_state_dict;
  nn::Value scheduler_state_dict;
  Loss loss;
  nn::Value best;
  std::string arch;
};
using Checkpoint = CheckpointOf<float>;

struct Inner {
  double lr;
  std::vector<int> steps;
};
struct Everything {
  std::int64_t epoch;
  Net net;
  std::string note;
  bool done;
  std::optional<int> best;
  std::optional<int> none;
  std::vector<double> history;
  std::array<double, 2> betas;
  std::pair<int, std::string> pair;
  std::tuple<int, bool, std::string> tuple;
  std::map<std::string, float> metrics;
  Inner inner;
  std::vector<Inner> stages;
  nn::Value rest;
  nn::AnyTensor mean;
  nn::StateDict ema;
};

Everything everything() {
  Everything e{};
  e.epoch = 1'000'000'000'000;
  e.net = a_net(1);
  e.note = "größe";
  e.done = true;
  e.best = 3;
  e.history = {0.5, 0.25};
  e.betas = {0.9, 0.999};
  e.pair = {1, "a"};
  e.tuple = {2, true, "b"};
  e.metrics = {{"acc", 0.5f}, {"top5", 0.75f}};
  e.inner = {0.1, {10, 20}};
  e.stages = {{0.2, {}}, {0.3, {1}}};
  e.rest = Value{{"a", Value::list({1, nullptr})}};
  e.mean = nn::AnyTensor(nn::dtype::float32, {2});
  e.ema = nn::state_dict(a_net(7));
  return e;
}

std::string pickle_of(const std::string& path) {
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  for (const auto& entry : archive.entries())
    if (entry.name.ends_with("/data.pkl")) return archive.read(entry);
  return {};
}
std::string fixture(const std::string& version, const std::string& name) {
  return std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/" + name;
}

}  // namespace

TEST_CASE("PyTorch's checkpoints are records", "[checkpoint][record]") {
  const temp_folder folder;
  for (const std::string version : torch_versions)
    for (const std::string name :
         {"checkpoint_sgd.pth", "checkpoint_sgd_momentum.pth", "checkpoint_adam.pth", "checkpoint_adamw_amsgrad.pth"}) {
      INFO(version << " " << name);
      const std::string path = fixture(version, name);
      const Value value = nn::read(path);
      const auto run = nn::load<Checkpoint>(path);
      CHECK(run.epoch == value["epoch"].integer());
      CHECK(run.loss == static_cast<float>(value["loss"].real()));
      CHECK(run.optimizer_state_dict == value["optimizer_state_dict"]);
      CHECK(Value(nn::state_dict(run.model_state_dict)) == value["model_state_dict"]);
      CHECK(nn::check<Checkpoint>(path).ok());
      // A float is not what Python's is; with a double the file is the same again.
      nn::save(nn::load<CheckpointOf<double>>(path), folder / name);
      CHECK((pickle_of(folder / name) == pickle_of(path)));
      CHECK(nn::read(folder / name) == value);
    }
}

TEST_CASE("a record keeps every kind of field", "[checkpoint][record]") {
  const temp_folder folder;
  const Everything e = everything();
  nn::save(e, folder / "all.pth");
  const auto again = nn::load<Everything>(folder / "all.pth");
  CHECK(again.epoch == e.epoch);
  CHECK(hash_of(again.net) == hash_of(e.net));
  CHECK(again.note == e.note);
  CHECK(again.done);
  CHECK(again.best == 3);
  CHECK(again.none == std::nullopt);
  CHECK(again.history == e.history);
  CHECK(again.betas == e.betas);
  CHECK(again.pair == e.pair);
  CHECK(again.tuple == e.tuple);
  CHECK(again.metrics == e.metrics);
  CHECK(again.inner.lr == 0.1);
  CHECK(again.stages.size() == 2);
  CHECK(again.stages[1].steps == std::vector<int>{1});
  CHECK(again.rest == e.rest);
  CHECK(Value(again.mean) == Value(e.mean));
  CHECK(Value(again.ema) == Value(e.ema));
  nn::save(again, folder / "again.pth");
  CHECK(nn::read(folder / "again.pth") == nn::read(folder / "all.pth"));
  const auto report = nn::check<Everything>(folder / "all.pth");
  CHECK(report.ok());
  CHECK_FALSE(report.verified);
  CHECK(report.loaded ==
        keys{"epoch",       "net.fc1.weight", "net.fc1.bias", "net.fc2.weight", "net.fc2.bias", "note",
             "done",        "best",           "none",         "history",        "betas",        "pair",
             "tuple",       "metrics",        "inner.lr",     "inner.steps",    "stages.0.lr",  "stages.0.steps",
             "stages.1.lr", "stages.1.steps", "stages",       "rest",           "mean",         "ema"});
}

namespace {
struct Small {
  int epoch;
  Net model;
  std::string note;
  Inner inner;
  std::vector<int> list;
};
}  // namespace

TEST_CASE("everything that is wrong with a record is told at once, and nothing changes", "[checkpoint][record]") {
  const temp_folder folder;
  nn::StateDict state = nn::state_dict(a_net(2));
  state.erase_if([](const auto& item) { return item.first == "fc1.bias"; });
  state["fc2.bias"] = nn::AnyTensor(nn::dtype::float32, {5});
  state["fc3.bias"] = nn::AnyTensor(nn::dtype::float32, {5});
  const Value bad{{"epoch", "five"},
                  {"model", state},
                  {"extra", 1},
                  {"inner", {{"lr", nullptr}, {"steps", Value::list({1, "x", true})}, {7, 7}}},
                  {"list", 3}};
  nn::save(bad, folder / "bad.pth");
  Small record{7, a_net(1), "note", {0.5, {1}}, {2}};
  const std::uint64_t before = hash_of(record.model);
  const auto error = thrown_by<nn::StateDictError>([&] { nn::load(record, folder / "bad.pth"); });
  CHECK(std::string(error.what())
            .find("Error(s) in loading state_dict for Small:\n"
                  "\tMissing key(s) in state_dict: \"model.fc1.bias\", \"note\". \n"
                  "\tUnexpected key(s) in state_dict: \"model.fc3.bias\", \"inner.7\", \"extra\". \n"
                  "\tsize mismatch for model.fc2.bias: copying a param with shape torch.Size([5]) from checkpoint, the "
                  "shape "
                  "in current model is torch.Size([2]).\n"
                  "\tepoch: expected an int, found a str ('five').\n"
                  "\tinner.lr: expected a float, found None.\n"
                  "\tinner.steps.1: expected an int, found a str ('x').\n"
                  "\tinner.steps.2: expected an int, found a bool (True).\n"
                  "\tlist: expected a list, found an int (3).") == 0);
  CHECK(error.report().kind_mismatch.size() == 5);
  CHECK(record.epoch == 7);
  CHECK(hash_of(record.model) == before);
  CHECK(record.inner.steps == std::vector<int>{1});
  const auto planned = nn::check<Small>(folder / "bad.pth");
  CHECK_FALSE(planned.ok());
  CHECK(nn::repr(planned) == error.what());
}

TEST_CASE("a record's options work as a model's", "[checkpoint][record]") {
  const temp_folder folder;
  nn::StateDict state = nn::state_dict(a_net(2));
  state.erase_if([](const auto& item) { return item.first == "fc1.bias"; });
  nn::save(Value{{"run", {{"epoch", 9}, {"model", state}, {"extra", 1}}}}, folder / "file.pth");
  Small record{7, a_net(1), "note", {0.5, {1}}, {2}};
  nn::LoadOptions options = nn::relaxed;
  options.at = "run";
  const auto report = nn::load(record, folder / "file.pth", options);
  CHECK(report.missing == keys{"model.fc1.bias", "note", "inner", "list"});
  CHECK(report.unexpected == keys{"extra"});
  CHECK(report.loaded == keys{"epoch", "model.fc1.weight", "model.fc2.weight", "model.fc2.bias"});
  CHECK(report.verified);
  CHECK(record.epoch == 9);
  CHECK(record.note == "note");
  CHECK(std::as_const(record.model.fc1.bias).data()[0] == 2);  // its own: a_net(1)'s
  CHECK(std::as_const(record.model.fc2.bias).data()[0] == 5);
  // A new record would have a model without all values.
  CHECK(contains(thrown_by<nn::StateDictError>([&] { nn::load<Small>(folder / "file.pth", options); }).what(),
                 "model.fc1.bias"));
  CHECK(contains(thrown_by<nn::FormatError>([&] { nn::load<Small>(folder / "file.pth", {.at = "runs"}); }).what(),
                 "there is no \"runs\"; the keys are \"run\""));
}

TEST_CASE("a record of which nothing is loaded, or a model in it, is an error unless it is allowed",
          "[checkpoint][record]") {
  const temp_folder folder;
  nn::StateDict other;
  other["layer.weight"] = nn::AnyTensor(nn::dtype::float32, {2, 2});
  nn::save(Value{{"epoch", 9}, {"model", other}}, folder / "model.pth");
  nn::save(Value{{"epoch", 9}, {"inner", {{"rate", 1}}}}, folder / "inner.pth");
  nn::save(Value{{"steps", 9}, {"weights", other}}, folder / "all.pth");
  nn::LoadOptions relaxed = nn::relaxed;
  for (const auto& [name, what] : {std::pair("model.pth", "model"), {"inner.pth", "inner"}, {"all.pth", "Small"}}) {
    INFO(name);
    const std::string path = folder / name;
    Small record{7, a_net(1), "note", {0.5, {1}}, {2}};
    relaxed.nothing = nn::refuse;
    const auto error = thrown_by<nn::StateDictError>([&] { nn::load(record, path, relaxed); });
    CHECK(std::string(error.what())
              .find(std::string("Error(s) in loading state_dict for Small:\n\tnothing is loaded: "
                                "not one key of ") +
                    what + " is in the state_dict with its shape") == 0);
    CHECK(error.report().nothing_loaded.size() == 1);
    CHECK_FALSE(nn::check<Small>(folder / name, relaxed).ok());
    CHECK(record.epoch == 7);
    relaxed.nothing = nn::allow;
    CHECK(nn::load(record, folder / name, relaxed).ok());
    CHECK(nn::check<Small>(folder / name, relaxed).ok());
    CHECK(hash_of(record.model) == hash_of(a_net(1)));
  }
}

TEST_CASE("what is no tensor in a model's state_dict is an unexpected key of a record", "[checkpoint][record]") {
  struct run {
    int epoch;
    nn::Sequential<nn::Linear<2, 1>, nn::Linear<1, 1>> model;
  };
  const temp_folder folder;
  for (const char* const extra : {"none", "number", "bytes", "dict", "tensors"}) {
    INFO(extra);
    nn::save(
        nn::Value{{"epoch", 1}, {"model", nn::read(std::string(NNSTRUCT_TEST_DATA "/held/extra_") + extra + ".pt")}},
        folder / "run.pt");
    CHECK_THROWS_WITH(nn::load<run>(folder / "run.pt"),
                      Catch::Contains("Unexpected key(s) in state_dict: \"model.0._extra_state\""));
    run loaded = nn::load<run>(folder / "run.pt", {.unexpected = nn::allow});
    CHECK(nn::state_dict(loaded.model)["1.bias"].values<float>()[0] == 3);
    CHECK(nn::check<run>(folder / "run.pt", nn::relaxed).ok());
  }
}

TEST_CASE("tied parameters of a record that have two values are an error", "[checkpoint][record]") {
  struct net {
    nn::Embedding<3, 2> wte;
    nn::TiedLinear<"wte.weight", 2, 3> lm_head;
  };
  struct run {
    int epoch;
    net model;
  };
  nn::StateDict dict;
  dict["wte.weight"] = nn::AnyTensor(nn::dtype::float32, {3, 2});
  dict["lm_head.weight"] = nn::AnyTensor(nn::dtype::float32, {3, 2});
  for (int i = 0; i < 6; ++i) {
    dict["wte.weight"].values<float>()[i] = 1;
    dict["lm_head.weight"].values<float>()[i] = 1;
  }
  const temp_folder folder;
  nn::save(nn::Value{{"epoch", 1}, {"model", dict}}, folder / "same.pt");
  CHECK(nn::load<run>(folder / "same.pt").epoch == 1);
  dict["lm_head.weight"].values<float>()[5] = 2;
  nn::save(nn::Value{{"epoch", 1}, {"model", dict}}, folder / "two.pt");
  CHECK_THROWS_WITH(nn::load<run>(folder / "two.pt"), Catch::Contains("lm_head.weight") && Catch::Contains("model"));
}

TEST_CASE("hints of a record are whole options, and right for all of its models", "[checkpoint][record]") {
  struct Two {
    int epoch;
    Net net, best;
  };
  const temp_folder folder;
  const nn::StateDict plain = nn::state_dict(a_net(1));
  nn::StateDict parallel = plain, averaged = plain;
  parallel.add_prefix("module.");
  averaged.add_prefix("module.");
  averaged["n_averaged"] = nn::AnyTensor(nn::dtype::int64, {});
  const auto hints = [&](const nn::StateDict& net, const nn::StateDict& best) {
    nn::save(Value{{"run", {{"epoch", 1}, {"net", net}, {"best", best}}}}, folder / "two.pth");
    return nn::check<Two>(folder / "two.pth", {.at = "run"}).hints;
  };
  CHECK(hints(parallel, plain) ==
        keys{"net: all keys of the state_dict start with \"module.\", as a DataParallel model's, and match the model "
             "without it: load with {.strip_prefix = \"module.\", .at = \"run\"}"});
  CHECK(nn::check<Two>(folder / "two.pth", {.strip_prefix = "module.", .at = "run"}).ok());
  CHECK(hints(parallel, parallel).size() == 2);
  // A filter for the one would leave nothing of the other.
  CHECK(hints(averaged, plain).empty());
  CHECK(hints(averaged, averaged).size() == 2);
  CHECK(nn::check<Two>(folder / "two.pth", {.strip_prefix = "module.", .at = "run", .filter = "module.*"}).ok());
}

TEST_CASE("a record of models without values is not saved", "[checkpoint][record]") {
  const temp_folder folder;
  CHECK(contains(thrown_by<nn::Error>([&] { nn::save(Small{}, folder / "file.pth"); }).what(),
                 "these parameters of Net have no values yet: \"fc1.weight\""));
  CHECK(folder.names().empty());
}

TEST_CASE("two models of a record are two values in the file, too", "[checkpoint][record]") {
  struct Two {
    int epoch;
    Net net, best;
  };
  const temp_folder folder;
  const Net net = a_net(1);
  nn::save(Two{1, net, net}, folder / "two.pth");
  const Value value = nn::read(folder / "two.pth");
  const auto memory = [&](const char* path) { return value.at(path).tensor()->data.storage().identity(); };
  CHECK(memory("net.fc1.weight") != memory("best.fc1.weight"));
  CHECK(value["net"] == value["best"]);
  // In a dictionary they are what they are in Python: one storage as long as nobody writes.
  const nn::StateDict state = nn::state_dict(net);
  nn::save(Value{{"net", state}, {"best", state}}, folder / "shared.pth");
  const Value shared = nn::read(folder / "shared.pth");
  CHECK(shared.at("net.fc1.weight").tensor()->data.storage().identity() ==
        shared.at("best.fc1.weight").tensor()->data.storage().identity());
}

TEST_CASE("a Value is converted to a record or a model", "[checkpoint][record]") {
  const temp_folder folder;
  nn::save(Small{7, a_net(1), "note", {0.5, {1}}, {2}}, folder / "file.pth");
  const Value value = nn::read(folder / "file.pth");
  CHECK(value.as<Small>().inner.steps == std::vector<int>{1});
  CHECK(value.get<Inner>("inner").lr == 0.5);
  CHECK(hash_of(value["model"].as<Net>()) == hash_of(a_net(1)));
  CHECK(contains(thrown_by<nn::StateDictError>([&] { (void)value["inner"].as<Small>(); }).what(),
                 "Missing key(s) in state_dict: \"epoch\", \"model\", \"note\", \"inner\", \"list\""));
  CHECK_THROWS_AS(value["inner"].as<Net>(), nn::Error);
}

namespace {
struct Numbers {
  nn::Tensor<float, nn::dyn, 2> rows;
  nn::Tensor<std::int64_t> count;
  std::optional<nn::Tensor<float, 2>> mean;
  std::map<std::string, nn::AnyTensor> named;
  std::map<int, double> by_number;
  std::vector<nn::AnyTensor> all;
  std::complex<double> z;
  std::optional<std::string> later;  // not in older files
};
}  // namespace

TEST_CASE("records hold tensors of every kind", "[checkpoint][record]") {
  const temp_folder folder;
  const nn::AnyTensor ones(nn::dtype::float32, {3, 2});
  Value file{{"rows", ones},
             {"count", nn::AnyTensor(nn::dtype::int64, {})},
             {"mean", nullptr},
             {"named", {{"a", ones}}},
             {"by_number", {{0, 0.5}, {7, 1.0}}},
             {"all", Value::list({ones, ones})},
             {"z", std::complex<double>(1, -2)}};
  nn::save(file, folder / "numbers.pth", {.durable = false});
  const auto read = nn::load<Numbers>(folder / "numbers.pth");
  CHECK(read.rows.extent(0) == 3);
  CHECK(read.count.numel() == 1);
  CHECK_FALSE(read.mean);
  CHECK(read.named.at("a").numel() == 6);
  CHECK(read.by_number == std::map<int, double>{{0, 0.5}, {7, 1}});
  CHECK(read.all.size() == 2);
  CHECK(read.z == std::complex<double>(1, -2));
  CHECK_FALSE(read.later);
  nn::save(read, folder / "again.pth", {.durable = false});
  CHECK(nn::read(folder / "again.pth")["by_number"] == file["by_number"]);
  CHECK(nn::check<Numbers>(folder / "numbers.pth").ok());

  file["rows"] = nn::AnyTensor(nn::dtype::float32, {3, 4});
  file["named"]["a"] = 1;
  file["all"][1] = "x";
  nn::save(file, folder / "wrong.pth", {.durable = false});
  for (const nn::LoadReport& report :
       {nn::check<Numbers>(folder / "wrong.pth"),
        thrown_by<nn::StateDictError>([&] { (void)nn::load<Numbers>(folder / "wrong.pth"); }).report()}) {
    std::ostringstream text;
    text << report;
    CHECK(contains(text.str(),
                   "rows: expected a Tensor of torch.float32 and shape [*, 2], found a Tensor of "
                   "torch.float32 and shape [3, 4]"));
    CHECK(contains(text.str(), "named.a: expected a Tensor, found an int (1)"));
    CHECK(contains(text.str(), "all.1: expected a Tensor, found a str ('x')"));
  }
}

namespace {
struct Whole {
  int epoch;
  Mlp net;
};
}  // namespace

TEST_CASE("a record takes a model that was saved whole", "[checkpoint][record]") {
  const temp_folder folder;
  const std::string data = std::string(NNSTRUCT_TEST_DATA) + "/torch-2.14/";
  nn::save(Value{{"epoch", 3}, {"net", nn::read(data + "mlp_model.pth")}}, folder / "whole.pth", {.durable = false});
  const auto read = nn::load<Whole>(folder / "whole.pth");
  CHECK(read.epoch == 3);
  CHECK(hash_of(read.net) == hash_of(nn::load<Mlp>(data + "mlp_model.pth")));
}

namespace {
struct Seeded {
  int epoch;
  nn::Tensor<std::uint8_t, 5056> rng_state;
  nn::Generator generator;
  nn::Tensor<float, 5> next_normal;
  nn::Tensor<float, nn::dyn> next_uniform, next_of_generator;
  std::optional<nn::Tensor<std::uint8_t, 5056>> cuda_rng_state;  // not in this file
  std::optional<nn::Generator> of_loader;
};

bool same_numbers(const nn::Tensor<float, nn::dyn>& a, const nn::Tensor<float, nn::dyn>& b) {
  return a.numel() == b.numel() && std::equal(a.data(), a.data() + a.numel(), b.data());
}
}  // namespace

TEST_CASE("random numbers go on from a checkpoint as PyTorch's do", "[checkpoint][record]") {
  const temp_folder folder;
  const std::string torchs = NNSTRUCT_TEST_DATA "/rng_state.pth";
  auto run = nn::load<Seeded>(torchs);  // written by make_rng_state.py
  nn::set_rng_state(run.rng_state);
  const auto normal = nn::randn<5>();
  CHECK(same_numbers(normal, run.next_normal));
  CHECK(same_numbers(nn::rand<nn::Tensor<float, nn::dyn>>(700), run.next_uniform));
  run.of_loader = run.generator;
  nn::save(run, folder / "again.pth", {.durable = false});
  CHECK(same_numbers(nn::rand<nn::Tensor<float, nn::dyn>>(run.generator, 700), run.next_of_generator));

  const Value before = nn::read(torchs), after = nn::read(folder / "again.pth");
  for (const char* key : {"epoch", "rng_state", "generator"}) CHECK(before[key] == after[key]);
  CHECK(after["of_loader"] == before["generator"]);
  CHECK(after["cuda_rng_state"].is(Value::kind::none));
  auto again = nn::load<Seeded>(folder / "again.pth");
  CHECK(same_numbers(nn::rand<nn::Tensor<float, nn::dyn>>(*again.of_loader, 700), run.next_of_generator));
  CHECK(same_numbers(nn::rand<nn::Tensor<float, nn::dyn>>(again.generator, 700), run.next_of_generator));
  CHECK(nn::check<Seeded>(torchs).ok());
}

TEST_CASE("what is no generator's state is told in the report", "[checkpoint][record]") {
  const temp_folder folder;
  Value file = nn::read(NNSTRUCT_TEST_DATA "/rng_state.pth");
  file["rng_state"] = nn::AnyTensor(nn::dtype::uint8, {16});
  file["generator"] = nn::AnyTensor(nn::dtype::uint8, {5056});
  file["next_normal"] = nn::AnyTensor(nn::dtype::uint8, {5});
  file["of_loader"] = nn::AnyTensor(nn::dtype::int64, {5056});
  nn::save(file, folder / "bad.pth", {.durable = false});
  auto run = nn::load<Seeded>(NNSTRUCT_TEST_DATA "/rng_state.pth");
  const nn::Generator before = run.generator;
  const auto report = thrown_by<nn::StateDictError>([&] { nn::load(run, folder / "bad.pth"); }).report();
  std::vector<std::string> found;
  for (const auto& row : report.kind_mismatch)
    found.push_back(row.key + ": expected " + row.expected + ", found " + row.found.substr(0, 42));
  CHECK(found ==
        keys{"rng_state: expected a Tensor of torch.uint8 and shape [5056], found a Tensor of torch.uint8 and "
             "shape [16]",
             "generator: expected the state of a generator, found Invalid mt19937 state: it was never seeded",
             "next_normal: expected a Tensor of torch.float32 and shape [5], found a Tensor of torch.uint8 and "
             "shape [5]",
             "of_loader: expected a Tensor of torch.uint8 and shape [5056], found a Tensor of torch.int64 and "
             "shape [5056]"});
  const auto kept = run.generator.get_state(), was = before.get_state();
  CHECK(std::equal(kept.data(), kept.data() + kept.numel(), was.data()));
  CHECK(nn::check<Seeded>(folder / "bad.pth").kind_mismatch.size() == 3);  // what is in the tensor is not looked at
}

TEST_CASE("a state_dict over a checkpoint's path, and the other way round, is simply the new file", "[checkpoint]") {
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  const std::string before = fixture("torch-2.14", "checkpoint_sgd_momentum.pth");
  put_content(path, content_of(before));
  const auto checkpoint = nn::load<Checkpoint>(path);
  const Mlp& net = checkpoint.model_state_dict;

  nn::save(net, path);
  CHECK(folder.names() == keys{"model.pth"});
  CHECK(hash_of(nn::load<Mlp>(path)) == hash_of(net));
  CHECK(contains(thrown_by<nn::StateDictError>([&] { (void)nn::load<Checkpoint>(path); }).what(), "epoch"));

  nn::save(checkpoint, path);
  CHECK(folder.names() == keys{"model.pth"});
  CHECK(nn::read(path) == nn::read(before));

  // Nothing of what was there before is left: the files are those of an empty folder.
  for (const bool dict : {true, false}) {
    const temp_folder fresh;
    if (dict) nn::save(net, path), nn::save(net, fresh / "model.pth");
    else nn::save(checkpoint, path), nn::save(checkpoint, fresh / "model.pth");
    CHECK(content_of(path) == content_of(fresh / "model.pth"));
  }
}

}  // namespace checkpoint_record_test
