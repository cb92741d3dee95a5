// SPDX-License-Identifier: Apache-2.0
// expect: two keys of the second type become one by the options
// expect: names_differ<Net, saved, .*key<.*h.*e.*a.*d.*key<.*m.*o.*d.*u.*l.*e.*[.].*h.*e.*a.*d
// lines: 10 13
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<8, 2, nn::linear_options{.bias = false}> head;
};
struct saved {
  static constexpr std::string_view at = "";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"module.head.weight", nn::dtype::float32, {2, 8}},
#ifdef NNSTRUCT_FAIL
      {"head.weight", nn::dtype::float32, {2, 8}},
#else
      {"neck.weight", nn::dtype::float32, {2, 8}},
#endif
  }};
};
static_assert(nn::require_fits<Net, saved, nn::LoadOptions{.unexpected = nn::allow, .strip_prefix = "module."}>());
