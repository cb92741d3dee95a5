// SPDX-License-Identifier: Apache-2.0
// A whole training, on both engines: batches, dropout, running statistics, an optimizer and its schedule.
#include <nnstruct/nnstruct.hpp>

#include <cstdint>
#include <string>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace autograd_training_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

struct Net {
  nn::Conv2d<1, 4, 3> conv;
  nn::BatchNorm2d<4> bn;
  nn::MaxPool2d<2, 2> pool;
  nn::Dropout<> dropout;
  nn::Linear<16, 3> fc;

  auto forward(const nn::Batch<1, 6, 6>& x) { return x | conv | bn | nn::relu | pool | dropout | nn::flatten | fc; }
};

struct Images {
  nn::Batch<1, 6, 6> images;
  nn::Tensor<std::int64_t, nn::dyn> labels;
};

struct Run {
  std::int64_t epoch, batch;
  Net model_state_dict;
  nn::AdamW<Net> optimizer_state_dict;
  nn::CosineAnnealingLR scheduler_state_dict;
  nn::Generator order, rng_state;
  double loss;
};

constexpr std::int64_t epochs = 3, batches = 4;

Images data() {
  nn::Generator generator(5);
  Images set{nn::Batch<1, 6, 6>(22), nn::Tensor<std::int64_t, nn::dyn>(22)};
  nn::normal_(set.images, 0, 1, generator);
  for (std::int64_t i = 0; i < 22; ++i) set.labels(i) = i % 3;
  return set;
}

Run begin() {
  Run run{};
  nn::manual_seed(1);
  nn::init(run.model_state_dict);
  run.optimizer_state_dict = {{.lr = 0.05}};
  run.scheduler_state_dict = {run.optimizer_state_dict, {.T_max = epochs}};
  run.order = nn::Generator(2);
  run.rng_state = nn::default_generator();
  return run;
}

/// Goes on until the end, or for some batches, and saves.
void train(Run& run, const Images& set, std::int64_t steps, const std::string& path) {
  Net& net = run.model_state_dict;
  nn::Generator order = run.order;
  nn::default_generator() = run.rng_state;
  const nn::DataLoader loader(set, {.batch_size = 6, .shuffle = true, .generator = &order});
  for (; run.epoch < epochs; ++run.epoch, run.batch = 0) {
    run.order = order;
    for (auto& [images, labels] : loader.from(run.batch)) {
      if (steps-- == 0) {
        run.rng_state = nn::default_generator();
        return nn::save(run, path);
      }
      nn::zero_grad(net);
      const auto loss = nn::cross_entropy(net.forward(images), labels);
      loss.backward();
      run.optimizer_state_dict.step(net);
      run.loss = static_cast<double>(loss.item());
      ++run.batch;
    }
    run.scheduler_state_dict.step(run.optimizer_state_dict);
  }
  run.rng_state = nn::default_generator();
  run.order = order;
  nn::save(run, path);
}

}  // namespace

TEST_CASE("training that is interrupted at any batch ends with the same bytes", "[autograd][training]") {
  const temp_folder whole, parts;
  const std::string stopped = parts / "checkpoint.pth";
  const Images set = data();
  Run run = begin();
  const double untrained = [&] {
    auto net = run.model_state_dict;
    return static_cast<double>(nn::cross_entropy(nn::predict(net, set.images), set.labels).item());
  }();
  train(run, set, -1, whole / "checkpoint.pth");
  CHECK(run.epoch == epochs);
  CHECK(run.model_state_dict.bn.num_batches_tracked.data()[0] == epochs * batches);
  CHECK(static_cast<double>(nn::cross_entropy(nn::predict(run.model_state_dict, set.images), set.labels).item()) <
        untrained);
  const std::string expected = content_of(whole / "checkpoint.pth");

  for (std::int64_t stop = 0; stop < epochs * batches; ++stop) {
    Run before = begin();
    train(before, set, stop, stopped);
    nn::manual_seed(99);  // another process
    auto after = nn::load<Run>(stopped);
    CHECK(after.epoch * batches + after.batch == stop);
    train(after, set, -1, stopped);
    CHECK(content_of(stopped) == expected);
  }
}

}  // namespace autograd_training_test
