// SPDX-License-Identifier: Apache-2.0
// Checkpoints that do not fit, schemas that are not the same, and options that say nothing sensible.
#include <array>

#include <nnstruct/declare.hpp>

#include "found.hpp"
namespace nn = nnstruct;

struct Head {
  nn::Linear<8, 2> head;
};

// case: every kind of difference
// expect: missing key
// expect: second_holds_key<.*::Net, .*::lenet, .*key<.*f.*c.*3.*[.].*w.*e.*i.*g.*h.*t
// expect: unexpected key
// expect: first_holds_key<.*::Net, .*::lenet, .*key<.*f.*c.*4.*[.].*w.*e.*i.*g.*h.*t
// expect: another shape
// expect: shapes_agree<.*::Net, .*::lenet, .*key<.*f.*c.*1.*[.].*w.*e.*i.*g.*h.*t.*expected<120, 400>.*found<120, 256>
// expect: shapes_agree<.*::Net, .*::lenet, .*key<.*b.*n.*[.].*n.*u.*m.*expected<>.*found<2, 1>
// expect: another dtype
// expect: dtypes_agree<.*Net, .*lenet, .*key<.*b.*n.*[.].*m.*e.*a.*n.*expected_dtype<.*float32>.*found_dtype<.*int64>
// expect: no tensor
// expect: second_holds_tensor<.*::Net, .*::lenet, .*key<.*f.*c.*2.*[.].*b.*i.*a.*s.*found_python_type<.*s.*t.*r
// errors: 6
// lines: 10 13
namespace differences {
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
inline void check() {
#ifdef NNSTRUCT_FAIL
  nn::require_fits<Net, lenet>();
#else
  nn::require_fits<Net, lenet, nn::except<"fc2.bias">>();
#endif
}
}

// case: two structs
// expect: missing key
// expect: second_holds_key<.*::Small, .*::Large, .*key<.*h.*e.*a.*d.*[.].*b.*i.*a.*s
// expect: unexpected key
// expect: first_holds_key<.*::Small, .*::Large, .*key<.*s.*p.*a.*r.*e
// expect: shapes_agree<.*::Small, .*::Large, .*key<.*f.*c.*[.].*w.*e.*i.*g.*h.*t.*expected<4, 8>.*found<4, 16>
// expect: dtypes_agree<.*::Small, .*::Large, .*key<.*s.*c.*a.*l.*e.*float32>.*float64>
// errors: 4
// lines: 10 13
namespace same_schema {
struct Small {
  nn::Linear<8, 4> fc;
  nn::Parameter<float, 3> scale;
  nn::Linear<4, 2> head;
};
struct Large {
  nn::Parameter<FOUND(double, float), 3> scale;  // the order does not matter
  nn::Linear<FOUND(16, 8), 4> fc;
#ifdef NNSTRUCT_FAIL
  nn::Linear<4, 2, nn::linear_options{.bias = false}> head;
  nn::Parameter<float, 1> spare;
#else
  nn::Linear<4, 2> head;
#endif
};
static_assert(nn::require_same_schema<Small, Large>());
}

// case: a struct whose keys cannot be read
// What is wrong with the struct is told, and not that all keys of the checkpoint are unexpected.
// expect: nn: a module holds no C arrays; use std::array
namespace no_cascade {
struct Inner {
  nn::Linear<8, 2> head;
#ifdef NNSTRUCT_FAIL
  float scale[4];
#else
  std::array<float, 4> scale;
#endif
  int forward(int x) { return x; }
};
struct Net {
  Inner inner;
};
struct saved {
  static constexpr std::string_view at = "";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"inner.head.weight", nn::dtype::float32, {2, 8}},
      {"inner.head.bias", nn::dtype::float32, {2}},
  }};
};
static_assert(nn::require_fits<Net, saved>());
}

// case: a record
// expect: nn: a module is needed here, and this type is none
namespace record {
struct Checkpoint {
  int epoch;
  Head model;
};
static_assert(nn::require_fits<FOUND(Checkpoint, decltype(Checkpoint::model)), Head>());
}

// case: keys of the second type under the names that the options give them
// The options themselves are not told at length.
// expect: shapes_agree<.*::Net, .*::saved, .*key<.*h.*e.*a.*d.*[.].*w.*e.*i.*g.*h.*t.*expected<2, 8>.*found<3, 8>
// expect: second_holds_key<.*::Net, .*::saved, .*key<.*h.*e.*a.*d.*[.].*b.*i.*a.*s
// expect: first_holds_key<.*::Net, .*::saved, .*key<.*b.*o.*d.*y.*[.].*o.*f.*f.*s.*e.*t
// errors: 3
// lines: 10 13
namespace options {
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
constexpr nn::LoadOptions rules{
    .strip_prefix = "module.", .at = "model_state_dict", .rename = {{"backbone.*", "body.*"}}};
static_assert(nn::require_fits<Net, saved, rules>());
}

// case: another dictionary of the file
// expect: this checkpoint's rows are of another dictionary of the file than .at of the options
// expect: checkpoint_is_what_is_loaded<at::saved, .*made_at<.*m.*o.*d.*e.*l.*loaded_at<.*e.*m.*a
// lines: 10 13
namespace at {
struct saved {
  static constexpr std::string_view at = "model";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"head.weight", nn::dtype::float32, {2, 8}},
      {"head.bias", nn::dtype::float32, {2}},
  }};
};
constexpr nn::LoadOptions options{.at = FOUND("ema", "model")};
static_assert(nn::require_fits<Head, saved, options>());
static_assert(nn::fits<Head, saved>);
}

// case: two keys that the options make one
// expect: two keys of the second type become one by the options
// expect: names_differ<.*::Net, .*::saved, .*key<.*h.*e.*a.*d.*key<.*m.*o.*d.*u.*l.*e.*[.].*h.*e.*a.*d
// lines: 10 13
namespace two_keys {
struct Net {
  nn::Linear<8, 2, nn::linear_options{.bias = false}> head;
};
struct saved {
  static constexpr std::string_view at = "";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"module.head.weight", nn::dtype::float32, {2, 8}},
      {FOUND("head.weight", "neck.weight"), nn::dtype::float32, {2, 8}},
  }};
};
static_assert(nn::require_fits<Net, saved, nn::LoadOptions{.unexpected = nn::allow, .strip_prefix = "module."}>());
}

// case: a load of nothing
// expect: the second type has not one key of the first with its shape: nothing would be loaded
// expect: something_is_loaded<Head, .*saved>
// lines: 10 13
namespace nothing {
struct saved {
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {FOUND("body.weight", "head.weight"), nn::dtype::float32, {2, 8}},
  }};
};
static_assert(nn::require_fits<Head, saved, nn::relaxed>());
}

// case: what is no rule
// expect: a check takes nn::LoadOptions and nn::except
namespace rule {
constexpr auto rule = nn::FOUND(allow, relaxed);
static_assert(nn::fits<Head, Head, rule>);
}

// case: a new name with more stars than the old one
// expect: each . of a rename rule's new name is what one of its old name stands for, and there are too few
namespace stars {
constexpr nn::LoadOptions options{.rename = {{"a.*", FOUND("*.*", "b.*")}}};
static_assert(nn::fits<Head, Head, options>);
}

// case: an option in a constant that has more text than it holds
// expect: throw_text_too_long
inline constexpr nn::LoadOptions too_long{.strip_prefix =
#ifdef NNSTRUCT_FAIL
                                              "0123456789012345678901234567890123456789012345678901234567890123456789"
#endif
                                              "012345678901234567890123456789012345678901234567890123456789"};
