// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/module/repr.hpp>
#include <nnstruct/schema/attribute.hpp>

#include <array>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace schema_attribute_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

using namespace nn::detail;
constexpr attribute groups = integer_attribute("groups", -4, shown::hidden);
static_assert(groups.name == "groups" && groups.kind == attribute::type::integer && groups.numbers[0] == -4);
static_assert(groups.how == shown::hidden && integer_attribute("groups", 1).how == shown::named);
constexpr attribute stride = tuple_attribute("stride", nn::extent_list(2, 1), shown::positional);
static_assert(stride.kind == attribute::type::tuple && stride.numbers == nn::extent_list(2, 1));
constexpr attribute bias = boolean_attribute("bias", true);
static_assert(bias.kind == attribute::type::boolean && bias.numbers[0] == 1);
static_assert(real_attribute("eps", 1e-5).kind == attribute::type::real && real_attribute("eps", 1e-5).real == 1e-5);
static_assert(text_attribute("approximate", "none").text == "none");
static_assert(word_attribute("padding", "same").text == "same");
static_assert(word_attribute("padding", "same").kind == attribute::type::word);
static_assert(none_attribute("momentum").kind == attribute::type::nothing);

struct Shown {
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{integer_attribute("size", 3, shown::positional), groups,
                        tuple_attribute("stride", nn::extent_list(2, 1)), boolean_attribute("bias", false),
                        integer_attribute("last", -1)};
    }
  };
  auto forward(const auto& x) const { return x; }
};
struct Values {
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{none_attribute("none", shown::positional),
                        boolean_attribute("yes", true),
                        real_attribute("eps", 1e-5),
                        real_attribute("one", 1, shown::positional),
                        text_attribute("approximate", "none"),
                        tuple_attribute("four", nn::extent_list(4)),
                        tuple_attribute("empty", {}),
                        tuple_attribute("size", nn::extent_list(2, no_number, -3))};
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
  CHECK(nn::repr(Values{}) == printed("values"));
  CHECK(nn::repr(ShownWithChild{}) == printed("shown_with_child"));
}

}  // namespace schema_attribute_test
