// SPDX-License-Identifier: Apache-2.0
// What nnstruct::nnstruct brings, without the time that the definitions take: folders, macros, libraries.
#include <nnstruct/declare.hpp>

#include <cstdio>
#include <string_view>

namespace nn = nnstruct;

struct Net {
  nn::Linear<2, 1> fc;

  auto forward(const nn::Tensor<float, nn::dyn, 2>& x) { return x | fc; }
};
static_assert(nn::schema<Net>[0].key == "fc.weight");

#ifdef NNSTRUCT_ENGINE_ONEDNN
static constexpr std::string_view engine = "onednn";
#else
static constexpr std::string_view engine = "reference";
#endif
#ifdef NNSTRUCT_WITH_HUB
static constexpr bool hub = true;
#else
static constexpr bool hub = false;
#endif

int main() {
  std::printf("engine %s, downloads: %d\n", engine.data(), hub);
  return engine == EXPECTED_ENGINE && hub == EXPECTED_HUB ? 0 : 1;
}
