// SPDX-License-Identifier: Apache-2.0
// Another number of elements.
// expect: layer_accepts_input<.*expected<4, 5>.*found<3, 6>
// expect: nn: reshape got a tensor with another number of elements
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
inline constexpr auto to = nn::reshape<4, 5>;
#else
inline constexpr auto to = nn::reshape<9, 2>;
#endif

auto reshaped(const nn::Tensor<float, 3, 6>& x) { return x | to | nn::relu; }
