// SPDX-License-Identifier: Apache-2.0
// expect: shapes_agree<Net, saved, .*key<.*h.*e.*a.*d.*[.].*w.*e.*i.*g.*h.*t.*expected<2, 8>.*found<3, 8>
// expect: second_holds_key<Net, saved, .*key<.*h.*e.*a.*d.*[.].*b.*i.*a.*s
// expect: first_holds_key<Net, saved, .*key<.*b.*o.*d.*y.*[.].*o.*f.*f.*s.*e.*t
// errors: 3
// lines: 10 13
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

// Keys are told under the names that the options give them, and the options themselves are not told at length.
struct Net {
  nn::Linear<8, 2> head;
  nn::Linear<8, 4> body;
};
struct saved {
  static constexpr std::string_view at = "model_state_dict";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"module.backbone.weight", nn::dtype::float32, {4, 8}},
      {"module.backbone.bias", nn::dtype::float32, {4}},
#ifdef NNSTRUCT_FAIL
      {"module.head.weight", nn::dtype::float32, {3, 8}},
      {"module.backbone.offset", nn::dtype::float32, {2}},
#else
      {"module.head.weight", nn::dtype::float32, {2, 8}},
      {"module.head.bias", nn::dtype::float32, {2}},
#endif
  }};
};
constexpr nn::LoadOptions options{
    .strip_prefix = "module.", .at = "model_state_dict", .rename = {{"backbone.*", "body.*"}}};
static_assert(nn::require_fits<Net, saved, options>());
