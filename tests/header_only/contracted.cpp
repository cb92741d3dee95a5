// SPDX-License-Identifier: Apache-2.0
// Random numbers, optimizers' steps and learning rates have PyTorch's bits whatever a program is compiled with: here
// the compiler may turn any product and sum into one operation.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include <nnstruct/nnstruct.hpp>

#include "support/sha256.hpp"

namespace nn = nnstruct;

static int failures = 0;

template <class X, class Draw> static void check(const std::string& name, Draw draw) {
  nn::Generator generator(0);
  X x;
  draw(x, generator);
  const std::string hash =
      nnstruct_test::sha256_of(x.data(), static_cast<std::size_t>(x.numel()) * sizeof(typename X::element_type));
  std::ifstream in(NNSTRUCT_TEST_DATA "/random.txt");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name + "\t0\t") && line.ends_with(hash)) return;
  std::printf("%s: PyTorch draws other bits\n", name.c_str());
  ++failures;
}

/// The parameters of make_optim.py.
struct Given {
  nn::Parameter<float, 5, 13> weight;
  nn::Parameter<float, 37> late;
  nn::Parameter<float> scale;
  nn::Parameter<float, 3> none;
};

/// 20 steps with PyTorch's gradients, and then its state: all but square roots, which MKL rounds otherwise.
template <class Optimizer> static void check_steps(const std::string& name, Optimizer opt) {
  const nn::Value data = nn::read(NNSTRUCT_TEST_DATA "/optim.pth");
  Given model;
  nn::load_state_dict(model, data["initial"].as<nn::StateDict>());
  for (std::int64_t step = 0; step < 20; ++step) {
    nn::zero_grad(model);
    for (const auto& p : nn::parameters(model))
      if (const nn::Value* const found = data["gradients"][step].find(p.key())) {
        nn::detail::storage_handle memory(nn::detail::allocate_storage(found->tensor()->data.size(), false));
        std::memcpy(memory.data(), found->tensor()->data.get(), memory.bytes());
        p.values().gradient(memory);
      }
    opt.step(model);
  }
  if (opt.state_dict() == data["cases"][name]["state"]) return;
  std::printf("%s: PyTorch has another state\n", name.c_str());
  ++failures;
}

static void check_schedule() {
  const nn::Value expected = nn::read(NNSTRUCT_TEST_DATA "/schedulers.pth")["cases"]["cosine 70"];
  nn::SGD<Given> opt{
      {.lr = 0.1}, nn::group("late"), nn::group({"weight", "scale", "none"}, [](auto& o) { o.lr = 0.03; })};
  nn::CosineAnnealingLR scheduler{opt, {.T_max = 70, .eta_min = 0.001}};
  for (int step = 0; step < 200; ++step) scheduler.step(opt);
  if (scheduler.state_dict() == expected["state"]) return;
  std::printf("CosineAnnealingLR: PyTorch has another learning rate\n");
  ++failures;
}

int main() {
  using nn::Generator;
  using nn::Tensor;
  check<Tensor<float, 100003>>("uniform_(100003,-2.1,5.3)",
                               [](auto& x, Generator& g) { nn::uniform_(x, -2.1, 5.3, g); });
  check<Tensor<double, 1000>>("uniform_(1000,-2.1,5.3,float64)",
                              [](auto& x, Generator& g) { nn::uniform_(x, -2.1, 5.3, g); });
  check<Tensor<float, 15>>("normal_(15,2.1,3.3)", [](auto& x, Generator& g) { nn::normal_(x, 2.1, 3.3, g); });
  check<Tensor<float, 4097>>("normal_(4097,-1,0.5)", [](auto& x, Generator& g) { nn::normal_(x, -1, 0.5, g); });
  check<Tensor<double, 10007>>("normal_(10007,2.1,3.3,float64)",
                               [](auto& x, Generator& g) { nn::normal_(x, 2.1, 3.3, g); });
  check<Tensor<float, 6, 5, 3>>("kaiming_uniform_(6,5,3),a=0.3",
                                [](auto& x, Generator& g) { nn::kaiming_uniform_(x, {.a = 0.3}, g); });
  check_steps("sgd all",
              nn::SGD<Given>{{.lr = 0.05, .momentum = 0.8, .dampening = 0.2, .weight_decay = 0.02, .maximize = true}});
  check_steps("adam betas", nn::Adam<Given>{{.lr = 0.01, .betas = {0.4, 0.9}, .eps = 1e-3}});
  check_schedule();
  return failures == 0 ? 0 : 1;
}
