// SPDX-License-Identifier: Apache-2.0
// Pickles whose opcodes do not go together: stack, MARK, memo, lengths, nesting.
#include "hostile/files.hpp"
#include "support/zip_bytes.hpp"

namespace hostile {

namespace {

using enum nnstruct::format_problem;
using nnstruct_test::le16;
using nnstruct_test::le32;
using nnstruct_test::le64;
using namespace std::string_literals;

std::string times(std::size_t count, std::string_view part) {
  std::string out;
  out.reserve(count * part.size());
  for (std::size_t i = 0; i < count; ++i) out += part;
  return out;
}

}  // namespace

void add_pickles(std::vector<file>& out) {
  const auto add = [&](const std::string& what, const std::string& pickle_bytes, problems refused,
                       const std::string& value = {}) {
    out.push_back({"pickles/" + what, checkpoint(pickle_bytes), std::move(refused), value});
  };
  const auto bad = [&](const std::string& what, const std::string& opcodes) { add(what, pickled(opcodes), {pickle}); };

  // Every opcode that takes something from the stack, on an empty one, on a MARK, and on a MARK that hides it.
  struct taker {
    const char* name;
    std::string opcode;
  };
  const taker takers[] = {{"pop", "0"},
                          {"dup", "2"},
                          {"append", "a"},
                          {"appends", "e"},
                          {"build", "b"},
                          {"dict", "d"},
                          {"list", "l"},
                          {"tuple", "t"},
                          {"setitem", "s"},
                          {"setitems", "u"},
                          {"additems", "\x90"},
                          {"frozenset", "\x91"},
                          {"newobj", "\x81"},
                          {"newobj_ex", "\x92"},
                          {"reduce", "R"},
                          {"obj", "o"},
                          {"inst", "icollections\nOrderedDict\n"},
                          {"binpersid", "Q"},
                          {"tuple1", "\x85"},
                          {"tuple2", "\x86"},
                          {"tuple3", "\x87"},
                          {"stack_global", "\x93"},
                          {"put", "p0\n"},
                          {"binput", "q\1"},
                          {"long_binput", "r\1\0\0\0"s},
                          {"memoize", "\x94"},
                          {"pop_mark", "1"}};
  for (const auto& [name, opcode] : takers) {
    bad("on_empty_stack/"s + name, opcode);
    bad("on_empty_stack_then_none/"s + name, opcode + "N");
    if (std::string_view(name) != "pop" && std::string_view(name) != "pop_mark" && std::string_view(name) != "dict" &&
        std::string_view(name) != "list" && std::string_view(name) != "tuple" &&
        std::string_view(name) != "frozenset" && std::string_view(name) != "inst")
      bad("on_a_mark/"s + name, "(" + opcode);
    bad("marks_left/"s + name, "((N" + opcode);
    bad("stop_with_more/"s + name, "N(" + opcode + "NN");
  }
  bad("nothing", ""), bad("stop_on_mark", "("), bad("two_values", "NN"), bad("mark_below", "(N");
  for (const auto& [name, target] :
       {std::pair("none", "N"), {"number", "K\1"}, {"tuple", ")"}, {"true", "\x88"}, {"list", "]"}, {"set", "\x8f"}})
    for (const auto& [opcode, items] : {std::pair("setitem", "K\1K\2s"), {"setitems", "(K\1K\2u"}})
      bad(opcode + "_on_"s + name, target + std::string(items));
  for (const auto& [name, target] :
       {std::pair("none", "N"), {"number", "K\1"}, {"tuple", ")"}, {"dict", "}"}, {"set", "\x8f"}})
    for (const auto& [opcode, items] : {std::pair("append", "K\2a"), {"appends", "(K\2e"}})
      bad(opcode + "_on_"s + name, target + std::string(items));
  for (const auto& [name, target] : {std::pair("none", "N"), {"list", "]"}, {"tuple", ")"}, {"dict", "}"}})
    bad("additems_on_"s + name, target + "(K\2\x90"s);
  bad("setitem_on_text", text("x") + "K\1K\2s"), bad("append_on_text", text("x") + "K\2a");
  bad("setitem_on_a_global", global("torch", "Size") + "K\1K\2s");
  bad("setitems_odd", "}(K\1u"), bad("dict_odd", "(K\1K\2K\3d");
  for (const auto& [name, key] : {std::pair("list", "]"), {"dict", "}"}, {"set", "\x8f"}})
    bad("key_is_a_"s + name, "}"s + key + "Ns");

  // Lengths that nothing justifies.
  const std::pair<const char*, std::string> lengths[] = {{"1", le64(1)},
                                                         {"255", le64(255)},
                                                         {"2^31", le64(1ull << 31)},
                                                         {"2^32-1", le64(0xffffffff)},
                                                         {"2^32", le64(1ull << 32)},
                                                         {"2^63-1", le64(~0ull >> 1)},
                                                         {"2^63", le64(1ull << 63)},
                                                         {"2^64-1", le64(~0ull)}};
  for (const auto& [name, opcode] :
       {std::pair("binunicode8", "\x8d"), {"binbytes8", "\x8e"}, {"bytearray8", "\x96"}, {"frame", "\x95"}})
    for (const auto& [number, bytes] : lengths) bad(name + "_of_"s + number, opcode + bytes);
  for (const auto& [name, opcode] :
       {std::pair("binunicode", "X"), {"binbytes", "B"}, {"binstring", "T"}, {"long4", "\x8b"}})
    for (const auto& [number, bytes] : lengths)
      if (std::string_view(number).substr(0, 4) != "2^32" || std::string_view(number) == "2^32-1")
        if (std::string_view(number).substr(0, 4) != "2^63" && std::string_view(number) != "2^64-1")
          bad(name + "_of_"s + number, opcode + bytes.substr(0, 4));
  for (const auto& [name, opcode] :
       {std::pair("short_binunicode", "\x8c"), {"short_binbytes", "C"}, {"short_binstring", "U"}, {"long1", "\x8a"}})
    for (const int length : {3, 127, 128, 255})
      bad(name + "_of_"s + std::to_string(length), opcode + ""s + static_cast<char>(length));
  for (const char* opcode : {"c", "i", "S", "V", "I", "L", "F", "P", "p", "g"}) {
    bad("line_without_end/"s + opcode, "("s + opcode + "1234");
    bad("empty_line/"s + opcode, "N"s + opcode + "\n");
    if (std::string_view("ILFpg").find(opcode) != std::string_view::npos)
      for (const char* number : {"x", "1x", " ", "--1", "1e", "0x10", "1_000", "99999999999999999999999999999999y"})
        bad("number_"s + number + "/" + opcode, "N"s + opcode + number + "\n");
  }
  bad("put_of_2^32", "Np4294967296\n"), bad("put_negative", "Np-1\n"), bad("get_of_2^64", "g18446744073709551616\n");
  for (const char* quoted : {"x", "'x", "'x\"", "\"", "'", "'\\'"}) bad("string_"s + quoted, "S"s + quoted + "\n");
  for (const std::string& utf8 :
       std::vector<std::string>{"\xff", "\xc0\x80", "\xe2\x82", "\xf5\x80\x80\x80", "a\x80"}) {
    bad("utf8/" + std::to_string(out.size()), text(utf8));
    bad("utf8_in_a_name/" + std::to_string(out.size()), global("torch" + utf8, "Size"));
  }
  // Frames.
  bad("frame_in_frame", "\x95" + le64(10) + "\x95" + le64(0) + "N"),
      bad("frame_cuts_opcode", "\x95" + le64(2) + "X" + le32(1) + "a");
  bad("frame_over_stop", "\x95" + le64(3) + "N");
  // PROTO.
  for (const int protocol : {6, 127, 255})
    add("protocol_" + std::to_string(protocol), "\x80"s + static_cast<char>(protocol) + "N.", {pickle});
  bad("proto_twice", "\x80\2N"), add("bytes_behind", pickled("N") + "N", {pickle}),
      add("stop_twice", pickled("N") + ".", {pickle});
  for (int code = 0; code < 256; ++code)
    if (std::string("(.0123BCFGHIJKLMNPQRSTUVX]abcdeghijloqrstu})"
                    "lpq\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f"
                    "\x90\x91\x92\x93\x94\x95\x96\x97\x98")
            .find(static_cast<char>(code)) == std::string::npos)
      bad("byte_" + std::to_string(code), std::string(1, static_cast<char>(code)));
  // Memo.
  bad("get_of_nothing", "h\1"), bad("get_text_of_nothing", "g7\n"), bad("long_get_of_nothing", "j" + le32(0xffffffff));
  add("memo_far_away", pickled("Nr" + le32(0xffffffff)), {}, "None");
  std::string spread = "N";
  for (std::uint32_t i = 0; i < 20'000; ++i) spread += "r" + le32(i * 214'013u);
  add("memo_spread", pickled(spread), {}, "None");
  std::string collide = "N";
  for (std::uint32_t i = 0; i < 20'000; ++i) collide += "r" + le32(i << 16);
  add("memo_that_should_collide", pickled(collide), {}, "None");

  // What doubles with every level.
  for (const int levels : {20, 32, 64, 1000}) {
    std::string laughs = "]q" + "\0"s;
    for (int i = 0; i < levels; ++i)
      laughs += "]r" + le32(static_cast<unsigned>(i) + 1) + "(" + times(2, "j" + le32(static_cast<unsigned>(i))) + "e";
    add("laughs/lists_" + std::to_string(levels), pickled(laughs), {limit, pickle});
    std::string tuples = ")";
    for (int i = 0; i < levels; ++i) tuples += "2\x86";
    add("laughs/tuples_" + std::to_string(levels), pickled(tuples), {limit, pickle});
    std::string dicts = "}";
    for (int i = 0; i < levels; ++i)
      dicts += "r" + le32(static_cast<unsigned>(i)) + "0}(K\1j" + le32(static_cast<unsigned>(i)) + "K\2j" +
               le32(static_cast<unsigned>(i)) + "u";
    add("laughs/dicts_" + std::to_string(levels), pickled(dicts), {limit, pickle});
  }
  // What contains itself.
  add("cycle/list", pickled("]q\1h\1a"), {}, "[[...]]");
  add("cycle/dict", pickled("}q\1K\1h\1s"), {}, "{1: {...}}");
  add("cycle/two_lists", pickled("]q\1]q\2h\1ah\2a0h\1h\2a0"), {}, "[[[...], [...]]]");
  add("cycle/state", pickled(global("collections", "OrderedDict") + ")Rq\1h\1b"), {}, "OrderedDict()");
  add("cycle/item_of_a_call", pickled(global("collections", "OrderedDict") + ")Rq\1K\1h\1s"), {},
      "OrderedDict([(1, ...)])");
  add("cycle/tuple_in_list",
      pickled("]q\1h\1\x85"
              "a"),
      {}, "[([...],)]");
  add("cycle/deep", pickled("]q\1" + times(100'000, "]") + "h\1a" + times(100'000, "a")), {limit});

  // A million levels: not one more in our stack.
  for (const std::size_t levels : {100'000u, 1'000'000u}) {
    const std::string n = std::to_string(levels);
    add("deep/tuples_" + n, pickled(")" + times(levels, "\x85")), {limit});
    add("deep/lists_" + n, pickled(times(levels, "]") + times(levels - 1, "a")), {limit});
    add("deep/dicts_" + n, pickled(times(levels, "}K\1") + "N" + times(levels, "s")), {limit});
    add("deep/marks_" + n, pickled(times(levels, "(") + times(levels, "t")), {limit});
    add("deep/calls_" + n,
        pickled(times(levels, global("collections", "OrderedDict")) + ")R" + times(levels - 1, "\x85R")),
        {limit, unsafe_global});
    add("deep/states_" + n,
        pickled(times(levels, global("collections", "OrderedDict") + ")R") + "N" + times(levels, "b")), {limit});
    add("deep/ids_" + n, pickled("N" + times(levels, "Q")), {limit, unsafe_global, pickle});
    add("many/marks_" + n, pickled(times(levels, "(") + "N"), {pickle});
    add("many/none_" + n, pickled(times(levels, "N")), {pickle});
    add("many/popped_" + n, pickled(times(levels, "N0") + "N"), {}, "None");
    add("many/in_a_list_" + n, pickled("](" + times(levels, "N") + "e"), {});
    add("many/appended_" + n, pickled("]" + times(levels, "Na")), {});
    add("many/globals_" + n, pickled(times(levels / 10, global("torch", "Size") + "0") + "N"), {}, "None");
  }
  // Work that grows faster than the file.
  add("slow/digits", pickled("L" + std::string(1'000'000, '9') + "L\n"), {limit, pickle});
  add("slow/digits_int", pickled("I" + std::string(1'000'000, '9') + "\n"), {limit, pickle});
  add("slow/long4", pickled("\x8b" + le32(1'000'000) + std::string(1'000'000, '\x7f')), {limit, pickle});
  add("slow/float", pickled("F" + std::string(1'000'000, '9') + "\n"), {limit, pickle, unsupported});
  std::string keys = "}(", same = "}(", numbers = "}(";
  for (int i = 0; i < 50'000; ++i) {
    keys += text("key" + std::to_string(i)) + "N";
    numbers += "J" + le32(static_cast<std::uint32_t>(i) * 65536u) + "N";
    same += "K\1N";
  }
  add("slow/many_keys", pickled(keys + "u"), {});
  add("slow/numbers_that_should_collide", pickled(numbers + "u"), {});
  add("slow/one_key_often", pickled(same + "u"), {pickle});
  add("key_twice", pickled("}(" + text("a") + "N" + text("a") + "Nu"), {pickle});
  add("key_twice_by_two_opcodes", pickled("}(" + text("a") + "NVa\nNu"), {pickle});
  add("big_integer", pickled("\x8a\x09" + std::string(8, '\0') + "\x01"), {}, "18446744073709551616");
}

}  // namespace hostile
