// SPDX-License-Identifier: Apache-2.0
// The layers that compute each element by itself, a table of them and what is special about one; and softmaxes.
// Of include/nnstruct/layers/: elu.hpp, gelu.hpp, hardtanh.hpp, identity.hpp, inplace.hpp, leaky_relu.hpp, relu.hpp,
// sigmoid.hpp, softmax.hpp, tanh.hpp.
#include <nnstruct/layers/elu.hpp>
#include <nnstruct/layers/gelu.hpp>
#include <nnstruct/layers/hardtanh.hpp>
#include <nnstruct/layers/identity.hpp>
#include <nnstruct/layers/inplace.hpp>
#include <nnstruct/layers/leaky_relu.hpp>
#include <nnstruct/layers/relu.hpp>
#include <nnstruct/layers/sigmoid.hpp>
#include <nnstruct/layers/softmax.hpp>
#include <nnstruct/layers/tanh.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <type_traits>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/gradients.hpp"
#include "support/layers.hpp"

namespace layers_activations_test {

namespace nn = nnstruct;
using nn::dyn;
using nnstruct_test::as;
using nnstruct_test::autograd_part;
using nnstruct_test::check_layer;
using nnstruct_test::check_module;
using nnstruct_test::check_through;
using nnstruct_test::comparison;
using nnstruct_test::input_as;
using nnstruct_test::input_of;
using nnstruct_test::is_close;
using nnstruct_test::is_same;
using nnstruct_test::output_of;
using nnstruct_test::printed;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
using Known = tensor<3, 7>;

static_assert(std::is_same_v<decltype(nn::relu(tensor<>())), tensor<>>);
static_assert(std::is_same_v<decltype(nn::relu(tensor<2, dyn, 3>())), tensor<2, dyn, 3>>);

/// A layer behind pointers: its output has its input's type, so each check is compiled for tensors and not for layers.
template <class X> using call = X (*)(const X&);
struct calls {
  std::string (*repr)();
  call<Known> known;
  call<tensor<dyn, dyn>> unknown;
  call<tensor<dyn>> list;
  call<tensor<>> number;
  call<tensor<dyn, 4>> rows;
  call<tensor<19>> known_list;
};
template <class Layer> std::string repr_of() { return nn::repr(Layer{}); }
template <class Layer, class X> X result_of(const X& x) {
  const Layer layer;
  return layer(x);
}
template <class Layer>
constexpr calls of{repr_of<Layer>,   result_of<Layer>, result_of<Layer>, result_of<Layer>,
                   result_of<Layer>, result_of<Layer>, result_of<Layer>};

constexpr nn::leaky_relu_options steep{.negative_slope = 0.2}, falling{.negative_slope = -1.5};
constexpr nn::hardtanh_options bounds{.min_val = -2.5, .max_val = 0.5}, learned_bounds{.min_val = -1, .max_val = 2};
constexpr nn::elu_options negative{.alpha = -0.5}, large{.alpha = 1.5};
constexpr nn::gelu_options by_tanh{.approximate = nn::gelu_approximation::tanh};

/// name: its case in tests/data/layers.pth. gradient: its case in autograd.pth. printout: its case in layers_repr.txt,
/// if that is another one. Each may be null. equal: how it is compared with PyTorch.
struct row {
  const calls& layer;
  const char* name;
  const char* gradient = nullptr;
  const char* printout = nullptr;
  comparison equal = is_close;
};
const row rows[] = {
    {of<nn::ELU<>>, "elu"},
    {of<nn::ELU<negative>>, "elu_alpha"},
    {of<nn::ELU<large>>, nullptr, "elu"},
    {of<nn::inplace<nn::ELU<>>>, "elu", nullptr, "elu_inplace"},
    {of<nn::GELU<>>, "gelu", "gelu"},
    {of<nn::GELU<by_tanh>>, "gelu_tanh", "gelu_tanh"},
    {of<nn::Hardtanh<>>, "hardtanh"},
    {of<nn::Hardtanh<bounds>>, "hardtanh_bounds"},
    {of<nn::Hardtanh<learned_bounds>>, nullptr, "hardtanh"},
    {of<nn::inplace<nn::Hardtanh<bounds>>>, "hardtanh_bounds", nullptr, "hardtanh_inplace"},
    {of<nn::ReLU6>, "relu6", "relu6"},
    {of<nn::inplace<nn::ReLU6>>, "relu6", nullptr, "relu6_inplace"},
    {of<nn::Identity>, "identity"},
    {of<nn::Identity>, "identity", nullptr, "identity_with_arguments"},
    {of<nn::LeakyReLU<>>, "leaky_relu"},
    {of<nn::LeakyReLU<steep>>, "leaky_relu_slope", "leaky_relu"},
    {of<nn::LeakyReLU<falling>>, "leaky_relu_negative_slope"},
    {of<nn::inplace<nn::LeakyReLU<steep>>>, "leaky_relu_slope", nullptr, "leaky_relu_inplace"},
    {of<nn::ReLU>, "relu", "relu", nullptr, is_same},
    {of<nn::inplace<nn::ReLU>>, "relu", "relu", "relu_inplace", is_same},
    {of<nn::Sigmoid>, "sigmoid", "sigmoid"},
    {of<nn::Tanh>, "tanh", "tanh"},
};

/// As torch.nn.functional has them: the default and with options, called and piped.
struct function_row {
  const char* name;
  call<Known> function;
  comparison equal = is_close;
};
const function_row functions[] = {
    {"elu", [](const Known& x) { return nn::elu(x); }},
    {"elu", [](const Known& x) { return x | nn::elu; }},
    {"elu_alpha", [](const Known& x) { return nn::elu(x, -0.5); }},
    {"gelu", [](const Known& x) { return nn::gelu(x); }},
    {"gelu", [](const Known& x) { return x | nn::gelu; }},
    {"gelu_tanh", [](const Known& x) { return nn::gelu(x, nn::gelu_approximation::tanh); }},
    {"hardtanh", [](const Known& x) { return nn::hardtanh(x); }},
    {"hardtanh", [](const Known& x) { return x | nn::hardtanh; }},
    {"hardtanh_bounds", [](const Known& x) { return nn::hardtanh(x, -2.5, 0.5); }},
    {"relu6", [](const Known& x) { return x | nn::relu6; }},
    {"leaky_relu", [](const Known& x) { return nn::leaky_relu(x); }},
    {"leaky_relu", [](const Known& x) { return x | nn::leaky_relu; }},
    {"leaky_relu_slope", [](const Known& x) { return nn::leaky_relu(x, 0.2); }},
    {"relu", [](const Known& x) { return nn::relu(x); }, is_same},
    {"relu_function", [](const Known& x) { return nn::relu(x); }, is_same},
    {"relu_function", [](const Known& x) { return x | nn::relu; }, is_same},
    {"sigmoid", [](const Known& x) { return nn::sigmoid(x); }},
    {"sigmoid", [](const Known& x) { return x | nn::sigmoid; }},
    {"tanh", [](const Known& x) { return nn::tanh(x); }},
    {"tanh", [](const Known& x) { return x | nn::tanh; }},
};

template <class X> void check(const std::string& name, call<X> layer, comparison equal) {
  const auto x = input_as<X>(name);
  CHECK(equal(layer(x), output_of(name)));
  CHECK(is_same(x, input_of(name)));  // left alone, also by a layer that prints inplace=True
}

template <class X> void check_gradient(const std::string& name, call<X> layer) {
  check_through<X>(name, layer);
  CHECK(autograd_part(name + ".grad.").empty());  // there is nothing else to learn
}

template <template <std::int64_t> class Layer> void check_softmax(const std::string& name) {
  using X = tensor<2, 3, 4>;
  using Unknown = tensor<dyn, dyn, dyn>;
  check_layer<Layer<0>, X, Unknown>(name + "_0");
  check_layer<Layer<1>, X, Unknown>(name + "_1");
  check_layer<Layer<-1>, X, Unknown>(name + "_last");
  check_layer<Layer<-2>, X, Unknown>(name + "_second_last");
  check_layer<Layer<0>, tensor<5>, tensor<dyn>>(name + "_1d");
  check_layer<Layer<1>, tensor<dyn, 4>>(name + "_empty");
  check_layer<Layer<1>, nn::Batch<3, 2, 2>>(name + "_4d");
  check_layer<Layer<1>, tensor<dyn, 3>>(name + "_large");
}
}  // namespace

TEST_CASE("layers of elements compute and print what PyTorch's do, and leave their input alone",
          "[layers][ELU][GELU][Hardtanh][ReLU6][Identity][LeakyReLU][ReLU][Sigmoid][Tanh]") {
  for (const row& r : rows) {
    if (!r.name) continue;
    const std::string name = r.name, special = name + "_special";
    INFO("row " << (r.printout ? r.printout : r.name));
    CHECK(r.layer.repr() == printed(r.printout ? r.printout : name));
    check(name, r.layer.known, r.equal);
    check(name, r.layer.unknown, r.equal);
    check(name + "_0d", r.layer.number, r.equal);
    check(name + "_empty", r.layer.rows, r.equal);
    if (name == "relu") continue;  // whose first case has NaN, infinities and -0 already
    check(special, r.layer.list, r.equal);
  }
}

TEST_CASE("functions of elements are called or piped, and leave their input alone",
          "[layers][elu][gelu][hardtanh][relu6][leaky_relu][relu][sigmoid][tanh]") {
  for (const function_row& r : functions) {
    INFO("row " << r.name);
    check(r.name, r.function, r.equal);
  }
}

TEST_CASE("gradients of layers of elements are PyTorch's, also of numbers that are none",
          "[layers][ELU][GELU][Hardtanh][ReLU6][LeakyReLU][ReLU][Sigmoid][Tanh]") {
  for (const row& r : rows) {
    if (!r.gradient) continue;
    INFO("row " << r.layer.repr());
    check_gradient(r.gradient, r.layer.known_list);
    check_gradient(r.gradient, r.layer.list);
  }
  check_gradient<tensor<dyn>>("relu", [](const tensor<dyn>& x) { return nn::relu(x); });
  check_gradient<tensor<dyn>>("hardtanh", [](const tensor<dyn>& x) { return nn::hardtanh(x, -1, 2); });
  check_module<nn::ReLU, tensor<dyn, 3>>("relu_empty");
}

TEST_CASE("ReLU gives the bits that PyTorch's gives, of any shape", "[layers][ReLU]") {
  check_layer<nn::ReLU, tensor<>>("relu_0d", is_same);
  check_layer<nn::ReLU, tensor<2, 3, 2, 2>>("relu_4d", is_same);
  check_layer<nn::ReLU, tensor<0, 4>>("relu_empty", is_same);
  const auto x = input_as<tensor<dyn, 7>>("relu_function");
  CHECK(is_same(nn::relu(x), output_of("relu_function")));
  CHECK(is_same(x | nn::relu, output_of("relu_function")));
}

TEST_CASE("Identity gives its input, of whatever type", "[layers][Identity]") {
  nn::Tensor<std::int64_t, 2> numbers;
  auto same = numbers | nn::Identity{};
  same(1) = 7;
  CHECK(numbers(1) == 7);
}

TEST_CASE("Softmax and LogSoftmax compute and print what PyTorch's do", "[layers][Softmax][LogSoftmax]") {
  check_softmax<nn::Softmax>("softmax");
  check_softmax<nn::LogSoftmax>("log_softmax");
}

TEST_CASE("where there is one element, its probability is 1 and the logarithm of that 0",
          "[layers][Softmax][LogSoftmax]") {
  check_layer<nn::Softmax<1>, tensor<dyn, 1>>("softmax_one");
  const auto logarithms = nn::log_softmax<1>(input_as<tensor<3, 1>>("log_softmax_one"));
  const auto expected = as<tensor<3, 1>>(output_of("log_softmax_one"));  // zeros: no scale to be close by
  for (std::int64_t i = 0; i < 3; ++i) CHECK(std::abs(logarithms(i, 0) - expected(i, 0)) <= 1e-5f);
}

TEST_CASE("the functions softmax and log_softmax are called or piped", "[layers][Softmax][LogSoftmax]") {
  const auto x = input_as<tensor<2, 3, 4>>("softmax_last");
  CHECK(is_close(nn::softmax<-1>(x), output_of("softmax_last")));
  CHECK(is_close(x | nn::softmax<2>, output_of("softmax_last")));
  CHECK(is_close(nn::log_softmax<1>(input_as<tensor<2, 3, 4>>("log_softmax_1")), output_of("log_softmax_1")));
}

}  // namespace layers_activations_test
