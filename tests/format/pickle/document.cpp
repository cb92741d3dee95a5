// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pickle/document.hpp>

#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/format/pickle/parser.hpp>

#include "describe.hpp"
#include "support/catch.hpp"

namespace format_pickle_document_test {

using namespace std::string_literals;
using namespace nnstruct_test;
using pickle::document;
using pickle::kind;
using pickle::parse;
using pickle::value;

static_assert(std::is_nothrow_move_constructible_v<document>);
static_assert(!std::is_copy_constructible_v<document>);
static_assert(std::forward_iterator<pickle::item_range::iterator>);
static_assert(std::forward_iterator<pickle::pair_range::iterator>);

TEST_CASE("the items of a container can be walked and indexed", "[pickle][document]") {
  const document doc = parse(read_file("hand_several_runs.pkl"), {});
  const auto items = doc.items(doc.root());
  REQUIRE(items.size() == 4);
  CHECK(items[0].integer() == 3);
  CHECK(items[1].is(kind::list));
  CHECK(items[2].integer() == 4);
  CHECK(items[3].integer() == 7);
  std::vector<std::int64_t> inner;
  for (const value v : doc.items(items[1])) inner.push_back(v.integer());
  CHECK(inner == std::vector<std::int64_t>{1, 2, 5, 6});
  for (std::size_t i = 0; i < 4; ++i) CHECK(doc.items(items[1])[i].integer() == inner[i]);
  auto at = items.begin();
  CHECK((*at++).integer() == 3);
  CHECK((*at).is(kind::list));
  CHECK(std::distance(items.begin(), items.end()) == 4);
}

TEST_CASE("a document moves, short and long texts with it", "[pickle][document]") {
  document doc = parse("X\x03\0\0\0abc."s, {});  // short enough for std::string to keep it inside of itself
  const value root = doc.root();
  const document moved = std::move(doc);
  CHECK(moved.root().text() == "abc");
  CHECK(root.text() == "abc");
  CHECK(root.text().data() == moved.root().text().data());
}

TEST_CASE("all calls and all globals stand in lists, used or not", "[pickle][document]") {
  const document doc = parse(
      "\x80\x02(cos\nsystem\nX\x02\0\0\0id\x85R0ca.b\nC\n)\x81"
      "ca.b\nC\nt."s,
      {}, {}, {.dangerous = true});
  REQUIRE(doc.globals().size() == 3);
  CHECK(doc.globals()[0].module == "os");
  CHECK(doc.globals()[0].name == "system");
  CHECK(doc.globals()[0].offset == 3);
  CHECK(doc.globals()[1].offset == 24);
  CHECK(doc.globals()[2].module == "a.b");
  REQUIRE(doc.calls().size() == 2);
  const pickle::call_record& dropped = doc.calls()[0];
  CHECK(dropped.self.is(kind::call));
  CHECK(dropped.self.offset() == 22);
  CHECK(doc.global(dropped.callable).name == "system");
  CHECK(doc.items(dropped.args)[0].text() == "id");
  const value instance = doc.items(doc.root())[0];
  CHECK(doc.calls()[1].self.index() == instance.index());
  CHECK(instance.offset() == 32);
  CHECK(&doc.call(instance) == &doc.calls()[1]);
  CHECK(doc.items(doc.calls()[1].args).empty());
  CHECK(doc.state(instance) == nullptr);
  CHECK(doc.items(doc.root())[1].index() == 2);
}

TEST_CASE("what a call is given later: state, items, pairs, keyword arguments", "[pickle][document]") {
  const document doc = parse(
      "\x80\x04"
      "ca\nb\n)}X\x01\0\0\0kK\x01s\x92K\x07"
      "aX\x01\0\0\0pK\x02sNb."s,
      {});
  const value root = doc.root();
  REQUIRE(root.is(kind::instance));
  REQUIRE(doc.items(root).size() == 1);
  CHECK(doc.items(root)[0].integer() == 7);
  REQUIRE(doc.pairs(root).size() == 1);
  CHECK(doc.pairs(root)[0].key.text() == "p");
  CHECK(doc.pairs(root)[0].mapped.integer() == 2);
  REQUIRE(doc.pairs(doc.kwargs(root)).size() == 1);
  CHECK(doc.pairs(doc.kwargs(root))[0].key.text() == "k");
  REQUIRE(doc.state(root) != nullptr);  // a state of None is a state
  CHECK(doc.state(root)->is(kind::none));
}

TEST_CASE("accessors give nothing of a value that is something else", "[pickle][document]") {
  const document doc = parse(
      "\x80\x02(NK\x05X\x01\0\0\0a}K\x01K\x02s]K\x01"
      "aca\nb\n)RK\x09Qt."s,
      {});
  const auto all = doc.items(doc.root());
  const kind kinds[] = {kind::none, kind::integer, kind::string,       kind::dict,
                        kind::list, kind::call,    kind::persistent_id};
  REQUIRE(all.size() == std::size(kinds));
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO(i);
    const kind k = all[i].what();
    CHECK(k == kinds[i]);
    CHECK(doc.items(all[i]).size() == (k == kind::list ? 1u : 0u));
    CHECK(doc.pairs(all[i]).size() == (k == kind::dict ? 1u : 0u));
    CHECK(doc.call(all[i]).callable.is(kind::global) == (k == kind::call));
    CHECK(doc.persistent(all[i]).integer() == (k == kind::persistent_id ? 9 : 0));
    CHECK(doc.global(all[i]).module.empty());
    CHECK(doc.state(all[i]) == nullptr);
    CHECK(doc.kwargs(all[i]).is(kind::none));
  }
}

TEST_CASE("sharing and identity", "[pickle][document]") {
  const document doc = parse(read_file("hand_grown_after_memo.pkl"), {});
  const auto both = doc.items(doc.root());
  REQUIRE(both.size() == 2);
  CHECK(both[0].index() == both[1].index());
  CHECK(both[0].index() < doc.object_count());
  REQUIRE(doc.items(both[0]).size() == 1);
  CHECK(doc.items(both[0])[0].integer() == 7);
  CHECK(doc.depth() == 2);
  CHECK(doc.tree_size() == 5);
}

TEST_CASE("depth and tree size", "[pickle][document]") {
  const auto measured = [](const std::string& stream) {
    const document doc = parse(stream, {});
    return std::pair(doc.depth(), doc.tree_size());
  };
  using numbers = std::pair<std::uint32_t, std::uint32_t>;
  CHECK(measured("N.") == numbers{0, 1});
  CHECK(measured(").") == numbers{1, 1});
  CHECK(measured("].") == numbers{1, 1});
  CHECK(measured("]]a.") == numbers{2, 2});
  CHECK(measured("(NNNt.") == numbers{1, 4});
  CHECK(measured("]2\x86.") == numbers{2, 3});
  CHECK(measured("ca\nb\n)R.") == numbers{2, 3});
  CHECK(measured("ca\nb\n)R}b.") == numbers{2, 4});
  CHECK(measured("}K\x01K\x02s.") == numbers{1, 3});
  CHECK(measured("K\x01\x85Q.") == numbers{2, 3});
}

}  // namespace format_pickle_document_test
