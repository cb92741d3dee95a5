// SPDX-License-Identifier: Apache-2.0
// expect: nn: the fields of a module cannot be counted; is one of them a reference?
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<4, 4> head;
#ifdef NNSTRUCT_FAIL
  int& calls;
#else
  int* calls;
#endif

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | head; }
};
inline constexpr auto keys = nn::schema<Net>.size();
