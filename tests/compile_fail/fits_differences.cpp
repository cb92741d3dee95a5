// SPDX-License-Identifier: Apache-2.0
// expect: missing key
// expect: second_holds_key<Net, lenet, .*key<.*f.*c.*3.*[.].*w.*e.*i.*g.*h.*t
// expect: unexpected key
// expect: first_holds_key<Net, lenet, .*key<.*f.*c.*4.*[.].*w.*e.*i.*g.*h.*t
// expect: another shape
// expect: shapes_agree<Net, lenet, .*key<.*f.*c.*1.*[.].*w.*e.*i.*g.*h.*t.*expected<120, 400>.*found<120, 256>
// expect: shapes_agree<Net, lenet, .*key<.*b.*n.*[.].*n.*u.*m.*expected<>.*found<2, 1>
// expect: another dtype
// expect: dtypes_agree<Net, lenet, .*key<.*b.*n.*[.].*m.*e.*a.*n.*expected_dtype<.*float32>.*found_dtype<.*int64>
// expect: no tensor
// expect: second_holds_tensor<Net, lenet, .*key<.*f.*c.*2.*[.].*b.*i.*a.*s.*found_python_type<.*s.*t.*r
// errors: 6
// lines: 10 13
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<400, 120> fc1;
  nn::BatchNorm1d<120> bn;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 10> fc3;
};

struct lenet {
  static constexpr std::string_view at = "";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"fc1.bias", nn::dtype::float32, {120}},
      {"bn.weight", nn::dtype::float32, {120}},
      {"bn.bias", nn::dtype::float32, {120}},
      {"bn.running_var", nn::dtype::float32, {120}},
      {"fc2.weight", nn::dtype::float32, {84, 120}},
      {"fc3.bias", nn::dtype::float32, {10}},
#ifdef NNSTRUCT_FAIL
      {"fc1.weight", nn::dtype::float32, {120, 256}},
      {"bn.running_mean", nn::dtype::int64, {120}},
      {"bn.num_batches_tracked", nn::dtype::int64, {2, 1}},
      {"fc4.weight", nn::dtype::float32, {10, 84}},
#else
      {"fc1.weight", nn::dtype::float32, {120, 400}},
      {"bn.running_mean", nn::dtype::float64, {120}},
      {"bn.num_batches_tracked", nn::dtype::int64, {1}},
      {"fc3.weight", nn::dtype::bfloat16, {10, 84}},
#endif
  }};
#ifdef NNSTRUCT_FAIL
  static constexpr std::array<nn::checkpoint_other, 1> others{{{"fc2.bias", "str"}}};
#endif
};

void check() {
#ifdef NNSTRUCT_FAIL
  nn::require_fits<Net, lenet>();
#else
  nn::require_fits<Net, lenet, nn::except<"fc2.bias">>();
#endif
}
