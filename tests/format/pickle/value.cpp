// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pickle/value.hpp>

#include <set>
#include <string>
#include <type_traits>

#include <nnstruct/format/pickle/parser.hpp>

#include "support/catch.hpp"

namespace format_pickle_value_test {

namespace pickle = nnstruct::format::pickle;
using pickle::kind;
using pickle::value;

static_assert(sizeof(value) == 16);
static_assert(std::is_trivially_copyable_v<value>);
static_assert(std::is_trivially_destructible_v<value>);
static_assert(value().is(kind::none));
static_assert(!value().is_object() && !value().is_text());

TEST_CASE("a value answers with nothing when asked for what it is not", "[pickle][value]") {
  using namespace std::string_literals;
  const pickle::document doc = pickle::parse("\x80\x02(NI01\nK\x05G\x3f\xf8\0\0\0\0\0\0X\x01\0\0\0a]ca\nb\nt."s, {});
  const auto items = doc.items(doc.root());
  REQUIRE(items.size() == 7);
  const kind kinds[] = {kind::none, kind::boolean, kind::integer, kind::real, kind::string, kind::list, kind::global};
  for (std::size_t i = 0; i < 7; ++i) {
    INFO(i);
    CHECK(items[i].what() == kinds[i]);
    CHECK(items[i].boolean() == (i == 1));
    CHECK(items[i].integer() == (i == 2 ? 5 : 0));
    CHECK(items[i].real() == (i == 3 ? 1.5 : 0));
    CHECK(items[i].text() == (i == 4 ? "a" : ""));
    CHECK(items[i].is_object() == (i == 5));
    CHECK(items[i].offset() == (i == 5 ? 25u : i == 6 ? 26u : 0u));
    CHECK(items[i].index() == (i == 5 ? 1u : 0u));
  }
}

TEST_CASE("every kind has a name for messages", "[pickle][value]") {
  std::set<std::string_view> names;
  for (int k = 0; k <= static_cast<int>(kind::persistent_id); ++k) {
    names.insert(pickle::with_article(static_cast<kind>(k)));
  }
  CHECK(names.size() == static_cast<std::size_t>(kind::persistent_id) + 1);
  CHECK(pickle::with_article(kind::list) == "a list");
  CHECK(pickle::with_article(kind::integer) == "an integer");
}

TEST_CASE("the module names of Python 2 are known in Python 3", "[pickle][value]") {
  CHECK(pickle::python3_module("__builtin__") == "builtins");
  CHECK(pickle::python3_module("copy_reg") == "copyreg");
  CHECK(pickle::python3_module("builtins") == "builtins");
  CHECK(pickle::python3_module("torch._utils") == "torch._utils");
}

}  // namespace format_pickle_value_test
