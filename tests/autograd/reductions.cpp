// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/autograd/reductions.hpp>

#include <nnstruct/nnstruct.hpp>

#include "support/gradients.hpp"

namespace autograd_reductions_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class F> void check(const std::string& name, F f) {
  check_through<tensor<2, 3, 4>>(name, f);
  check_through<tensor<dyn, dyn, 4>>(name, f);
}
}  // namespace

TEST_CASE("gradients of sums and means are PyTorch's", "[autograd]") {
  check("sum", [](const auto& x) { return nn::sum(x); });
  check("sum_0", [](const auto& x) { return nn::sum<0>(x); });
  check("sum_1", [](const auto& x) { return nn::sum<1>(x); });
  check("sum_-1", [](const auto& x) { return nn::sum<-1>(x); });
  check("mean", [](const auto& x) { return nn::mean(x); });
  check("mean_0", [](const auto& x) { return nn::mean<0>(x); });
  check("mean_1", [](const auto& x) { return nn::mean<1>(x); });
  check("mean_-1", [](const auto& x) { return nn::mean<-1>(x); });
}

TEST_CASE("sums and means of nothing are PyTorch's, and so are their gradients", "[autograd]") {
  check_through<tensor<dyn, 3>>("sum_empty", [](const auto& x) { return nn::sum(x); });
  check_through<tensor<dyn, 3>>("mean_empty", [](const auto& x) { return nn::mean(x); });
  check_through<tensor<2, dyn, 3>>("sum_along_empty", [](const auto& x) { return nn::sum<1>(x); });
  check_through<tensor<2, dyn, 3>>("mean_along_empty", [](const auto& x) { return nn::mean<1>(x); });
}

TEST_CASE("gradients of Softmax and LogSoftmax are PyTorch's", "[autograd]") {
  using X = tensor<2, 3, 4>;
  using Any = tensor<dyn, dyn, dyn>;
  check_module<nn::Softmax<0>, X, Any>("softmax_0");
  check_module<nn::Softmax<1>, X, Any>("softmax_1");
  check_module<nn::Softmax<-1>, X, Any>("softmax_-1");
  check_module<nn::LogSoftmax<0>, X, Any>("log_softmax_0");
  check_module<nn::LogSoftmax<1>, X, Any>("log_softmax_1");
  check_module<nn::LogSoftmax<-1>, X, Any>("log_softmax_-1");
  check("softmax_1", [](const auto& x) { return nn::softmax<1>(x); });
  check("log_softmax_1", [](const auto& x) { return nn::log_softmax<1>(x); });
  check_module<nn::Softmax<1>, tensor<3, dyn>>("softmax_empty");
  check_module<nn::LogSoftmax<1>, tensor<dyn, 3>>("log_softmax_empty");
}

}  // namespace autograd_reductions_test
