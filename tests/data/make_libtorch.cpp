// SPDX-License-Identifier: Apache-2.0
// Writes formats/libtorch/libtorch_*.pt, the files of libtorch's own torch::save and torch::pickle_save:
//
//     T=$(python -c 'import torch; print(torch.__path__[0])')     # of PyTorch 2.14
//     g++ -std=c++20 -I$T/include -I$T/include/torch/csrc/api/include make_libtorch.cpp \
//         -L$T/lib -Wl,-rpath,$T/lib -ltorch -ltorch_cpu -lc10 -o make_libtorch
//     ./make_libtorch formats/libtorch
//
// make_formats.py then says in formats/contents.txt what is in them.
#include <torch/torch.h>
#include <fstream>
#include <string>

namespace {

struct BlockImpl : torch::nn::Module {
  BlockImpl()
      : conv(register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 2, 3).bias(false)))),
        bn(register_module("bn", torch::nn::BatchNorm2d(2))) {}
  torch::nn::Conv2d conv;
  torch::nn::BatchNorm2d bn;
};
TORCH_MODULE(Block);
struct NetImpl : torch::nn::Module {
  NetImpl() : block(register_module("block", Block())), fc(register_module("fc", torch::nn::Linear(4, 3))) {
    scale = register_parameter("scale", torch::ones({2}));
    mask = register_buffer("mask", torch::arange(3));
  }
  Block block;
  torch::nn::Linear fc;
  torch::Tensor scale, mask;
};
TORCH_MODULE(Net);

}  // namespace

int main(int, char** arguments) {
  const std::string folder = arguments[1];
  torch::NoGradGuard no_grad;
  Net net;
  float next = 0;
  for (auto& item : net->named_parameters())
    item.value().copy_((torch::arange(item.value().numel()) * 0.25 + next++).view(item.value().sizes()));
  net->block->bn->running_mean.copy_(torch::tensor({0.5, -0.5}));
  net->block->bn->num_batches_tracked.fill_(7);
  torch::save(net, folder + "/libtorch_module.pt");
  torch::save(torch::arange(6.).view({2, 3}), folder + "/libtorch_tensor.pt");
  torch::save(std::vector<torch::Tensor>{torch::arange(3), torch::ones({2, 2}).t()}, folder + "/libtorch_tensors.pt");
  torch::optim::SGD sgd(net->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
  torch::save(sgd, folder + "/libtorch_sgd.pt");
  c10::Dict<std::string, torch::Tensor> dict;
  dict.insert("w", torch::arange(6.).view({2, 3}));
  const auto put = [&](const char* name, const c10::IValue& value) {
    const std::vector<char> bytes = torch::pickle_save(value);
    std::ofstream(folder + "/" + name, std::ios::binary).write(bytes.data(), bytes.size());
  };
  put("libtorch_pickle_tensor.pt", torch::arange(6.).view({2, 3}));
  put("libtorch_pickle_dict.pt", dict);
  put("libtorch_pickle_ints.pt", c10::List<int64_t>({1, 2, 3}));
}
