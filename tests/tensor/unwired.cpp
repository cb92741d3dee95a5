// SPDX-License-Identifier: Apache-2.0
#include <type_traits>

#include <nnstruct/tensor/tensor.hpp>

namespace tensor_unwired_test {

namespace nn = nnstruct;
using unwired = nn::detail::unwired_tensor;
using Rows = nn::Tensor<float, nn::dyn, 4>;

static_assert(nn::detail::is_unwired<unwired> && nn::detail::is_tensor<unwired> && !nn::detail::is_unwired<Rows>);

// Return types that users write, and what they do with a result.
static_assert(std::is_convertible_v<unwired, Rows> && std::is_convertible_v<unwired, nn::Tensor<float, nn::dyn>> &&
              std::is_convertible_v<unwired, nn::Tensor<std::int64_t, 2, 2>> && std::is_constructible_v<Rows, unwired>);
static_assert(std::is_same_v<decltype(unwired()(0, 1)), float&> && std::is_same_v<decltype(unwired().item()), float>);
static_assert(std::is_same_v<decltype(unwired().extent(0) + unwired().numel()), std::int64_t>);

// It comes from no tensor.
static_assert(!std::is_convertible_v<Rows, unwired> && !std::is_convertible_v<nn::Tensor<float, nn::dyn>, unwired>);

}  // namespace tensor_unwired_test
