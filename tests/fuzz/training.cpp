// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/layers/linear.hpp>
#include <nnstruct/module/gradients.hpp>
#include <nnstruct/module/init.hpp>
#include <nnstruct/optim/adam.hpp>
#include <nnstruct/optim/cosine_annealing_lr.hpp>
#include <nnstruct/optim/multi_step_lr.hpp>
#include <nnstruct/optim/reduce_lr_on_plateau.hpp>
#include <nnstruct/optim/sgd.hpp>
#include <nnstruct/optim/step_lr.hpp>

#include "fuzz/chooser.hpp"
#include "fuzz/support.hpp"

namespace fuzz {

namespace {

using nn::Value;

struct Net {
  nn::Linear<3, 2> fc1;
  nn::Linear<2, 1> fc2;
};

void set_gradients(Net& net) {
  for (const auto& p : nn::parameters(net)) {
    nn::detail::storage_handle ones(
        nn::detail::allocate_storage(static_cast<std::size_t>(p.numel()) * sizeof(float), false));
    for (std::int64_t i = 0; i < p.numel(); ++i) reinterpret_cast<float*>(ones.data())[i] = 1;
    p.values().gradient(std::move(ones));
  }
}

/// A value of no structure, such as might stand anywhere.
Value any(chooser& choose) {
  static constexpr double odd[] = {0.0, -0.0, 0.1, 1.0, -1.0, 1e-310, 1e308, 0x1p53, HUGE_VAL, -HUGE_VAL};
  static constexpr const char* words[] = {"min", "max", "rel", "abs", "params", "fc1.weight", "fc2.bias", ""};
  switch (choose.below(14)) {
    case 0: return {};
    case 1: return choose.below(2) == 0;
    case 2: return static_cast<std::int64_t>(choose.word());
    case 3: return static_cast<int>(choose.byte()) - 8;
    case 4: return choose.number();
    case 5: return odd[choose.below(std::size(odd))];
    case 6: return words[choose.below(std::size(words))];
    case 7: return Value::list({});
    case 8: return Value::tuple({0.5, choose.number()});
    case 9: return Value::dict({});
    case 10: return Value::list({choose.byte(), choose.byte()});
    case 11: return nn::AnyTensor(nn::dtype::float32, {2, static_cast<std::int64_t>(choose.below(4))});
    case 12: return nn::AnyTensor(static_cast<nn::dtype>(choose.below(std::size(nn::detail::dtype_rows))), {});
    default: return nn::AnyTensor(nn::dtype::float64, {2});
  }
}

/// The value with a change somewhere in it.
Value changed(const Value& v, chooser& choose) {
  const std::size_t count = v.size();
  if (count == 0 || choose.below(8) == 0) return any(choose);
  const std::size_t at = choose.below(count), how = choose.below(8);
  if (v.is(Value::kind::dict)) {
    std::vector<Value::pair> items(v.pairs().begin(), v.pairs().end());
    if (how == 0) items.erase(items.begin() + static_cast<std::ptrdiff_t>(at));
    else if (how == 1) items[at].first = any(choose);
    else items[at].second = changed(items[at].second, choose);
    return accepted([&] { return Value::dict(std::move(items)); }).value_or(Value());
  }
  if (!v.is(Value::kind::list) && !v.is(Value::kind::tuple)) return any(choose);
  std::vector<Value> items(v.items().begin(), v.items().end());
  if (how == 0) items.erase(items.begin() + static_cast<std::ptrdiff_t>(at));
  else if (how == 1) items.push_back(items[at]);
  else items[at] = changed(items[at], choose);
  return v.is(Value::kind::list) ? Value::list(std::move(items)) : Value::tuple(std::move(items));
}

/// Loads changed states into copies of one that is there; `step` is tried on what was loaded.
template <class T, class Step> void load_changed(const T& made, chooser& choose, Step step) {
  const std::string before = text_of(made.state_dict());
  while (!choose.over()) {
    Value state = made.state_dict();
    for (std::size_t i = choose.below(4); i > 0; --i) state = changed(state, choose);
    T target = made;
    if (!accepted([&] { return target.load_state_dict(state), 0; })) {
      require(text_of(target.state_dict()) == before, "a state that was refused has changed something");
      continue;
    }
    T again = made;
    again.load_state_dict(target.state_dict());  // what throws here ends the program
    require(text_of(again.state_dict()) == text_of(target.state_dict()), "a state is not loaded as it was saved");
    for (int i = 0; i < 3; ++i) accepted([&] { return step(target), 0; });
    accepted([&] { return again.load_state_dict(target.state_dict()), 0; });
  }
  require(text_of(made.state_dict()) == before, "a copy's state has changed the original's");
}

template <class Optimizer> void of_optimizer(Optimizer optimizer, chooser& choose) {
  Net net = nn::init<Net>(0);
  set_gradients(net);
  if (choose.below(4) != 0) optimizer.step(net);
  load_changed(optimizer, choose, [&](Optimizer& loaded) { loaded.step(net); });
}

template <class Scheduler, class Options> void of_scheduler(const Options& options, chooser& choose) {
  nn::SGD<Net> optimizer{{.lr = 0.1}, nn::group("fc1.*"), nn::rest};
  Scheduler scheduler{optimizer, options};
  const auto step = [&](Scheduler& it) {
    if constexpr (std::is_same_v<Scheduler, nn::ReduceLROnPlateau>) it.step(optimizer, choose.number());
    else it.step(optimizer);
  };
  step(scheduler);
  load_changed(scheduler, choose, step);
}

}  // namespace

void training(bytes input) {
  chooser choose(input);
  switch (choose.below(8)) {
    case 0: return of_optimizer(nn::SGD<Net>{{.lr = 0.1}}, choose);
    case 1: return of_optimizer(nn::SGD<Net>{{.lr = 0.1, .momentum = 0.9, .nesterov = true}}, choose);
    case 2: return of_optimizer(nn::Adam<Net>{}, choose);
    case 3: return of_optimizer(nn::AdamW<Net>{{.amsgrad = true}, nn::group("*.bias"), nn::rest}, choose);
    case 4: return of_scheduler<nn::StepLR>(nn::step_lr_options{.step_size = 2}, choose);
    case 5: return of_scheduler<nn::MultiStepLR>(nn::multi_step_lr_options{.milestones = {1, 3, 3}}, choose);
    case 6: return of_scheduler<nn::CosineAnnealingLR>(nn::cosine_annealing_lr_options{.T_max = 4}, choose);
    default: return of_scheduler<nn::ReduceLROnPlateau>(nn::reduce_lr_on_plateau_options{.patience = 1}, choose);
  }
}

}  // namespace fuzz
