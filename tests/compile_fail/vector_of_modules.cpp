// SPDX-License-Identifier: Apache-2.0
// How many layers a vector holds is not in its type, so they have no keys.
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
#include <vector>

#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
#ifdef NNSTRUCT_FAIL
  std::vector<nn::Linear<4, 4>> layers;
#else
  std::vector<int> sizes;
#endif
  nn::Linear<4, 4> head;

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | head; }
};
inline constexpr auto keys = nn::schema<Net>.size();
