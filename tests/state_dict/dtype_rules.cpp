// SPDX-License-Identifier: Apache-2.0
// Which rule counts; files that are saved by them are in tests/checkpoint/dtypes.cpp.
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/dtype_rules.hpp>
#include <nnstruct/state_dict/report.hpp>

#include <optional>

#include "support/catch.hpp"

namespace state_dict_dtype_rules_test {

namespace nn = nnstruct;
using nn::dtype;
using nn::detail::dtype_chooser;

TEST_CASE("the first rule that fits a key, and can convert its type, counts", "[state_dict]") {
  const nn::dtype_rules rules = {
      {"norm.*", dtype::float32}, {"*", dtype::complex64}, {"*.weight", dtype::float16}, {"*", dtype::bfloat16}};
  dtype_chooser choose(rules);
  CHECK((choose("norm.weight", dtype::float64) == dtype::float32));
  CHECK((choose("fc.weight", dtype::float64) == dtype::float16));
  CHECK((choose("fc.bias", dtype::float64) == dtype::bfloat16));
  CHECK((choose("freqs", dtype::complex128) == dtype::complex64));
  CHECK((choose("norm.steps", dtype::int64) == dtype::int64));
  CHECK(choose.rule_for("norm.bias", dtype::float32) == std::optional(dtype::float32));
  CHECK(choose.rule_for("norm.steps", dtype::int64) == std::nullopt);
  CHECK_NOTHROW(choose.require_all_used());
}

TEST_CASE("without rules everything stays", "[state_dict]") {
  const nn::dtype_rules none;
  dtype_chooser choose(none);
  CHECK((choose("fc.weight", dtype::float64) == dtype::float64));
  CHECK_NOTHROW(choose.require_all_used());
}

TEST_CASE("the keys of a report are no patterns", "[state_dict]") {
  nn::LoadReport report;
  report.converted = {{"a*", dtype::float16, dtype::float32}, {"b", dtype::float64, dtype::float32}};
  const nn::dtype_rules rules = report;
  dtype_chooser choose(rules);
  CHECK((choose("a*", dtype::float32) == dtype::float16));
  CHECK((choose("ab", dtype::float32) == dtype::float32));
  CHECK_THROWS_WITH(choose.require_all_used(),
                    ".dtypes asks for float64 of \"b\", and no tensor that is saved has this key; the first is \"a*\"");
}

}  // namespace state_dict_dtype_rules_test
