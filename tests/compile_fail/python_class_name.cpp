// SPDX-License-Identifier: Apache-2.0
// expect: nn: a python_class names a Python module, as package.module, and a class in it
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
#ifdef NNSTRUCT_FAIL
  static constexpr nn::python_class python{"project.models", "Outer.Net"};
#else
  static constexpr nn::python_class python{"project.models.outer", "Net"};
#endif
  nn::Linear<4, 4> fc;

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | fc; }
};
inline constexpr auto keys = nn::schema<Net>.size();
