// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/module/repr.hpp>
#include <nnstruct/schema/attribute.hpp>

#include <array>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::detail::attribute;
using nn::detail::shown;

namespace {

constexpr attribute groups = nn::detail::integer_attribute("groups", -4, shown::hidden);
static_assert(groups.name == "groups" && groups.kind == attribute::type::integer && groups.first == -4);
static_assert(groups.how == shown::hidden && nn::detail::integer_attribute("groups", 1).how == shown::named);
constexpr attribute stride = nn::detail::pair_attribute("stride", 2, 1, shown::positional);
static_assert(stride.kind == attribute::type::pair && stride.first == 2 && stride.second == 1);
constexpr attribute bias = nn::detail::boolean_attribute("bias", true);
static_assert(bias.kind == attribute::type::boolean && bias.first == 1);

struct Shown {
  struct pytorch {
    static constexpr auto attributes() {
      using namespace nn::detail;
      return std::array{integer_attribute("size", 3, shown::positional), groups, pair_attribute("stride", 2, 1),
                        boolean_attribute("bias", false), integer_attribute("last", -1)};
    }
  };
  auto forward(const auto& x) const { return x; }
};
struct Nothing {
  struct pytorch {
    static constexpr auto attributes() { return std::array{groups}; }
  };
  auto forward(const auto& x) const { return x; }
};
struct ShownWithChild {
  struct pytorch : Shown::pytorch {
    static constexpr std::string_view class_name = "Shown";
  };
  Nothing child;
  auto forward(const auto& x) const { return x; }
};

}  // namespace

TEST_CASE("attributes are shown by position, by name, or not at all", "[schema]") {
  CHECK(nn::repr(Shown{}) == printed("shown"));
  CHECK(nn::repr(Nothing{}) == printed("nothing"));
  CHECK(nn::repr(ShownWithChild{}) == printed("shown_with_child"));
}
