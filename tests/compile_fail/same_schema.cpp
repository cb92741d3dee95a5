// SPDX-License-Identifier: Apache-2.0
// expect: missing key
// expect: second_holds_key<Small, Large, .*key<.*h.*e.*a.*d.*[.].*b.*i.*a.*s
// expect: unexpected key
// expect: first_holds_key<Small, Large, .*key<.*s.*p.*a.*r.*e
// expect: shapes_agree<Small, Large, .*key<.*f.*c.*[.].*w.*e.*i.*g.*h.*t.*expected<4, 8>.*found<4, 16>
// expect: dtypes_agree<Small, Large, .*key<.*s.*c.*a.*l.*e.*float32>.*float64>
// errors: 4
// lines: 10 13
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
constexpr int width = 16;
using number = double;
#else
constexpr int width = 8;
using number = float;
#endif
struct Small {
  nn::Linear<8, 4> fc;
  nn::Parameter<float, 3> scale;
  nn::Linear<4, 2> head;
};
struct Large {
  nn::Parameter<number, 3> scale;  // the order does not matter
  nn::Linear<width, 4> fc;
#ifdef NNSTRUCT_FAIL
  nn::Linear<4, 2, nn::linear_options{.bias = false}> head;
  nn::Parameter<float, 1> spare;
#else
  nn::Linear<4, 2> head;
#endif
};
static_assert(nn::require_same_schema<Small, Large>());
