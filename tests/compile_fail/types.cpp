// SPDX-License-Identifier: Apache-2.0
// Elements that no tensor has, extents that no tensor has, sizes and options that no layer has: one error for each.
#include <nnstruct/declare.hpp>

#include "found.hpp"
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
#define NINTH , 1, 1
#else
#define NINTH
#endif
struct Mine {};

template <class Field> struct Net {
  nn::Linear<4, 4> fc;
  Field field;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
};
#define CHECK_FOR(name, ...) inline constexpr auto name = nn::schema<Net<__VA_ARGS__>>.size();

// case: a parameter of another struct
// expect: nn: the elements of a Parameter or Buffer are none of PyTorch's
// expect: Parameter<Mine, 3>
CHECK_FOR(mine, nn::Parameter<FOUND(Mine, float), 3>)

// case: a parameter of long double
// expect: nn: the elements of a Parameter or Buffer are none of PyTorch's
// expect: Parameter<long double, 3>
CHECK_FOR(long_double, nn::Parameter<FOUND(long double, double), 3>)

// case: a buffer of another struct
// expect: nn: the elements of a Parameter or Buffer are none of PyTorch's
// expect: Buffer<Mine, 5>
CHECK_FOR(buffer, nn::Buffer<FOUND(Mine, bool), 5>)

// case: a transient buffer of long long
// expect: nn: the elements of a Parameter or Buffer are none of PyTorch's
// expect: Buffer<long long( int)?, 4>
CHECK_FOR(transient, nn::transient<nn::Buffer<FOUND(long long, long), 4>>)

// case: a tensor of another struct
// expect: nn: a tensor's elements are none of PyTorch's
// expect: Tensor<Mine, 3>
CHECK_FOR(tensor, nn::Tensor<FOUND(Mine, float), 3>)

// case: a parameter with a negative extent
// expect: nn: the extents of a Parameter or Buffer are known when the program is compiled, and not negative
// expect: Parameter<float, -3>
CHECK_FOR(negative, nn::Parameter<float, FOUND(-3, 3)>)

// case: a buffer with an unknown extent
// expect: nn: the extents of a Parameter or Buffer are known when the program is compiled, and not negative
// expect: Buffer<float, -1>
CHECK_FOR(dynamic, nn::Buffer<float, FOUND(nn::dyn, 3)>)

// case: a parameter with nine extents
// expect: nn: a Parameter or Buffer has at most eight extents
CHECK_FOR(rank, nn::Parameter<float, 1, 1, 1, 1, 1, 1, 1 NINTH>)

// case: a tensor with nine extents
// expect: nn: a Tensor has at most eight extents
CHECK_FOR(tensor_rank, nn::Tensor<float, 1, 1, 1, 1, 1, 1, 1 NINTH>)

// case: a tensor with a negative extent
// expect: nn: an extent of a Tensor is negative; use nn::dyn for an unknown one
CHECK_FOR(tensor_negative, nn::Tensor<float, FOUND(-3, 3)>)

// case: a Linear of negative features
// expect: nn: Linear needs at least one input and one output feature
CHECK_FOR(linear, nn::Linear<FOUND(-4, 4), 4>)

// case: a convolution in no group
// expect: nn: Conv2d's groups must divide its in_channels and its out_channels
CHECK_FOR(conv, nn::Conv2d<3, 6, 3, nn::conv_options{.groups = FOUND(0, 3)}>)

// case: a normalisation of nothing
// expect: nn: LayerNorm needs at least one number to normalise
CHECK_FOR(norm, nn::LayerNorm<FOUND(0, 3)>)

// case: an option of another layer of the family
// expect: nn: MaxPool2d has no count_include_pad and no divisor_override
nn::FOUND(MaxPool2d, AvgPool2d)<2, 2, nn::pool_options{.divisor_override = 3}> pool;
