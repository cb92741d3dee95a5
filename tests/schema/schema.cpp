// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/schema/schema.hpp>

#include <set>
#include <string>
#include <vector>

#include <nnstruct/declare.hpp>

#include "support/catch.hpp"

namespace schema_schema_test {

namespace nn = nnstruct;

namespace {

/// PyTorch lists a module's parameters, then its buffers, then its modules, whatever the order of declaration.
struct Inner {
  nn::Linear<2, 3> fc;
  nn::Buffer<std::int64_t> steps;
  int own;
  nn::Parameter<float, 2, 2> weight;
  auto forward(const auto& x) const { return x; }
};
struct Net {
  Inner inner;
  nn::Sequential<nn::ReLU, nn::Sequential<Inner, nn::Conv2d<1, 2, 3>>> body;
  nn::none downsample;
  nn::Mode training;
  nn::Buffer<nn::bfloat16, 5> scale;
  auto forward(const auto& x) const { return x; }
};
static_assert(nn::schema<Net>.size() == 11);

struct WithVersions {
  nn::Linear<2, 2> fc;
  nn::BatchNorm2d<3> bn1;
};

constexpr const nn::schema_entry& steps = nn::schema<Net>[2];
static_assert(steps.key == "inner.steps" && steps.kind == nn::entry_kind::buffer && steps.dtype == nn::dtype::int64 &&
              steps.shape.size() == 0 && nn::schema_groups<Net>[steps.group].path == "inner");

// (4 + 6 + 3) * 2 + 2 * 9 + 2 parameters; the buffers are of 8, 8 and 10 bytes.
static_assert(nn::parameter_count<Net> == 46 && nn::byte_count<Net> == 46 * 4 + 26);
static_assert(nn::parameter_count<nn::ReLU> == 0 && nn::byte_count<nn::ReLU> == 0 && nn::schema<nn::ReLU>.empty());

// The fingerprint tells keys, dtypes, shapes and order apart, and nothing else.
struct A {
  nn::Parameter<float, 2, 3> a;
  nn::Parameter<float, 4> b;
};
struct SameAsA {
  nn::Parameter<float, 2, 3> a;
  nn::none c;
  nn::Parameter<float, 4> b;
};
struct OtherKey {
  nn::Parameter<float, 2, 3> a;
  nn::Parameter<float, 4> c;
};
struct OtherDtype {
  nn::Parameter<float, 2, 3> a;
  nn::Parameter<nn::float16, 4> b;
};
struct OtherShape {
  nn::Parameter<float, 3, 2> a;
  nn::Parameter<float, 4> b;
};
struct OtherRank {
  nn::Parameter<float, 2, 3> a;
  nn::Parameter<float, 4, 1> b;
};
struct OtherOrder {
  nn::Parameter<float, 4> b;
  nn::Parameter<float, 2, 3> a;
};
struct Fewer {
  nn::Parameter<float, 2, 3> a;
};
struct Nested {
  Fewer a;
};
struct LongName {
  nn::Parameter<float, 1> ab;
  nn::Parameter<float, 1> c;
};
struct ShortName {
  nn::Parameter<float, 1> a;
  nn::Parameter<float, 1> bc;
};

}  // namespace

TEST_CASE("keys come in PyTorch's order", "[schema]") {
  std::vector<std::string> keys;
  for (const nn::schema_entry& entry : nn::schema<Net>) keys.emplace_back(entry.key);
  CHECK(keys == std::vector<std::string>{"scale", "inner.weight", "inner.steps", "inner.fc.weight", "inner.fc.bias",
                                         "body.1.0.weight", "body.1.0.steps", "body.1.0.fc.weight", "body.1.0.fc.bias",
                                         "body.1.1.weight", "body.1.1.bias"});
}

TEST_CASE("every module has a group, the root the empty path", "[schema]") {
  std::vector<std::string> paths;
  for (const nn::schema_group& group : nn::schema_groups<Net>) paths.emplace_back(group.path);
  CHECK(paths == std::vector<std::string>{"", "inner", "inner.fc", "body", "body.0", "body.1", "body.1.0",
                                          "body.1.0.fc", "body.1.1"});
  for (const nn::schema_entry& entry : nn::schema<Net>) {
    const std::string_view path = nn::schema_groups<Net>[entry.group].path;
    const std::size_t dot = entry.key.rfind('.');
    CHECK(path == (dot == std::string_view::npos ? "" : entry.key.substr(0, dot)));
  }
  CHECK(nn::schema_groups<WithVersions>[1].version == 1);
  CHECK(nn::schema_groups<WithVersions>[2].path == "bn1");
  CHECK(nn::schema_groups<WithVersions>[2].version == 2);
}

TEST_CASE("the fingerprint changes with key, dtype, shape and order", "[schema]") {
  const std::set<std::uint64_t> fingerprints{
      nn::schema_fingerprint<A>,          nn::schema_fingerprint<OtherKey>,  nn::schema_fingerprint<OtherDtype>,
      nn::schema_fingerprint<OtherShape>, nn::schema_fingerprint<OtherRank>, nn::schema_fingerprint<OtherOrder>,
      nn::schema_fingerprint<Fewer>,      nn::schema_fingerprint<Nested>,    nn::schema_fingerprint<LongName>,
      nn::schema_fingerprint<ShortName>,  nn::schema_fingerprint<nn::ReLU>};
  CHECK(fingerprints.size() == 11);
  CHECK(nn::schema_fingerprint<A> == nn::schema_fingerprint<SameAsA>);
}

}  // namespace schema_schema_test
