// SPDX-License-Identifier: Apache-2.0
// expect: nn: a module has no base class; make the base its first field
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Body {
  nn::Linear<4, 4> body;
};

#ifdef NNSTRUCT_FAIL
struct Net : Body {
#else
struct Net {
  Body base;
#endif
  nn::Linear<4, 4> head;

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | head; }
};
inline constexpr auto keys = nn::schema<Net>.size();
