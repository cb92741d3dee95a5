// SPDX-License-Identifier: Apache-2.0
// expect: this checkpoint's rows are of another dictionary of the file than .at of the options
// expect: checkpoint_is_what_is_loaded<saved, .*made_at<.*m.*o.*d.*e.*l.*loaded_at<.*e.*m.*a
// lines: 10 13
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<8, 2> head;
};
struct saved {
  static constexpr std::string_view at = "model";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"head.weight", nn::dtype::float32, {2, 8}},
      {"head.bias", nn::dtype::float32, {2}},
  }};
};
#ifdef NNSTRUCT_FAIL
constexpr nn::LoadOptions options{.at = "ema"};
#else
constexpr nn::LoadOptions options{.at = "model"};
#endif
static_assert(nn::require_fits<Net, saved, options>());
static_assert(nn::fits<Net, saved>);
