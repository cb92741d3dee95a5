// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/schema/node.hpp>

#include "support/catch.hpp"

namespace schema_node_test {

namespace nn = nnstruct;
using nn::detail::described;
using nn::detail::role;

namespace {

// The flag that train and eval set: a bool in all but name, true when nothing is said.
static_assert(nn::Mode() && nn::Mode(true) && !nn::Mode(false));
static_assert(std::is_convertible_v<bool, nn::Mode>);

struct Inner {
  nn::Parameter<float, 2> weight;
  nn::Mode training;
  auto forward(const auto& x) const { return x; }
};
struct Outer {
  Inner first;
  nn::Buffer<nn::float16, 3, 4> scale;
  nn::ReLU act;
  nn::Sequential<Inner, Inner> more;
  auto forward(const auto& x) const { return x; }
};

constexpr const nn::detail::node& leaf = described<nn::Buffer<nn::float16, 3, 4>>::value;
static_assert(leaf.role == role::buffer && leaf.dtype == nn::dtype::float16 && leaf.shape == nn::extent_list(3, 4));
static_assert(leaf.field_count == 0 && leaf.entries == 0);

// A node knows what is below it: 4 entries, 6 modules, and the length of their names.
constexpr const nn::detail::node& outer = described<Outer>::value;
static_assert(outer.entries == 4 && outer.groups == 6);
static_assert(outer.key_chars == std::string_view("scale"
                                                  "first.weight"
                                                  "more.0.weight"
                                                  "more.1.weight")
                                     .size());
static_assert(outer.path_chars == std::string_view("first"
                                                   "act"
                                                   "more"
                                                   "more.0"
                                                   "more.1")
                                      .size());

}  // namespace

TEST_CASE("a node leads from an object to its fields", "[schema]") {
  Outer object;
  REQUIRE(outer.field_count == 4);
  const nn::detail::field* fields = outer.fields;
  CHECK(fields[0].name == "scale");
  CHECK(outer.address(&object, fields[0].index) == static_cast<void*>(&object.scale));
  CHECK(fields[1].name == "first");
  CHECK(outer.address(&object, fields[1].index) == static_cast<void*>(&object.first));
  CHECK(fields[2].name == "act");
  CHECK(outer.address(&object, fields[2].index) == static_cast<void*>(&object.act));
  CHECK(fields[3].name == "more");
  CHECK(fields[3].type == &described<nn::Sequential<Inner, Inner>>::value);
  const nn::detail::node& more = *fields[3].type;
  REQUIRE(more.field_count == 2);
  CHECK(more.fields[1].name == "1");
  CHECK(more.address(&object.more, more.fields[1].index) == static_cast<void*>(&nn::get<1>(object.more)));
  const nn::detail::node& inner = *more.fields[1].type;
  REQUIRE(inner.field_count == 2);
  CHECK(inner.fields[1].type->role == role::mode);
  CHECK(inner.address(&object.first, inner.fields[1].index) == static_cast<void*>(&object.first.training));
}

}  // namespace schema_node_test
