// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/match.hpp>

#include "state_dict/mismatches.hpp"

namespace state_dict_match_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nnstruct_test::mismatches;
using strings = std::vector<std::string>;

namespace {

nn::LoadReport report_of(const std::string& name, const nn::LoadOptions& options = nn::lenient) {
  return nn::check<Net>(path_of(name), options);
}

struct offered {
  std::string_view key;
  nn::dtype dtype;
  std::vector<std::int64_t> shape;
};
template <class Model>
nn::detail::match_result match(const std::vector<offered>& tensors, const nn::LoadOptions& options = nn::strict) {
  std::vector<nn::detail::offered_tensor> rows;
  for (const offered& tensor : tensors) rows.push_back({tensor.key, tensor.dtype, tensor.shape});
  return nn::detail::match(nn::detail::schema_view_of<Model>, {rows}, options);
}

struct Mixed {
  nn::Parameter<float, 2, 3> a;
  nn::Buffer<std::int64_t> count;
  nn::Buffer<nn::bfloat16, 4> halves;
};
constexpr auto f32 = nn::dtype::float32;
constexpr auto i64 = nn::dtype::int64;
constexpr auto bf16 = nn::dtype::bfloat16;

}  // namespace

TEST_CASE("every key of model and state_dict is in one list of the report", "[state_dict]") {
  for (const char* name : {"all_matched", "missing", "unexpected", "shapes", "everything", "odd_keys", "data_parallel",
                           "unexpected_empty_parts", "unexpected_below_a_parameter"}) {
    INFO(name);
    const nn::LoadReport report = report_of(name);
    CHECK(report.loaded.size() + report.missing.size() + report.shape_mismatch.size() == nn::schema<Net>.size());
    CHECK(report.loaded.size() + report.unexpected.size() + report.shape_mismatch.size() == dict_of(name).size());
    CHECK(report.skipped.size() == report.shape_mismatch.size());
  }
}

TEST_CASE("tensors are matched by key, wherever they stand", "[state_dict]") {
  const auto found = match<Mixed>({{"halves", bf16, {4}}, {"a", f32, {2, 3}}, {"count", i64, {}}});
  CHECK(found.report.ok());
  CHECK(found.report.loaded == strings{"a", "count", "halves"});
  REQUIRE(found.pairs.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(found.pairs[i].entry == i);
  CHECK(found.pairs[0].offered == 1);
  CHECK(found.pairs[1].offered == 2);
  CHECK(found.pairs[2].offered == 0);
}

TEST_CASE("tensors of another shape go nowhere", "[state_dict]") {
  const std::vector<offered> tensors{{"a", f32, {3, 2}}, {"count", i64, {}}, {"halves", bf16, {4}}};
  for (const nn::LoadOptions& options : {nn::strict, nn::relaxed, nn::lenient}) {
    const auto found = match<Mixed>(tensors, options);
    REQUIRE(found.pairs.size() == 2);
    CHECK(found.pairs[0].entry == 1);
    CHECK(found.report.ok() == (options.shape == nn::allow));
    CHECK(found.report.skipped == (options.shape == nn::allow ? strings{"a"} : strings{}));
  }
}

TEST_CASE("shapes differ by rank, by order, and by an extent of 1", "[state_dict]") {
  const auto fits = [](std::vector<std::int64_t> a, std::vector<std::int64_t> count) {
    return match<Mixed>({{"a", f32, std::move(a)}, {"count", i64, std::move(count)}, {"halves", bf16, {4}}})
        .report.ok();
  };
  CHECK(fits({2, 3}, {}));
  CHECK(fits({2, 3}, {1}));  // PyTorch's leniency
  CHECK_FALSE(fits({2, 3}, {1, 1}));
  CHECK_FALSE(fits({2, 3}, {0}));
  CHECK_FALSE(fits({3, 2}, {}));
  CHECK_FALSE(fits({6}, {}));
  CHECK_FALSE(fits({1, 2, 3}, {}));
  CHECK_FALSE(fits({2, 3, 1}, {}));
  CHECK_FALSE(fits({}, {}));
}

TEST_CASE("floating types are converted into each other, nothing else unasked", "[state_dict]") {
  const auto differing = [](nn::dtype a, nn::dtype count, nn::dtype halves, const nn::LoadOptions& options) {
    return match<Mixed>({{"a", a, {2, 3}}, {"count", count, {}}, {"halves", halves, {4}}}, options).report;
  };
  const nn::LoadReport floats = differing(nn::dtype::float64, i64, nn::dtype::float16, nn::strict);
  CHECK(floats.ok());
  CHECK(floats.loaded.size() == 3);
  REQUIRE(floats.converted.size() == 2);
  CHECK(floats.converted[1].key == "halves");
  CHECK(floats.converted[1].from == nn::dtype::float16);
  CHECK(floats.converted[1].to == bf16);

  const nn::LoadReport refused = differing(i64, f32, nn::dtype::uint8, nn::lenient);
  CHECK_FALSE(refused.ok());
  CHECK(refused.loaded.empty());
  CHECK(refused.converted.empty());
  REQUIRE(refused.dtype_mismatch.size() == 3);
  CHECK(refused.dtype_mismatch[0].key == "a");
  CHECK(refused.dtype_mismatch[0].expected == f32);
  CHECK(refused.dtype_mismatch[0].found == i64);

  const nn::LoadReport between_integers = differing(f32, nn::dtype::int32, bf16, nn::strict);
  CHECK_FALSE(between_integers.ok());

  const nn::LoadReport allowed = differing(i64, f32, nn::dtype::uint8, {.dtype = nn::allow});
  CHECK(allowed.ok());
  CHECK(allowed.converted.size() == 3);
}

TEST_CASE("a prefix that all keys have is a hint only where the rest matches", "[state_dict]") {
  const auto hints = [](std::vector<offered> tensors) { return match<Mixed>(tensors).report.hints; };
  const strings found = hints({{"model.a", f32, {2, 3}}, {"model.count", i64, {}}, {"model.halves", bf16, {4}}});
  REQUIRE(found.size() == 1);
  CHECK(found[0] ==
        "all keys of the state_dict start with \"model.\", and match the model without it: load with "
        "{.strip_prefix = \"model.\"}");
  CHECK(hints({{"model.a", f32, {2, 3}}}).size() == 1);
  CHECK(hints({{"model.a", f32, {2, 3}}, {"model.other", f32, {1}}}).empty());
  CHECK(hints({{"model.a", f32, {2, 3}}, {"count", i64, {}}}).empty());
  CHECK(hints({{"b", f32, {2, 3}}}).empty());
  CHECK(hints({{"a", f32, {2, 3}}, {"count", i64, {}}, {"halves", bf16, {4}}}).empty());
  CHECK(hints({}).empty());
}

TEST_CASE("thousands of keys that do not fit are matched at once", "[state_dict]") {
  std::vector<std::string> keys;
  for (int i = 0; i < 20000; ++i) keys.push_back("features.2.0." + std::to_string(i) + ".weight");
  std::vector<nn::detail::offered_tensor> rows;
  for (const std::string& key : keys) rows.push_back({key, f32, {}});
  const auto found = nn::detail::match(nn::detail::schema_view_of<Net>, {rows}, nn::strict);
  CHECK(found.report.unexpected == keys);
  CHECK(found.report.missing.size() == nn::schema<Net>.size());
}

}  // namespace state_dict_match_test
