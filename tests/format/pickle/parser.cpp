// SPDX-License-Identifier: Apache-2.0
// What streams hold is compared with what Python's own unpickler says (tests/data/make_pickles.py).
#include <nnstruct/format/pickle/parser.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <nnstruct/error.hpp>

#include "describe.hpp"
#include "support/catch.hpp"

namespace format_pickle_parser_test {

using namespace std::string_literals;
using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::limits;
using pickle::document;
using pickle::kind;
using pickle::leniency;
using pickle::parse;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// The message of the refusal; checks problem and offset.
std::string refusal(const std::string& stream, std::uint64_t offset, format_problem problem = format_problem::pickle,
                    const limits& allowed = {}, leniency taken = {}) {
  const auto error = thrown_by<FormatError>([&] { parse(stream, {}, allowed, taken); });
  INFO(error.what());
  CHECK(error.problem() == problem);
  REQUIRE(error.offset().has_value());
  CHECK(*error.offset() == offset);
  return error.what();
}

std::string refusal(const std::string& stream, std::uint64_t offset, const limits& allowed) {
  return refusal(stream, offset, format_problem::limit, allowed);
}

/// Parses, and where that works uses everything that the document offers. True when the stream was accepted.
bool survives(std::string stream) {
  try {
    const document doc = parse(std::move(stream), {});
    CHECK(!describe(doc).empty());
    return true;
  } catch (const FormatError& error) {
    CHECK(error.offset().has_value());
    return false;
  }
}

}  // namespace

TEST_CASE("streams of CPython hold what Python says", "[pickle][parser]") {
  const std::string name = GENERATE("rich", "small", "persistent");
  const char protocol = GENERATE('0', '1', '2', '3', '4', '5');
  const std::string file = name + "_" + protocol;
  INFO(file);
  const std::string stream = read_file(file + ".pkl");
  const document doc = parse(stream, {});
  CHECK((describe(doc) == read_file(file + ".txt")));
  CHECK(doc.size() == stream.size());
  CHECK(doc.protocol() == (protocol < '2' ? 0u : static_cast<unsigned>(protocol - '0')));
}

TEST_CASE("opcodes that CPython 3 does not write hold what Python says", "[pickle][parser]") {
  const std::string name =
      GENERATE("protocol0_text", "protocol0_structures", "python2_strings", "inst_obj", "stack", "pop_takes_mark",
               "memo_numbers", "memoize_counts", "grown_after_memo", "appends_to_objects", "frames", "wide_lengths",
               "legacy_module", "several_runs", "known_calls");
  INFO(name);
  CHECK(describe(parse(read_file("hand_" + name + ".pkl"), {})) == read_file("hand_" + name + ".txt"));
}

TEST_CASE("the pickles of torch files hold what Python says", "[pickle][parser]") {
  const std::string name =
      GENERATE("mlp_state_dict", "checkpoint_adam", "python_values", "mlp_model", "dtypes_v3", "mlp_protocol4");
  const std::string file = "torch/torch-2.14-" + name;
  INFO(name);
  const document doc = parse(read_file(file + ".pkl"), {});
  const std::string expected = read_file(file + ".txt");
  CHECK((describe(doc) == expected));
  CHECK(expected.size() > 2000);
  CHECK(doc.calls().size() > 5);
}

TEST_CASE("objects that contain themselves hold what Python says", "[pickle][parser]") {
  const std::string protocol = GENERATE("0", "1", "2", "3", "4", "5");
  INFO(protocol);
  const document doc = parse(read_file("cycles_" + protocol + ".pkl"), {});
  CHECK(describe(doc) == read_file("cycles_" + protocol + ".txt"));
  CHECK(doc.depth() < 8);
  CHECK(doc.tree_size() < 40);
}

namespace {

/// Where a walk from the root meets references back: the kind of what is referred to, and its offset.
std::string back_references(const std::string& stream) {
  const document doc = parse(stream, {});
  std::string out;
  std::vector<pickle::value> todo = {doc.root()};
  std::vector<bool> seen(doc.object_count());
  while (!todo.empty()) {
    const pickle::value v = todo.back();
    todo.pop_back();
    if (v.is(kind::back_reference)) {
      CHECK_FALSE(v.is_object());
      CHECK(v.offset() == doc.referred(v).offset());
      out += std::string(with_article(doc.referred(v).what())) + " at " + std::to_string(v.offset()) + ", ";
    }
    if (!v.is_object() || seen[v.index()]) continue;
    seen[v.index()] = true;
    for (const pickle::value item : doc.items(v)) todo.push_back(item);
    for (const auto& [key, mapped] : doc.pairs(v)) todo.insert(todo.end(), {key, mapped});
    todo.insert(todo.end(), {doc.call(v).callable, doc.call(v).args, doc.kwargs(v), doc.persistent(v)});
    if (const pickle::value* state = doc.state(v)) todo.push_back(*state);
  }
  return out;
}

}  // namespace

TEST_CASE("what refers back to an object around it says so", "[pickle][parser]") {
  CHECK(back_references("]q\0h\0a."s) == "a list at 0, ");
  CHECK(back_references("(]]q\0h\0aat."s) == "a list at 2, ");
  CHECK(back_references("N0]]q\0h\0a]aa."s) == "a list at 3, ");
  CHECK(back_references("]q\0h\0\205a."s) == "a list at 0, ");
  CHECK(back_references("]q\0h\0\205q\1a0h\1."s) == "a tuple at 5, ");  // the same two from the other side
  CHECK(back_references("}q\0K\x01h\0s."s) == "a dict at 0, ");
  CHECK(back_references("ca\nb\n)Rq\0h\0b."s) == "the result of a call at 6, ");             // as state
  CHECK(back_references("ca\nb\n)Rq\0]h\0ab."s) == "the result of a call at 6, ");           // in a state
  CHECK(back_references("ca\nb\n)Rq\0K\1h\0s."s) == "the result of a call at 6, ");          // as an item
  CHECK(back_references("ca\nb\n)\x81q\0h\0a."s) == "an instance at 6, ");                   // of either kind
  CHECK(back_references("ca\nb\n]q\0\x85Rq\1h\0h\1a0."s) == "the result of a call at 9, ");  // in the arguments
  CHECK(back_references("ca\nb\n)Rq\0)Rq\1h\0h\1b0."s) == "the result of a call at 10, ");   // as what is called
  CHECK(back_references("ca\nb\n)}q\0\x92q\1h\0K\1h\1s0."s) == "an instance at 9, ");        // as a keyword's value
  CHECK(back_references("]q\0h\0a0N."s).empty());                                            // nobody comes there
  CHECK(back_references("]q\0]q\1h\0ah\1aa."s) == "a list at 3, a list at 0, ");
  CHECK(back_references("]q\0("s + repeated("h\0"s, 3) + "e.") == "a list at 0, a list at 0, a list at 0, ");
  // Shared, and in no cycle: what is met a second time is no reference back.
  CHECK(back_references("]q\0]q\1ah\1a]h\1aa."s).empty());
  CHECK(back_references("]q\0]q\1h\0aah\1a."s) == "a list at 0, ");
}

TEST_CASE("calls with other arguments than Python writes stay calls", "[pickle][parser]") {
  const auto is_call = [](const std::string& stream) {
    const document doc = parse(stream, {});
    return doc.root().is(kind::call) && doc.pairs(doc.root()).empty() && !doc.items(doc.call(doc.root()).args).empty();
  };
  const std::string ordered = "ccollections\nOrderedDict\n";
  CHECK(is_call(ordered + "K\1\x85R."));
  CHECK(is_call(ordered + "U\2ab\x85R."));
  CHECK(is_call(ordered + "](K\1K\2e\x85R."));        // no pairs
  CHECK(is_call(ordered + "](](K\1ee\x85R."));        // of one
  CHECK(is_call(ordered + "](](K\1K\2K\3ee\x85R."));  // of three
  CHECK(is_call(ordered + "}}\x86R."));
  CHECK(is_call("ccollections\ndefaultdict\nNK\1\x86R."));
  CHECK(is_call("ccollections\nChainMap\n}K\1K\2s\x85R."));
  CHECK(is_call("cmine\nOrderedDict\n](](K\1K\2ee\x85R."));
  CHECK(is_call("ccopy_reg\n_reconstructor\n(cm\nO\nc__builtin__\nobject\nK\1tR."));
  CHECK(is_call("ccopy_reg\n_reconstructor\n(cm\nO\ncm\nB\nNtR."));
  CHECK(is_call("ccopy_reg\n_reconstructor\n(U\1OU\1BNtR."));
  CHECK(is_call("ccopy_reg\n__newobj__\nU\1O\x85R."));
  refusal(ordered + "](](]K\2ee\x85R.", 35, format_problem::pickle);  // a list as a key
}

TEST_CASE("growing after being enclosed is measured right", "[pickle][parser]") {
  const document doc = parse("]q\0]q\1\x86h\1]q\2a0h\2]a0h\0h\1a0."s, {});  // ([[[[]]]], [[[]]])
  CHECK(doc.depth() == 5);
  CHECK(doc.tree_size() == 8);
  limits allowed;
  allowed.nesting = 4;
  CHECK(contains(refusal("]q\0]q\1\x86h\1]q\2a0h\2]a0h\0h\1a0."s, 25, allowed), "limits::nesting"));
}

TEST_CASE("objects in cycles are as deep as they are without what refers back", "[pickle][parser]") {
  const std::string two =
      "]q\0]q\1"
      "a"s;  // a list in a list, which then are put into each other again and again
  const document doc = parse(two + repeated("h\1h\0a0h\0h\1a0"s, 2000) + ".", {});
  CHECK(doc.depth() == 2);
  CHECK(doc.tree_size() == 1 + 2001 * 2001);
  limits allowed;
  allowed.nesting = 2;
  CHECK(contains(refusal("]q\0]]h\0aaa."s, 8, allowed), "3 objects in objects"));
}

TEST_CASE("unescaped texts of any length have room", "[pickle][parser]") {
  std::string stream = "(" + repeated("V" + std::string(100, 'a') + "\n", 650) + "Vb\n";  // 535 of 64 KB are left
  stream += "V" + std::string(268, '\xe9') + "\nV" + std::string(100000, '\xe9') + "\nVc\nt.";
  const document doc = parse(stream, {});
  const auto items = doc.items(doc.root());
  REQUIRE(items.size() == 654);
  for (std::size_t i = 0; i < 650; ++i) CHECK((items[i].text() == std::string(100, 'a')));
  CHECK(items[650].text() == "b");
  CHECK((items[651].text() == repeated("\xc3\xa9", 268)));
  CHECK((items[652].text() == repeated("\xc3\xa9", 100000)));
  CHECK(items[653].text() == "c");
}

TEST_CASE("every beginning of a pickle is refused", "[pickle][parser]") {
  const char* const name = GENERATE("small_0", "small_1", "small_2", "small_3", "small_4", "small_5",
                                    "hand_protocol0_text", "hand_wide_lengths", "torch/torch-2.14-mlp_state_dict");
  const std::string stream = read_file(std::string(name) + ".pkl");
  REQUIRE_NOTHROW(parse(stream, {}));
  for (std::size_t length = 0; length < stream.size(); ++length) {
    INFO(name << " cut to " << length);
    CHECK_THROWS_AS(parse(stream.substr(0, length), {}, {}, {.trailing = true}), FormatError);
  }
}

TEST_CASE("no flipped bit does harm", "[pickle][parser]") {
  const char* const name =
      GENERATE("small_0", "small_1", "small_2", "small_3", "small_4", "hand_protocol0_text", "hand_inst_obj",
               "hand_memo_numbers", "hand_wide_lengths", "hand_frames", "cycles_2");
  const std::string stream = read_file(std::string(name) + ".pkl");
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < 8 * stream.size(); ++bit) {
    std::string flipped = stream;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    refused += !survives(flipped);
  }
  INFO(name << ": " << refused << " of " << 8 * stream.size());
  CHECK(refused > 2 * stream.size());
}

TEST_CASE("no replaced byte does harm", "[pickle][parser]") {
  const std::string stream = read_file("small_2.pkl");
  for (std::size_t at = 0; at < stream.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = stream;
      changed[at] = static_cast<char>(byte);
      survives(changed);
    }
  }
}

TEST_CASE("a million nested objects are refused, or parsed without recursion", "[pickle][parser]") {
#if defined(NDEBUG)
  constexpr std::uint32_t million = 1000000;
#else
  constexpr std::uint32_t million = 200000;  // under sanitizers the stack would end as well
#endif
  limits deep;
  deep.nesting = 2 * million;
  const std::string lists = repeated("]", million) + repeated("a", million - 1) + ".";
  const std::string marked = repeated("(", million) + repeated("t", million) + ".";
  const std::string tuples = ")" + repeated("\x85", million - 1) + ".";
  const std::string dicts = repeated("}K\x01", million - 1) + "}" + repeated("s", million - 1) + ".";
  const std::string calls = "ca\nb\n" + repeated(")\x81", million - 1) + ".";
  const std::string states = repeated("ca\nb\n)\x81", million) + repeated("b", million - 1) + ".";
  const std::string ids = ")" + repeated("Q", million - 1) + ".";
  for (const std::string* stream : {&lists, &marked, &tuples, &dicts, &calls, &ids}) {
    INFO(stream->substr(0, 10));
    const auto error = thrown_by<FormatError>([&] { parse(*stream, {}); });
    CHECK(error.problem() == format_problem::limit);
    CHECK(contains(error.what(), "10001 objects in objects, more than the limit of 10000 (nn::limits::nesting)"));
    CHECK(parse(*stream, {}, deep).depth() == million);
  }
  CHECK(parse(states, {}, deep).depth() == million + 1);  // the arguments of the innermost

  const document doc = parse(lists, {}, deep);
  pickle::value v = doc.root();
  std::uint32_t depth = 1;
  for (; !doc.items(v).empty(); ++depth) v = doc.items(v)[0];
  CHECK(depth == million);
}

TEST_CASE("a cycle a million objects long is cut without recursion", "[pickle][parser]") {
  limits deep;
  deep.nesting = 3000000;
  const std::string stream = "]q\0"s + repeated("]", 1000000) + "h\0a"s + repeated("a", 1000000) + ".";
  refusal(stream, 1010004, format_problem::limit);  // where the innermost 10,000 are put together
  CHECK(parse(stream, {}, deep).depth() == 1000001);
}

TEST_CASE("a million marks, pops and duplicates", "[pickle][parser]") {
  constexpr std::size_t million = 1000000;
  CHECK(parse(repeated("(", million) + repeated("1", million) + "N.", {}).root().is(kind::none));
  CHECK(parse(repeated("(", million) + repeated("0", million) + "N.", {}).root().is(kind::none));
  CHECK(parse(repeated("N0", million) + "N.", {}).root().is(kind::none));
  CHECK(parse("N" + repeated("2", million) + repeated("0", million) + ".", {}).root().is(kind::none));
  CHECK(parse("N" + repeated("q\0"s, million) + ".", {}).root().is(kind::none));
  refusal(repeated("(", million), million);
  refusal(repeated("(", million) + ".", million);
}

TEST_CASE("sharing costs nothing", "[pickle][parser]") {
  const document doc = parse("N\x85" + repeated("2\x86", 100) + ".", {});
  CHECK(doc.object_count() == 102);
  CHECK(doc.depth() == 101);
  CHECK(doc.tree_size() == 0xffffffff);
  const document small = parse("N\x85" + repeated("2\x86", 10) + ".", {});
  CHECK(small.tree_size() == 1024 * 2 + 1023);

  std::string laughs = "(X\x03\0\0\0lol]q\0"s;  // each list holds the previous one ten times
  for (char i = 0; i < 30; ++i) laughs += "]q"s + static_cast<char>(i + 1) + "(" + repeated("h"s + i, 10) + "e";
  CHECK(parse(laughs + "l.", {}).tree_size() == 0xffffffff);
}

TEST_CASE("memo numbers may be anything", "[pickle][parser]") {
  const auto id = [](std::uint32_t n) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(n >> shift);
    return bytes;
  };
  const auto number = [&](std::uint32_t i) { return i * 2654435761u + 12345; };  // all over the range
  std::string stream = "(";
  for (std::uint32_t i = 0; i < 100000; ++i) stream += "J" + id(i) + "r" + id(number(i)) + "0";
  for (std::uint32_t i = 0; i < 100000; ++i) stream += "j" + id(number(i));
  const document doc = parse(stream + "t.", {});
  std::uint32_t right = 0;
  std::int64_t expected = 0;
  for (const pickle::value v : doc.items(doc.root())) right += v.integer() == expected++;
  CHECK(right == 100000);
  CHECK(doc.items(doc.root()).size() == 100000);

  const std::string far = id(0xffffffff);
  CHECK(parse("K\x01r" + far + "0K\x02r" + far + "0j" + far + ".", {}).root().integer() == 2);

  // Far numbers first, which later lie inside of the dense ones; the last PUT counts.
  std::string mixed = "(K\x01r" + id(3000) + "0";
  for (std::uint32_t i = 0; i < 3001; ++i) mixed += "J" + id(i + 10) + "r" + id(i) + "0";
  const document again = parse(mixed + "j" + id(3000) + "j" + id(2999) + "K\x02\x94j" + id(3001) + "t.", {});
  REQUIRE(again.items(again.root()).size() == 4);
  CHECK(again.items(again.root())[0].integer() == 3010);
  CHECK(again.items(again.root())[1].integer() == 3009);
  CHECK(again.items(again.root())[3].integer() == 2);
}

TEST_CASE("damaged streams are refused where the damage is", "[pickle][parser]") {
  struct damage {
    std::string stream;
    std::uint64_t offset;
    std::string_view text;
  };
  const damage all[] = {
      // the end
      {"", 0, "ends without STOP"},
      {"N", 1, "ends without STOP"},
      {".", 0, "STOP needs 1 value on the stack, found 0"},
      {"NN.", 2, "STOP finds more than one value"},
      {"(N.", 2, "STOP finds more than one value"},
      {"N(.", 2, "STOP needs 1 value on the stack above the MARK, found 0"},
      {"N..", 2, "found 1 more bytes"},
      // arguments
      {"K", 0, "BININT1 needs 1 more bytes, but its stream has 0"},
      {"NJ\1\2\3", 1, "BININT needs 4 more bytes"},
      {"G1234567", 0, "BINFLOAT needs 8 more bytes"},
      {"X\x05\0\0\0abcd"s, 0, "BINUNICODE needs 5 more bytes, but its stream has 4"},
      {"X\xff\xff\xff\xff."s, 0, "needs 4294967295 more bytes"},
      {"\x8e\xff\xff\xff\xff\xff\xff\xff\xff."s, 0, "BINBYTES8 needs 18446744073709551615 more bytes"},
      {"\x8d\0\0\0\0\0\0\0\x40."s, 0, "BINUNICODE8 needs 4611686018427387904 more bytes"},
      {"\x96\xfe\xff\xff\xff\xff\xff\xff\x7f."s, 0, "BYTEARRAY8"},
      {"T\xff\xff\xff\xff."s, 0, "BINSTRING has a negative length"},
      {"\x8b\0\0\0\x80."s, 0, "LONG4 has a negative length"},
      {"I5", 0, "INT has an argument without a newline"},
      {"cos\nsystem", 0, "GLOBAL has an argument without a newline"},
      {"I\n.", 0, "decimal integer"},
      {"Ifive\n.", 0, "decimal integer"},
      {"I0x10\n.", 0, "decimal integer"},
      {"I010\n.", 0, "decimal integer"},
      {"I05\n.", 0, "decimal integer"},
      {"L-01L\n.", 0, "decimal integer"},
      {"I 1\n.", 0, "decimal integer"},
      {"I--1\n.", 0, "decimal integer"},
      {"L1LL\n.", 0, "decimal integer"},
      {"F1.5x\n.", 0, "floating-point"},
      {"Fnan(1)\n.", 0, "floating-point"},
      {"F\n.", 0, "floating-point"},
      {"Sabc\n.", 0, "STRING needs text in quotes"},
      {"S'abc\"\n.", 0, "in quotes"},
      {"S'\n.", 0, "in quotes"},
      {"S'\\x4'\n.", 0, "malformed escape"},
      {"S'\\'\n.", 0, "malformed escape"},
      {"V\\u12\n.", 0, "malformed escape"},
      {"V\\U00110000\n.", 0, "malformed escape"},
      {"pq\n.", 0, "memo number"},
      {"Np-1\n.", 1, "PUT needs a memo number"},
      {"Np4294967296\n.", 1, "memo number"},
      // texts
      {"X\1\0\0\0\xff."s, 0, "BINUNICODE needs text in UTF-8"},
      {"X\2\0\0\0\xc0\x80."s, 0, "UTF-8"},
      {"X\2\0\0\0\xc1\xbf."s, 0, "UTF-8"},
      {"X\2\0\0\0\xc3\x28."s, 0, "UTF-8"},
      {"X\4\0\0\0\xf5\x80\x80\x80."s, 0, "UTF-8"},
      {"X\3\0\0\0\xe0\x9f\xbf."s, 0, "UTF-8"},
      {"X\4\0\0\0\xf0\x8f\xbf\xbf."s, 0, "UTF-8"},
      {"X\4\0\0\0\xf4\x90\x80\x80."s, 0, "UTF-8"},
      {"X\4\0\0\0\xf8\x88\x80\x80."s, 0, "UTF-8"},
      {"X\2\0\0\0\xe2\x82."s, 0, "UTF-8"},
      {"X\x0b\0\0\0aaaaaaaaaa\x80."s, 0, "UTF-8"},
      {"c\xff\nb\n."s, 0, "UTF-8"},
      // stack and marks
      {"0N.", 0, "POP needs 1 value"},
      {"1N.", 0, "POP_MARK needs a MARK"},
      {"2.", 0, "DUP needs 1 value"},
      {"t.", 0, "TUPLE needs a MARK on the stack, found none"},
      {"\x85.", 0, "TUPLE1 needs 1 value"},
      {"N\x86.", 1, "TUPLE2 needs 2 values on the stack, found 1"},
      {"N(N\x86.", 3, "TUPLE2 needs 2 values on the stack above the MARK, found 1"},
      {"NN\x87.", 2, "TUPLE3 needs 3 values"},
      {"](Na.", 3, "APPEND needs 2 values on the stack above the MARK"},
      {"(e.", 1, "APPENDS needs a container below the MARK"},
      {"]((Ne.", 4, "APPENDS needs a container below the MARK"},
      // containers
      {"}Na.", 2, "APPEND needs a list, or an object that acts as one, below the items, found a dict"},
      {"N(Ne.", 3, "APPENDS needs a list, or an object that acts as one, below the items, found None"},
      {")Na.", 2, "found a tuple"},
      {"](NNu.", 4, "SETITEMS needs a dict, or an object that acts as one, below the items, found a list"},
      {"]NNs.", 3, "SETITEM needs a dict"},
      {"X\1\0\0\0aNNs."s, 8, "found a string"},
      {"}(Nu.", 3, "found a key without a value"},
      {"(NNNd.", 4, "DICT needs keys and values in turn"},
      {"}]Ns.", 3, "SETITEM needs keys that do not change, found a list"},
      {"}\x8fNs.", 3, "keys that do not change, found a set"},
      {"}\x96\1\0\0\0\0\0\0\0zNs."s, 12, "keys that do not change, found a bytearray"},
      {"}(NN}Nu.", 6, "keys that do not change, found a dict"},
      {"](N\x90.", 3, "ADDITEMS needs a set below the items, found a list"},
      {"\x8f(]\x90.", 3, "ADDITEMS needs items that do not change"},
      {"(}\x91.", 2, "FROZENSET needs items that do not change, found a dict"},
      {"\x8fNa.", 2, "APPEND needs a list"},
      // memo
      {"q\0N."s, 0, "BINPUT needs 1 value"},
      {"(\x94.", 1, "MEMOIZE needs 1 value"},
      {"h\0."s, 0, "BINGET needs memo entry 0, which nothing has stored"},
      {"Nq\1h\0."s, 3, "memo entry 0"},
      {"Nq\1h\2."s, 3, "memo entry 2"},
      {"Nr\xff\xff\xff\xffj\xfe\xff\xff\xff."s, 6, "LONG_BINGET needs memo entry 4294967294"},
      {"g7\n.", 0, "GET needs memo entry 7"},
      // globals, calls, objects
      {"c\nb\n.", 0, "GLOBAL needs a module and a name"},
      {"ca\n\n.", 0, "GLOBAL needs a module and a name"},
      {"NX\1\0\0\0a\x93."s, 7, "STACK_GLOBAL needs the name of a module, found None"},
      {"X\1\0\0\0aN\x93."s, 7, "STACK_GLOBAL needs the name of a global, found None"},
      {"X\1\0\0\0aX\0\0\0\0\x93."s, 11, "found an empty one"},
      {"K\1)R.", 3, "REDUCE needs something to call, found an integer"},
      {"ca\nb\nNR.", 6, "REDUCE needs a tuple of arguments, found None"},
      {"ca\nb\n]R.", 6, "found a list"},
      {"X\1\0\0\0a)\x81."s, 7, "NEWOBJ needs a class, found a string"},
      {"ca\nb\n)N\x92.", 7, "NEWOBJ_EX needs a dict of keyword arguments, found None"},
      {"ca\nb\n]}\x92.", 7, "NEWOBJ_EX needs a tuple of arguments"},
      {"(o.", 1, "OBJ needs a class above the MARK"},
      {"(No.", 2, "found None"},
      {"ia\nb\n.", 0, "INST needs a MARK"},
      {"]}b.", 2, "BUILD needs an object that a call made, below its state, found a list"},
      {"}}b.", 2, "found a dict"},
      {"ca\nb\n}b.", 6, "found a global"},
      {"ca\nb\n)R}b}b.", 10, "BUILD needs an object without a state"},
      {"Q.", 0, "BINPERSID needs 1 value"},
      {"P\xff\n."s, 0, "PERSID needs text in UTF-8"},
      // protocol and frames
      {"\x80\x06N.", 0, "pickle protocol 6"},
      {"N\x80\x02.", 1, "PROTO stands inside"},
      {"\x80\x02\x80\x02N.", 2, "PROTO stands inside"},
      {"\x95\3\0\0\0\0\0\0\0N."s, 0, "FRAME says 3 bytes, but 2 are left"},
      {"\x95\xff\xff\xff\xff\xff\xff\xff\xffN."s, 0, "FRAME says 18446744073709551615 bytes"},
      {"\x95\x0b\0\0\0\0\0\0\0\x95\2\0\0\0\0\0\0\0N."s, 9, "FRAME begins inside of another frame"},
      {"\x95\1\0\0\0\0\0\0\0K\1."s, 9, "BININT1 needs 1 more bytes, but its frame has 0"},
      {"\x95\2\0\0\0\0\0\0\0I5\n."s, 9, "INT has an argument without a newline"},
      {"\x95\3\0\0\0\0\0\0\0N.N"s, 10, "STOP stands before the end of its frame"},
      // no opcodes, and opcodes that need something else
      {"<!DOCTYPE html>", 0, "found the byte 60; this is no pickle"},
      {"\x80\x02\xffN.", 2, "found the byte 255"},
      {"\x82\1.", 0, "EXT1 refers to Python's extension registry"},
      {"\x83\1\1.", 0, "EXT2"},
      {"\x84\1\1\1\1.", 0, "EXT4"},
      {"\x80\x05\x97.", 2, "NEXT_BUFFER refers to an out-of-band buffer"},
      {"N\x98.", 1, "READONLY_BUFFER"},
  };
  for (const damage& d : all) {
    INFO("stream " << hex(d.stream.substr(0, 40)) << ", expected " << std::string(d.text));
    CHECK(contains(refusal(d.stream, d.offset), d.text));
  }
}

TEST_CASE("a decimal number may have 4300 digits", "[pickle][parser]") {
  const document doc = parse("(L1" + std::string(4299, '0') + "L\nL-1" + std::string(4299, '0') + "L\nt.", {});
  const auto items = doc.items(doc.root());
  REQUIRE(items.size() == 2);
  const std::string_view ten = items[0].text(), minus_ten = items[1].text();  // to the power of 4299
  CHECK(ten.size() == 1786);
  CHECK(ten.substr(0, 537) == std::string(537, '\0'));
  CHECK(ten[537] == '\xe8');  // as (10**4299).to_bytes(1786, "little") has it
  CHECK(minus_ten.substr(0, 537) == std::string(537, '\0'));
  CHECK(minus_ten[537] == '\x18');
  CHECK(minus_ten.size() == 1786);
}

TEST_CASE("errors say where the pickle is", "[pickle][parser]") {
  nnstruct::file_place place;
  place.file = "model.pth";
  place.record = "model/data.pkl";
  place.offset = 100;
  const auto error = thrown_by<FormatError>([&] { parse("N}Na.", place); });
  CHECK(error.file() == "model.pth");
  CHECK(error.record() == "model/data.pkl");
  CHECK(error.offset() == 103u);
  CHECK(contains(error.what(), "model.pth: model/data.pkl: byte 103: APPEND needs"));
  CHECK(contains(error.what(), "get or save the file again"));
}

TEST_CASE("bytes after STOP are left alone when asked to", "[pickle][parser]") {
  const document doc = parse("\x80\x02K\x05.garbage", {}, {}, {.trailing = true});
  CHECK(doc.root().integer() == 5);
  CHECK(doc.size() == 5);
}

TEST_CASE("limits", "[pickle][parser]") {
  const auto with = [](auto limits::*member, auto number) {
    limits allowed;
    allowed.*member = static_cast<std::remove_reference_t<decltype(allowed.*member)>>(number);
    return allowed;
  };
  SECTION("bytes") {
    CHECK_NOTHROW(parse("NN0.", {}, with(&limits::pickle_bytes, 4)));
    const auto error = thrown_by<FormatError>([&] { parse("NN0.", {}, with(&limits::pickle_bytes, 3)); });
    CHECK(error.problem() == format_problem::limit);
    CHECK(contains(error.what(), "limits::pickle_bytes"));
  }
  SECTION("text") {
    CHECK_NOTHROW(parse("NX\3\0\0\0abc\x86."s, {}, with(&limits::text_bytes, 3)));
    CHECK(contains(refusal("NX\3\0\0\0abc\x86."s, 1, with(&limits::text_bytes, 2)), "limits::text_bytes"));
    CHECK(contains(refusal("C\3abc.", 0, with(&limits::text_bytes, 2)), "limits::text_bytes"));
    CHECK(contains(refusal("U\3abc.", 0, with(&limits::text_bytes, 2)), "limits::text_bytes"));
    CHECK(contains(refusal("Vabc\n.", 0, with(&limits::text_bytes, 2)), "limits::text_bytes"));
    CHECK(contains(refusal("\x8a\x0b"
                           "abcdefghijk.",
                           0, with(&limits::text_bytes, 10)),
                   "limits::text_bytes"));
  }
  SECTION("elements") {
    CHECK_NOTHROW(parse("](NNNe.", {}, with(&limits::elements, 4)));
    CHECK(contains(refusal("](NNNe.", 4, with(&limits::elements, 3)), "limits::elements"));      // on the stack
    CHECK(contains(refusal("]NaNaNaNa.", 8, with(&limits::elements, 3)), "limits::elements"));   // in containers
    CHECK(contains(refusal("]0]0]0]0N.", 6, with(&limits::elements, 3)), "limits::elements"));   // objects
    CHECK(contains(refusal("((((t1110N.", 3, with(&limits::elements, 3)), "limits::elements"));  // marks
  }
  SECTION("memo") {
    CHECK_NOTHROW(parse("Nq\0q\1q\1q\0."s, {}, with(&limits::memo, 2)));
    CHECK(contains(refusal("Nq\0q\1q\2."s, 5, with(&limits::memo, 2)), "limits::memo"));
    CHECK(contains(refusal("Nr\0\0\0\x10r\0\0\0\x20r\0\0\0\x30."s, 11, with(&limits::memo, 2)), "limits::memo"));
  }
  SECTION("nesting") {
    CHECK_NOTHROW(parse("]]]aa.", {}, with(&limits::nesting, 3)));
    CHECK(contains(refusal("]]]aa.", 4, with(&limits::nesting, 2)),
                   "3 objects in objects, more than the limit of 2 (nn::limits::nesting)"));
  }
}

}  // namespace format_pickle_parser_test
