// SPDX-License-Identifier: Apache-2.0
// What is refused is in tests/hostile/calls.cpp.
#include <nnstruct/format/pickle/getattr_calls.hpp>

#include <string>

#include <nnstruct/format/pickle/parser.hpp>

#include "support/catch.hpp"

namespace format_pickle_getattr_calls_test {

using namespace nnstruct::format::pickle;
using namespace std::string_literals;

namespace {
const std::string get = "cbuiltins\ngetattr\n";
std::string text(const std::string& t) { return "\x8c"s + static_cast<char>(t.size()) + t; }
}  // namespace

TEST_CASE("a class in a class is reached by names", "[pickle]") {
  const std::string inner = get + "cm\nOuter\n" + text("Inner") + "\x86R", member = get + inner + text("RED") + "\x86R";
  const document doc = parse("\x80\2" + member + ".", {});
  CHECK(is_getattr_call(doc, doc.root()));
  CHECK(names_to(doc, doc.root()).module == "m");
  CHECK(names_to(doc, doc.root()).name == "Outer.Inner.RED");
  CHECK(names_to(doc, doc.call(doc.root()).callable).name == "getattr");
  const document called = parse("\x80\2" + inner + ")R.", {});
  CHECK_FALSE(is_getattr_call(called, called.root()));
  CHECK(names_to(called, called.root()).name.empty());
  CHECK(names_to(called, called.call(called.root()).callable).name == "Outer.Inner");
}

TEST_CASE("names that are far away have no end", "[pickle]") {
  std::string reached = "cm\nA\n";
  for (int i = 0; i < 100; ++i) reached = get + reached + text("B") + "\x86R";
  CHECK_THROWS_AS(parse("\x80\2" + reached + ".", {}), nnstruct::FormatError);
  const document doc = parse("\x80\2" + reached + ".", {}, {}, {.dangerous = true});
  CHECK(names_to(doc, doc.root()).name.empty());
}

TEST_CASE("the opcode at fault is told", "[pickle]") {
  const document doc = parse("\x80\2K\1" + get + "cm\nf\n" + text("x") + "\x86R\x86.", {}, {}, {.dangerous = true});
  std::uint64_t at = 0;
  CHECK(wrong_getattr(doc, at) == "takes \"x\" out of m.f");
  CHECK(at == 4 + get.size() + 5 + 3 + 1);
}

}  // namespace format_pickle_getattr_calls_test
