// SPDX-License-Identifier: Apache-2.0
// One const model, eight threads, a thousand forwards each: every thread gets the bits that one thread alone gets.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <random>
#include <thread>
#include <vector>

#include <nnstruct/nnstruct.hpp>
namespace nn = nnstruct;

namespace {

struct Net {
  nn::Conv2d<1, 4, 3> conv1;
  nn::BatchNorm2d<4> bn1;
  nn::MaxPool2d<2> pool;
  nn::Conv2d<4, 6, 3, nn::conv_options{.padding = 1}> conv2;
  nn::Linear<54, 16> fc1;
  nn::Linear<16, 10> fc2;

  auto forward(const nn::Batch<1, 14, 14>& x) const {
    return x | conv1 | bn1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2;
  }
};

using Output = nn::Tensor<float, nn::dyn, 10>;

bool same_bits(const Output& a, const Output& b) {
  return a.numel() == b.numel() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.numel()) * sizeof(float)) == 0;
}

/// Numbers from -1 to 1, the same with every standard library.
class numbers {
 public:
  template <class Values> void fill(Values& values) {
    values.fill_(0);
    fill(values.data(), values.numel());
  }
  void fill(float* values, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) values[i] = static_cast<float>(generator_() % 2001) / 1000 - 1;
  }

 private:
  std::mt19937 generator_{1};
};

}  // namespace

int main() {
  constexpr int threads = 8, forwards = 1000, inputs = 10;
  numbers random;
  Net made;
  random.fill(made.conv1.weight);
  random.fill(made.conv1.bias);
  random.fill(made.bn1.weight);
  random.fill(made.bn1.bias);
  random.fill(made.bn1.running_mean);
  made.bn1.running_var.fill_(0.5f);
  made.bn1.num_batches_tracked.fill_(1);
  random.fill(made.conv2.weight);
  random.fill(made.conv2.bias);
  random.fill(made.fc1.weight);
  random.fill(made.fc1.bias);
  random.fill(made.fc2.weight);
  random.fill(made.fc2.bias);
  nn::eval(made);
  const Net net = made;

  std::vector<nn::Batch<1, 14, 14>> x;
  std::vector<Output> alone;
  for (std::int64_t i = 0; i < inputs; ++i) {
    x.emplace_back(1 + i % 3);
    random.fill(x.back().data(), x.back().numel());
    alone.push_back(nn::predict(net, x.back()));
    if (i > 0 && same_bits(alone[0], alone.back())) {
      std::cout << "the outputs do not depend on the input\n";
      return 1;
    }
  }

  std::atomic<int> others = 0;
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      for (int i = 0; i < forwards; ++i) {
        const auto which = static_cast<std::size_t>((i + t) % inputs);
        if (!same_bits(nn::predict(net, x[which]), alone[which])) ++others;
      }
    });
  for (std::thread& each : running) each.join();
  std::cout << nn::engine_name << ": " << threads << " threads, " << forwards << " forwards each, " << others.load()
            << " with other bits\n";
  return others.load() == 0 ? 0 : 1;
}
