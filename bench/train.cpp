// SPDX-License-Identifier: Apache-2.0
// A training step, forward, cross entropy, backward and SGD with momentum: LeNet with 64 images, ResNet18 with 4.
//   bench_train [Google Benchmark's options]; OMP_NUM_THREADS says how many threads oneDNN takes
#include <benchmark/benchmark.h>

#include <nnstruct/models/resnet.hpp>
#include <nnstruct/nnstruct.hpp>
#include <string>

#include "lenet.hpp"

namespace {

namespace nn = nnstruct;

template <class Net, class Images, std::int64_t Count, std::int64_t Classes> void train(benchmark::State& state) {
  auto net = nn::init<Net>(0);
  nn::SGD<Net> optimizer{{.lr = 1e-3, .momentum = 0.9}};
  Images images(Count);
  nn::uniform_(images);
  nn::Tensor<std::int64_t, nn::dyn> labels(Count);
  for (std::int64_t i = 0; i < Count; ++i) labels(i) = i % Classes;
  for (auto _ : state) {
    nn::zero_grad(net);
    const auto loss = nn::cross_entropy(net.forward(images), labels);
    loss.backward();
    optimizer.step(net);
    benchmark::DoNotOptimize(loss.item());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string engine(nn::engine_name);
  const auto add = [&](const std::string& name, auto function) {
    benchmark::RegisterBenchmark((name + ", " + engine).c_str(), function)
        ->MeasureProcessCPUTime()
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  };
  add("LeNet", train<LeNet, nn::Batch<3, 32, 32>, 64, 10>);
  add("ResNet18", train<nn::models::resnet18<>, nn::Batch<3, 224, 224>, 4, 1000>);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
