// SPDX-License-Identifier: Apache-2.0
/// \file
/// The options of the optimizers: PyTorch's names, and its defaults.
#pragma once

#include <array>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// https://pytorch.org/docs/stable/generated/torch.optim.SGD.html
struct sgd_options {
  double lr = 1e-3;
  double momentum = 0;
  double dampening = 0;
  double weight_decay = 0;
  bool nesterov = false;
  bool maximize = false;
};

/// https://pytorch.org/docs/stable/generated/torch.optim.Adam.html
struct adam_options {
  double lr = 1e-3;
  std::array<double, 2> betas{0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;
  bool amsgrad = false;
  bool maximize = false;
};

/// Those of Adam with another default: here weight_decay shrinks the values themselves, and not through the gradient.
/// https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html
struct adamw_options {
  double lr = 1e-3;
  std::array<double, 2> betas{0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 1e-2;
  bool amsgrad = false;
  bool maximize = false;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
