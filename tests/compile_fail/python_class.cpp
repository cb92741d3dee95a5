// SPDX-License-Identifier: Apache-2.0
// expect: nn: a module names its class in Python by .static constexpr nn::python_class python
// "Class"};`
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
#ifdef NNSTRUCT_FAIL
  static constexpr const char* python = "project.models.Net";
#else
  static constexpr nn::python_class python{"project.models", "Net"};
#endif
  nn::Linear<4, 4> fc;

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | fc; }
};
inline constexpr auto keys = nn::schema<Net>.size();
