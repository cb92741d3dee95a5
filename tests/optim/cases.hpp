// SPDX-License-Identifier: Apache-2.0
/// \file
/// What PyTorch's optimizers made of given gradients (tests/data/make_optim.py), and a model to do the same with.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"

namespace nnstruct_test {

/// The parameters of make_optim.py.
struct Given {
  nn::Parameter<float, 5, 13> weight;
  nn::Parameter<float, 37> late;
  nn::Parameter<float> scale;
  nn::Parameter<float, 3> none;
};

inline const nn::Value& optim_data() {
  static const nn::Value data = nn::read(NNSTRUCT_TEST_DATA "/optim.pth");
  return data;
}
inline const nn::Value& optim_case(const std::string& name) { return optim_data()["cases"][name]; }

inline Given given_model() {
  Given model;
  nn::load_state_dict(model, optim_data()["initial"].as<nn::StateDict>());
  return model;
}

/// Gives a model's parameters the gradients that stand under their keys, and the others none.
template <class Model> void set_gradients(Model& model, const nn::Value& gradients) {
  nn::zero_grad(model);
  for (const auto& p : nn::parameters(model)) {
    const nn::Value* const found = gradients.find(p.key());
    if (found == nullptr) continue;
    const nn::AnyTensor gradient = found->tensor()->contiguous();
    nn::detail::storage_handle memory(nn::detail::allocate_storage(gradient.data.size(), false));
    std::memcpy(memory.data(), gradient.data.get(), gradient.data.size());
    p.values().gradient(std::move(memory));
  }
}

/// One step with the gradients that PyTorch had in this one.
template <class Model, class Optimizer> void given_step(Model& model, Optimizer& optimizer, std::int64_t step) {
  set_gradients(model, optim_data()["gradients"][step]);
  optimizer.step(model);
}

/// The same dtypes, shapes, keys in their order and numbers; elements of tensors differ by at most `relative` times the
/// largest. Says what is not so.
inline bool same_value(const nn::Value& found, const nn::Value& expected, double relative = 0,
                       const std::string& path = "") {
  if (found == expected) return true;
  const auto inside = [&](const nn::Value& name) { return path + (path.empty() ? "" : ".") + repr(name); };
  const nn::AnyTensor *const a = found.tensor(), *const b = expected.tensor();
  bool same = found.what() == expected.what() && found.size() == expected.size() && (a != nullptr || found.size() != 0);
  if (same && a != nullptr) {
    same = a->dtype == b->dtype && a->shape == b->shape && a->dtype == nn::dtype::float32;
    double largest = 0, difference = 0;
    for (std::int64_t i = 0; same && i < a->numel(); ++i) {
      const float x = a->contiguous().values<float>()[i], y = b->contiguous().values<float>()[i];
      largest = std::max(largest, std::abs(static_cast<double>(y)));
      difference = std::max(difference, std::abs(static_cast<double>(x) - static_cast<double>(y)));
      same = std::isfinite(x) && std::isfinite(y);
    }
    same = same && difference <= relative * largest;
  } else if (same && found.is(nn::Value::kind::dict)) {
    for (std::size_t i = 0; same && i < found.size(); ++i) {
      same = found.pairs()[i].first == expected.pairs()[i].first;
      if (same &&
          !same_value(found.pairs()[i].second, expected.pairs()[i].second, relative, inside(found.pairs()[i].first)))
        return false;
    }
  } else if (same) {
    for (std::size_t i = 0; i < found.size(); ++i)
      if (!same_value(found.items()[i], expected.items()[i], relative, inside(i))) return false;
  }
  if (!same) UNSCOPED_INFO(path << " is " << repr(found) << "\nPyTorch has " << repr(expected));
  return same;
}

template <class Model> bool has_values_of(const Model& model, const nn::Value& expected, double relative) {
  nn::Value found;
  for (const auto& [key, tensor] : nn::state_dict(model)) found[key] = tensor;
  return same_value(found, expected, relative);
}

/// Does what PyTorch did in a case of make_optim.py: values after the first and after all steps, and the state.
template <class Optimizer, class AtStep>
bool steps_as_pytorch(const std::string& name, double relative, Optimizer opt, AtStep at_step) {
  const nn::Value& expected = optim_case(name);
  Given model = given_model();
  for (std::int64_t step = 0; step < 20; ++step) {
    at_step(opt, step);
    given_step(model, opt, step);
    if (step == 0 && !has_values_of(model, expected["first"], relative)) return false;
  }
  return has_values_of(model, expected["values"], relative) &&
         same_value(opt.state_dict(), expected["state"], relative);
}

}  // namespace nnstruct_test
