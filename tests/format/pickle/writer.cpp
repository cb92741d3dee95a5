// SPDX-License-Identifier: Apache-2.0
// The expected bytes are those that CPython's own pickler wrote (tests/data/make_pickles.py).
#include <nnstruct/format/pickle/writer.hpp>

#include <bit>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/parser.hpp>

#include "describe.hpp"
#include "rewrite.hpp"
#include "support/catch.hpp"

namespace format_pickle_writer_test {

namespace {

using namespace nnstruct_test;
using pickle::batch;
using pickle::batch_rule;
using pickle::writer;

std::vector<std::pair<std::string, std::string>> cases(const std::string& file) {
  std::istringstream in(read_file("writer/" + file));
  std::vector<std::pair<std::string, std::string>> rows;
  for (std::string value, stream; in >> value >> stream;) rows.emplace_back(value, stream);
  return rows;
}

/// Between PROTO and STOP what the function writes.
template <class Function> std::string written(Function&& function) {
  writer w;
  w.proto();
  function(w);
  w.stop();
  return w.take();
}

}  // namespace

TEST_CASE("integers have the bytes that Python writes", "[pickle][writer]") {
  const auto rows = cases("ints.txt");
  REQUIRE(rows.size() == 31);
  for (const auto& row : rows) {
    const std::string &value = row.first, &stream = row.second;
    INFO(value);
    CHECK(hex(written([&](writer& w) { w.integer(std::stoll(value)); })) == stream);
  }
}

TEST_CASE("integers of any size have the bytes that Python writes", "[pickle][writer]") {
  const auto rows = cases("big_ints.txt");
  REQUIRE(rows.size() == 46);
  for (const auto& row : rows) {
    const std::string &value = row.first, &stream = row.second;
    INFO(value);
    const std::string bytes = unhex(value);
    CHECK(hex(written([&](writer& w) { w.big_integer(bytes); })) == stream);
    const std::string longer = bytes + std::string(3, (bytes.back() & 0x80) != 0 ? '\xff' : '\0');
    CHECK(hex(written([&](writer& w) { w.big_integer(longer); })) == stream);
  }
}

TEST_CASE("floats have the bytes that Python writes", "[pickle][writer]") {
  const auto rows = cases("floats.txt");
  REQUIRE(rows.size() == 14);
  for (const auto& row : rows) {
    const std::string &value = row.first, &stream = row.second;
    const double number = std::bit_cast<double>(static_cast<std::uint64_t>(std::stoull(value, nullptr, 16)));
    CHECK(hex(written([&](writer& w) { w.real(number); })) == stream);
  }
}

TEST_CASE("strings have the bytes that Python writes", "[pickle][writer]") {
  const auto rows = cases("strings.txt");
  REQUIRE(rows.size() == 21);
  for (const auto& row : rows) {
    const std::string &value = row.first, &stream = row.second;
    const std::string text = unhex(std::string_view(value).substr(1));
    CHECK(hex(written([&](writer& w) { w.unicode(text), w.memoize(); })) == stream);
  }
}

TEST_CASE("tuples have the bytes that Python writes", "[pickle][writer]") {
  const auto rows = cases("tuples.txt");
  REQUIRE(rows.size() == 6);
  for (const auto& row : rows) {
    const std::string &value = row.first, &stream = row.second;
    const auto size = std::stoull(value);
    CHECK(hex(written([&](writer& w) {
            if (size > 3) w.mark();
            for (std::uint64_t i = 0; i < size; ++i) w.integer(static_cast<std::int64_t>(i));
            w.tuple(size);
            if (size > 0) w.memoize();
          })) == stream);
  }
}

TEST_CASE("batches are cut where Python cuts them", "[pickle][writer]") {
  for (const std::uint64_t size : {0u, 1u, 2u, 999u, 1000u, 1001u, 2000u}) {
    INFO(size);
    const auto numbers = [&](writer& w, batch_rule rule) {
      batch items(w, size, rule);
      for (std::uint64_t i = 0; i < size; ++i) {
        items.begin_item();
        w.integer(static_cast<std::int64_t>(i));
        items.end_item();
      }
      items.finish();
    };
    const auto pairs = [&](writer& w, batch_rule rule) {
      batch items(w, size, rule);
      for (std::uint64_t i = 0; i < size; ++i) {
        items.begin_item();
        w.unicode("k" + std::to_string(i)), w.memoize();
        w.integer(static_cast<std::int64_t>(i));
        items.end_item();
      }
      items.finish();
    };
    const auto expected = [&](const char* name) {
      return read_file("writer/" + std::string(name) + "_" + std::to_string(size) + ".pkl");
    };
    CHECK((written([&](writer& w) { w.empty_list(), w.memoize(), numbers(w, batch_rule::list); }) == expected("list")));
    CHECK((written([&](writer& w) { w.empty_dict(), w.memoize(), pairs(w, batch_rule::dict); }) == expected("dict")));
    CHECK((written([&](writer& w) {
             w.global("collections", "OrderedDict"), w.memoize();
             w.empty_tuple(), w.reduce(), w.memoize();
             pairs(w, batch_rule::reduced_mapping);
           }) == expected("ordered")));
    CHECK((written([&](writer& w) {
             w.global("collections", "deque"), w.memoize();
             w.empty_tuple(), w.reduce(), w.memoize();
             numbers(w, batch_rule::reduced_list);
           }) == expected("deque")));
  }
}

TEST_CASE("a stream of protocol 2, read and written again, has the same bytes", "[pickle][writer]") {
  const char* const name = GENERATE("rich_2", "small_2", "persistent_2", "torch/torch-2.14-mlp_state_dict",
                                    "torch/torch-2.14-checkpoint_adam", "torch/torch-2.14-python_values",
                                    "torch/torch-2.14-mlp_model", "torch/torch-2.14-dtypes_v3");
  INFO(name);
  const std::string stream = read_file(std::string(name) + ".pkl");
  const std::string again = rewrite(pickle::parse(stream, {}));
  CHECK(again.size() == stream.size());
  CHECK((again == stream));
}

TEST_CASE("memo numbers count from 0 and grow to four bytes", "[pickle][writer]") {
  writer w;
  w.none();
  for (std::uint32_t i = 0; i < 257; ++i) CHECK(w.memoize() == i);
  w.get(255);
  w.get(256);
  const std::string bytes = w.take();
  CHECK(hex(bytes.substr(0, 5)) == "4e71007101");
  CHECK(hex(bytes.substr(bytes.size() - 14)) == "71ff720001000068ff6a00010000");
  CHECK(w.bytes().empty());
  w.none();
  CHECK(w.memoize() == 0);
}

TEST_CASE("what a pickle cannot hold is refused", "[pickle][writer]") {
  writer w;
  CHECK_THROWS_AS(w.unicode("\xff"), nnstruct::Error);
  CHECK_THROWS_AS(w.global("os\nx", "y"), nnstruct::Error);
  CHECK_THROWS_AS(w.global("os", ""), nnstruct::Error);
  CHECK(w.bytes().empty());
}

TEST_CASE("a batch insists on its number of items", "[pickle][writer]") {
  writer w;
  batch items(w, 1, batch_rule::list);
  CHECK_THROWS_AS(items.finish(), nnstruct::Error);
  items.begin_item();
  w.none();
  items.end_item();
  CHECK_THROWS_AS(items.begin_item(), nnstruct::Error);
  items.finish();
  CHECK(w.bytes() == "Na");
}

}  // namespace format_pickle_writer_test
