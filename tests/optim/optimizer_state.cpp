// SPDX-License-Identifier: Apache-2.0
// Optimizers in files, against checkpoints that PyTorch wrote (tests/data/make_fixtures.py) and went on from
// (tests/data/make_optim.py).
#include <nnstruct/format/zip/reader.hpp>

#include <string>
#include <utility>
#include <vector>

#include "optim/cases.hpp"

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
    CHECK(nn::check<Checkpoint<nn::Value>>(fixture(path)).ok());
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
