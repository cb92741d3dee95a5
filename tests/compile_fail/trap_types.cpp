// SPDX-License-Identifier: Apache-2.0
// Elements that no tensor has, extents that no tensor has, sizes that no layer has: one error for each.
// errors: 13
// expect: nn: the elements of a Parameter or Buffer are none of PyTorch's
// expect: nn: a tensor's elements are none of PyTorch's
// expect: nn: the extents of a Parameter or Buffer are known when the program is compiled, and not negative
// expect: nn: a Parameter or Buffer has at most eight extents
// expect: nn: a Tensor has at most eight extents
// expect: nn: an extent of a Tensor is negative; use nn::dyn for an unknown one
// expect: nn: Linear needs at least one input and one output feature
// expect: nn: Conv2d's groups must divide its in_channels and its out_channels
// expect: nn: LayerNorm needs at least one number to normalise
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
#define FOUND(wrong, right) wrong
#else
#define FOUND(wrong, right) right
#endif
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
CHECK_FOR(mine, nn::Parameter<FOUND(Mine, float), 3>)
CHECK_FOR(long_double, nn::Parameter<FOUND(long double, double), 3>)
CHECK_FOR(buffer, nn::Buffer<FOUND(Mine, bool), 5>)
CHECK_FOR(transient, nn::transient<nn::Buffer<FOUND(long long, long), 4>>)
CHECK_FOR(tensor, nn::Tensor<FOUND(Mine, float), 3>)
CHECK_FOR(negative, nn::Parameter<float, FOUND(-3, 3)>)
CHECK_FOR(dynamic, nn::Buffer<float, FOUND(nn::dyn, 3)>)
CHECK_FOR(rank, nn::Parameter<float, 1, 1, 1, 1, 1, 1, 1 NINTH>)
CHECK_FOR(tensor_rank, nn::Tensor<float, 1, 1, 1, 1, 1, 1, 1 NINTH>)
CHECK_FOR(tensor_negative, nn::Tensor<float, FOUND(-3, 3)>)
CHECK_FOR(linear, nn::Linear<FOUND(-4, 4), 4>)
CHECK_FOR(conv, nn::Conv2d<3, 6, 3, nn::conv_options{.groups = FOUND(0, 3)}>)
CHECK_FOR(norm, nn::LayerNorm<FOUND(0, 3)>)
