// SPDX-License-Identifier: Apache-2.0
// A trained ResNet18 gets a new last layer for 100 classes, and that layer alone is trained: fine_tune.py is the same
// in Python. Writes before.pth and after.pth; `nnstruct diff` shows what the step changed.
//   fine_tune [RESNET18.pth]
// Without a file the ResNet18 has the values that torchvision gives it after torch.manual_seed(0).
#include <cstdio>
#include <exception>
#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;

using Trained = nn::models::resnet18<>;
using Net = nn::models::resnet18<100>;

int main(int argc, char** argv) try {
  nn::manual_seed(0);
  Trained trained;
  nn::init(trained);
  if (argc > 1) nn::load(trained, argv[1]);

  // model.fc = nn.Linear(model.fc.in_features, 100)
  Net net;
  nn::init(net.fc);
  nn::load_state_dict(net,
                      nn::state_dict(trained).select([](const auto& item) { return !item.first.starts_with("fc."); }),
                      nn::relaxed);

  // for param in list(model.parameters())[:-2]: param.requires_grad = False
  const nn::parameter_list parameters = nn::parameters(net);
  parameters.first(parameters.size() - 2).requires_grad(false);
  for (const nn::parameter_reference& p : parameters)
    if (p.requires_grad()) std::puts(std::string(p.key()).c_str());
  nn::eval(net);  // the running statistics of the frozen layers stay as they are, too

  nn::Batch<3, 64, 64> images(4);
  nn::uniform_(images);
  nn::Tensor<std::int64_t, nn::dyn> labels(4);
  for (std::int64_t i = 0; i < 4; ++i) labels(i) = 7 * i;

  nn::SGD<decltype(Net::fc)> optimizer{{.lr = 0.01, .momentum = 0.9}};
  nn::save(net, "before.pth");
  const auto loss = nn::cross_entropy(net.forward(images), labels);
  loss.backward();
  optimizer.step(net.fc);
  nn::save(net, "after.pth");
  std::printf("loss %.4f, ", static_cast<double>(loss.item()));
  std::printf("then %.4f\n", static_cast<double>(nn::cross_entropy(nn::predict(net, images), labels).item()));
} catch (const std::exception& error) {
  std::fprintf(stderr, "fine_tune: %s\n", error.what());
  return 2;
}
