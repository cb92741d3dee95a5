// SPDX-License-Identifier: Apache-2.0
// Forward of VGG16 and LeNet with one image, with the engine the program is built with.
//   bench_forward [Google Benchmark's options]; OMP_NUM_THREADS says how many threads oneDNN takes
#include <benchmark/benchmark.h>

#include <nnstruct/models/vgg.hpp>
#include <nnstruct/nnstruct.hpp>
#include <string>

#include "lenet.hpp"

namespace {

namespace nn = nnstruct;

template <class Net, class Input> void forward(benchmark::State& state) {
  auto trained = nn::init<Net>(0);
  nn::eval(trained);
  const Net net = trained;
  Input x(1);
  for (std::int64_t i = 0; i < x.numel(); ++i) x.data()[i] = static_cast<float>(i % 255) / 255;
  for (auto _ : state) benchmark::DoNotOptimize(nn::predict(net, x).data());
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
  add("LeNet", forward<LeNet, nn::Batch<3, 32, 32>>);
  add("VGG16", forward<nn::models::vgg16<>, nn::Batch<3, 224, 224>>);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
