// SPDX-License-Identifier: Apache-2.0
// Models, tensors and training as the contract says them. Files and numbers are PyTorch's: tests/data.
#include <nnstruct/nnstruct.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "contract.hpp"
#include "expect.hpp"
#include "support/texts.hpp"

using contract::close;
using contract::contains;
using contract::folder;
using contract::thrown_by;
using keys = std::vector<std::string>;

namespace {

const std::string torch = NNSTRUCT_TEST_DATA "/torch-2.14/";

keys keys_of(const nn::StateDict& dict) {
  keys result;
  for (const auto& [key, tensor] : dict) result.push_back(key);
  return result;
}

float number(const nn::StateDict& dict, std::string_view key) { return dict[key].values<float>()[0]; }

}  // namespace

Net contract::load_elsewhere(const std::string& path) { return nn::load<Net>(path); }
std::string contract::repr_elsewhere(const Net& net) { return nn::repr(net); }
float contract::draw_elsewhere() { return nn::randn<1>()(0); }
bool contract::records_elsewhere() {
  auto net = nn::init<Learner>(0);
  return net.forward(nn::Tensor<float, nn::dyn, 4>(1)).requires_grad();
}

void contract::models() {
  // Initial values are PyTorch's, in both forms.
  auto mlp = nn::init<Mlp>(1);
  EXPECT(nn::Value(nn::state_dict(mlp)) == nn::read(torch + "mlp_state_dict.pt"));
  nn::init(mlp, 6);
  EXPECT(nn::Value(nn::state_dict(mlp)) == nn::Value(nn::state_dict(nn::init<Mlp>(6))));

  // Parameters start empty: using one is an error that names the layer, and both ways out.
  const std::string error = thrown_by<nn::ShapeError>([] { nn::predict(Net(), nn::Batch<3, 32, 32>(1)); });
  EXPECT(contains(error, "Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))"));
  EXPECT(contains(error, "nn::load") && contains(error, "nn::init"));

  // Every kind of field.
  Fields net;
  for (const auto& p : nn::parameters(net)) nn::fill_(p, 1);
  net.mean.fill_(0.5f);
  net.mask.fill_(1);
  const nn::StateDict fields = nn::state_dict(net);
  EXPECT(std::ranges::equal(fields, nn::schema<Fields>, {}, &nn::StateDict::value_type::first, &nn::schema_entry::key));
  nn::save(net, folder + "/fields.pth");
  EXPECT(nn::check<Fields>(folder + "/fields.pth").ok());
  EXPECT(!contains(nn::repr(net), "downsample") && !contains(nn::repr(net), "mask"));
  EXPECT(contains(nn::repr(net), "(1): ReLU()") && contains(nn::repr(net), "(2): ReLU(inplace=True)"));
  EXPECT(nn::repr(nn::load<LM>(NNSTRUCT_TEST_DATA "/loading/tied.pth")) ==
         nnstruct_test::text_of("loading.txt", "tied_repr"));

  // Options print as in PyTorch.
  const auto printed = [](const char* name) { return nnstruct_test::text_of("layers_repr.txt", name); };
  const Options options;
  EXPECT(contains(nnstruct_test::text_of("models_repr.txt", "resnet18"), "(conv1): " + nn::repr(options.conv) + "\n"));
  EXPECT(nn::repr(options.rectangle) == printed("conv2d_rectangles"));
  EXPECT(nn::repr(options.pool) == printed("max_pool2d_padding"));
  EXPECT(nn::repr(options.norm) == printed("batch_norm2d_nothing"));
  EXPECT(nn::repr(options.dropout) == nnstruct_test::text_of("random_repr.txt", "dropout_p"));
  EXPECT(nn::repr(options.relu) == printed("relu") && nn::repr(options.inplace) == printed("relu_inplace"));

  // A new or loaded net is in train mode.
  EXPECT(net.dropout.training && nn::load<Small>(NNSTRUCT_TEST_DATA "/schema/net.pth").features.get<1>().training);
  nn::eval(net);
  EXPECT(!net.dropout.training);
  nn::Tensor<std::int64_t, nn::dyn> words(2);
  words(1) = 4;
  const auto scores = nn::predict(net, words);  // 1, then 4, 13, 40, 121, and 3 times that; every sum is exact
  EXPECT(scores.extent(0) == 2 && scores(1, 4) == 363);
  nn::train(net);
  EXPECT(net.dropout.training);

  // Parameters are ordered, a tied one comes once; they can be sliced and frozen. Layers are visited.
  const auto all = nn::parameters(net);
  EXPECT(all.size() == 10 && all[0].key() == "scale" && all[9].key() == "blocks.1.fc.bias");
  all.first(all.size() - 2).requires_grad(false);
  EXPECT(!net.scale.requires_grad() && net.blocks[1].fc.weight.requires_grad());
  EXPECT(all.last(2)[0].requires_grad() && !all.subspan(0, 1)[0].requires_grad());
  int layers = 0;
  nn::for_each<nn::Linear<3, 3>>(net, [&](auto& layer) {
    layer.bias.fill_(2);
    ++layers;
  });
  EXPECT(layers == 4 && std::as_const(net).by_name->bias.data()[2] == 2);

  // Tensors.
  nn::Batch<3, 32, 32> x(8);
  static_assert(std::is_same_v<decltype(x), nn::Tensor<float, nn::dyn, 3, 32, 32>>);
  static_assert(x.rank() == 4 && x.static_extent(0) == nn::dyn && x.static_extent(3) == 32);
  EXPECT(x.extent(0) == 8 && x.extent(1) == 3 && x.numel() == 8 * 3 * 32 * 32);
  EXPECT(reinterpret_cast<std::uintptr_t>(x.data()) % 64 == 0 && x(7, 2, 31, 31) == 0);
  nn::Tensor<float, nn::dyn, 3, nn::dyn> dynamic(2, 5);
  EXPECT(dynamic.extent(0) == 2 && dynamic.extent(2) == 5 && &dynamic(1, 2, 4) - dynamic.data() == 29);
}

void contract::values() {
  // A tensor of any type, a view as it stands in PyTorch's file.
  const nn::Value file = nn::read(torch + "ckpt_transposed.pth");
  const nn::AnyTensor& view = *file["fc1.weight"].tensor();
  EXPECT(view.dtype == nn::dtype::float32 && view.data.size() == 48);
  EXPECT(view.shape == std::vector<std::int64_t>{3, 4} && view.strides == std::vector<std::int64_t>{1, 3});

  // A state_dict is ordered, and a snapshot that shares memory until somebody writes.
  auto net = nn::load<Learner>(torch + "ckpt_net_float32.pth");
  nn::StateDict dict = nn::state_dict(net);
  const nn::StateDict before = dict;
  EXPECT(keys_of(dict) == keys{"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"});
  const float first = number(dict, "fc1.weight");
  EXPECT(dict.find("fc1.bias")->second.data.get() ==
         reinterpret_cast<const std::byte*>(std::as_const(net).fc1.bias.data()));
  EXPECT(dict.find("fc3.bias") == dict.end());
  dict["fc1.weight"].values<float>()[0] = 42;
  EXPECT(std::as_const(net).fc1.weight.data()[0] == first && number(before, "fc1.weight") == first);
  net.fc1.bias.fill_(7);
  EXPECT(number(dict, "fc1.bias") != 7);
  EXPECT(dict.erase_if([](const auto& item) { return item.first.starts_with("fc2."); }) == 2);
  EXPECT(keys_of(dict) == keys{"fc1.weight", "fc1.bias"} && keys_of(before).size() == 4);
  EXPECT(!thrown_by<nn::StateDictError>([&] { nn::load_state_dict(net, dict); }).empty());
  EXPECT(nn::load_state_dict(net, dict, nn::relaxed).missing == keys{"fc2.weight", "fc2.bias"});
  nn::StateDict other;
  other["fc1.bias"] = nn::AnyTensor(nn::dtype::float32, {3});
  other["fc2.bias"] = nn::AnyTensor(nn::dtype::float32, {2});
  dict.update(other);
  EXPECT(keys_of(dict) == keys{"fc1.weight", "fc1.bias", "fc2.bias"} && number(dict, "fc1.bias") == 0);

  // Models are values too.
  Learner copy = net;
  EXPECT(std::as_const(copy).fc2.weight.data() == std::as_const(net).fc2.weight.data());
  copy.fc2.weight.fill_(1);
  EXPECT(nn::Value(nn::state_dict(copy)) != nn::Value(nn::state_dict(net)));
}

namespace contract {

namespace {

// clang-format off
using Net = Learner;
struct Checkpoint { int epoch; Net model_state_dict; nn::SGD<Net> optimizer_state_dict; float loss; };   // a record: train inside it, save it
// clang-format on
static_assert(nn::is_record<Checkpoint> && !nn::is_module<Checkpoint>);

/// The training of make_fixtures.py: what it ends with is in its file.
template <class Optimizer> void expect_trained(const std::string& name, Optimizer opt) {
  const nn::Value file = nn::read(torch + name);
  auto net = nn::init<Mlp>(6);
  nn::StepLR scheduler{opt, {.step_size = 2, .gamma = 0.5}};
  nn::Generator generator(7);
  float last = 0;
  for (int step = 0; step < 3; ++step) {
    const auto x = nn::randn<nn::Tensor<float, nn::dyn, 8>>(generator, 5);
    const nn::Tensor<std::int64_t, nn::dyn> labels = nn::randint(0, 4, 5, generator);
    nn::zero_grad(net);
    auto loss = nn::cross_entropy(net.forward(x), labels);
    loss.backward();
    opt.step(net);
    scheduler.step(opt);
    last = loss.item();
  }
  EXPECT(close(static_cast<double>(last), file["loss"].real()));
  const auto expected = file["model_state_dict"].as<nn::StateDict>();
  bool all_close = true;
  for (const auto& [key, tensor] : std::as_const(expected))
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
      all_close &= close(static_cast<double>(nn::state_dict(net).find(key)->second.template values<float>()[i]),
                         static_cast<double>(tensor.template values<float>()[i]));
  EXPECT(all_close);
  EXPECT(opt.state_dict()["param_groups"] == file["optimizer_state_dict"]["param_groups"]);
}

}  // namespace

void training() {
  auto run = nn::load<Checkpoint>(torch + "ckpt_checkpoint.pth");
  EXPECT(run.epoch == 5 && run.loss == 0.25f && run.optimizer_state_dict.options().lr == 0.1);
  Net& net = run.model_state_dict;
  EXPECT(nn::Value(nn::state_dict(net)) == nn::read(torch + "ckpt_net_float32.pth"));

  nn::Tensor<float, nn::dyn, 4> x(2);
  for (int i = 0; i < 8; ++i) x.data()[i] = static_cast<float>(i);
  nn::Tensor<std::int64_t, nn::dyn> labels(2);
  const float bias = std::as_const(net).fc2.bias.data()[0];
  // clang-format off
  nn::SGD<Net> opt{{.lr = 0.001, .momentum = 0.9}};    // nn::Adam, nn::AdamW alike
  nn::zero_grad(net);
  auto loss = nn::cross_entropy(net.forward(x), labels);                        // labels: nn::Tensor<std::int64_t, nn::dyn>
  loss.backward();
  opt.step(net);                                       // loss.item() is a float
  // clang-format on
  static_assert(std::is_same_v<decltype(loss.item()), float>);
  EXPECT(std::as_const(net).fc2.bias.data()[0] == bias - 0.001f * net.fc2.bias.grad()(0));
  nn::zero_grad(net);
  EXPECT(!net.fc2.bias.has_grad());

  // Copies share memory: nothing is duplicated.
  const Checkpoint made{5, net, opt, 0.4f};
  EXPECT(made.model_state_dict.fc1.weight.data() == std::as_const(net).fc1.weight.data());
  // clang-format off
  nn::save(Checkpoint{5, net, opt, 0.4f}, folder + "/checkpoint.pth");                                     // copies share memory: nothing is duplicated
  nn::save(nn::Value{{"epoch", 5}, {"model_state_dict", nn::state_dict(net)}}, folder + "/c.pth");         // or a dictionary
  // clang-format on
  const auto again = nn::load<Checkpoint>(folder + "/checkpoint.pth");
  EXPECT(again.epoch == 5 && again.loss == 0.4f && again.optimizer_state_dict.state_dict() == opt.state_dict());
  const nn::Value c = nn::read(folder + "/c.pth");
  EXPECT(c["epoch"].as<int>() == 5 &&
         c["model_state_dict"] == nn::read(folder + "/checkpoint.pth")["model_state_dict"]);
  EXPECT(nn::load<Net>(folder + "/checkpoint.pth", {.at = "model_state_dict"}).fc1.weight.has_values());

  expect_trained("checkpoint_sgd.pth", nn::SGD<Mlp>{{.lr = 0.1}});
  expect_trained("checkpoint_sgd_momentum.pth", nn::SGD<Mlp>{{.lr = 0.1, .momentum = 0.9, .weight_decay = 5e-4}});
  expect_trained("checkpoint_adam.pth", nn::Adam<Mlp>{{.lr = 1e-3}});
  expect_trained("checkpoint_adamw_amsgrad.pth",
                 nn::AdamW<Mlp>{{.lr = 1e-3, .amsgrad = true}, nn::group("0.*"), nn::group({"2.*", "4.*"}, [](auto& o) {
                                  o.lr = 5e-4;
                                })});
}

}  // namespace contract
