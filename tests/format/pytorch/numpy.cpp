// SPDX-License-Identifier: Apache-2.0
// Arrays whose parts do not go together, and what is like an array. What Python finds in real ones is in
// tests/checkpoint/read.cpp.
#include <nnstruct/format/pytorch/numpy.hpp>

#include <string>
#include <string_view>
#include <utility>

#include "format/pytorch/pickled.hpp"
#include "support/catch.hpp"

namespace format_pytorch_numpy_test {

using namespace nnstruct_test;
using namespace std::string_literals;
using nnstruct::format_problem;
using nnstruct::Value;

namespace {

std::string text(std::string_view s) { return "\x8c" + std::string(1, static_cast<char>(s.size())) + std::string(s); }
std::string bytes(std::string_view s) { return "C" + std::string(1, static_cast<char>(s.size())) + std::string(s); }

std::string dtype(std::string_view code, std::string_view order = "<", std::string_view names = "N") {
  return "cnumpy\ndtype\n(" + text(code) + "\x89\x88tR(K\3" + text(order) + "N" + std::string(names) +
         "NJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"s;
}
std::string six_floats() { return bytes(std::string(24, '\1')); }
/// (version, shape, dtype, is_fortran, bytes)
std::string array(const std::string& state, std::string_view type = "cnumpy\nndarray\n") {
  return "cnumpy.core.multiarray\n_reconstruct\n(" + std::string(type) + "K\0\x85"s + bytes("b") + "tR(" + state + "tb";
}
std::string array_of(const std::string& shape, const std::string& type, const std::string& data,
                     std::string_view fortran = "\x89") {
  return array("K\1" + shape + type + std::string(fortran) + data);
}
std::string buffer(const std::string& arguments) { return "cnumpy._core.numeric\n_frombuffer\n(" + arguments + "tR"; }
std::string pickled(const std::string& body) { return "\x80\4" + body + "."; }

}  // namespace

TEST_CASE("an array of NumPy is a tensor of its shape and bytes", "[pytorch][numpy]") {
  const Value right = value_of(pickled(array_of("K\2K\3\x86", dtype("f4"), six_floats())));
  REQUIRE(right.tensor() != nullptr);
  CHECK(right.tensor()->shape == std::vector<std::int64_t>{2, 3});
  CHECK(right.tensor()->strides == std::vector<std::int64_t>{3, 1});
  CHECK(value_of(pickled(array_of("K\2K\3\x86", dtype("f4"), six_floats(), "\x88"))).tensor()->strides ==
        std::vector<std::int64_t>{1, 2});
  // The oldest ones have no version.
  CHECK(value_of(pickled(array("K\6\x85" + dtype("f4") + "\x89" + six_floats()))) ==
        value_of(pickled(array_of("K\6\x85", dtype("f4"), six_floats()))));
  // A class that derives from ndarray and has its state; a call of a class of dtypes.
  CHECK(value_of(pickled(array("K\1K\6\x85" + dtype("f4") + "\x89" + six_floats(), "cmine\nArray\n"))).tensor() !=
        nullptr);
  CHECK(
      value_of(pickled(buffer(six_floats() + "cnumpy.dtypes\nFloat32DType\n)RK\6\x85" + text("C")))).tensor()->shape ==
      std::vector<std::int64_t>{6});
  CHECK(value_of(pickled(buffer(six_floats() + dtype("f4") + "K\2K\3\x86" + text("K") + "K\1K\0\x86"s)))
            .tensor()
            ->strides == std::vector<std::int64_t>{1, 3});
  const Value swapped = value_of(pickled(array_of("K\1\x85", dtype("i4", ">"), bytes("\0\0\1\2"s))));
  CHECK(swapped.tensor()->values<std::int32_t>()[0] == 258);
  // Two references are one memory.
  const Value twice = value_of(pickled(array_of("K\1\x85", dtype("i4"), bytes("abcd")) + "\x94h\0\x86"s));
  CHECK(twice.items()[0].tensor()->data.storage().identity() == twice.items()[1].tensor()->data.storage().identity());
}

TEST_CASE("arrays of the same bytes are one memory, or a small file could ask for much", "[pytorch][numpy]") {
  const std::string first = array_of("K\6\x85", dtype("f4"), six_floats() + "\x94");
  const std::string second = "h\0"s;
  const Value same = value_of(pickled(first + array_of("K\2K\3\x86", dtype("f4"), second) + "\x86"));
  CHECK(same.items()[0].tensor()->data.storage().identity() == same.items()[1].tensor()->data.storage().identity());
  CHECK(same.items()[1].tensor()->shape == std::vector<std::int64_t>{2, 3});
  for (const std::string& type : {dtype("i4"), dtype("f4", ">"), dtype("f8")}) {
    const std::string shape = type == dtype("f8") ? "K\3\x85" : "K\6\x85";
    CHECK(contains(refusal_of(pickled(first + array_of(shape, type, second) + "\x86")).what(),
                   "its bytes are those of another array, which is of another type"));
  }
  // One byte is one object in Python, whoever has it.
  const std::string flag = array_of("K\1\x85", dtype("b1", "|"), bytes("\1") + "\x94");
  const Value flags = value_of(pickled(flag + array_of("K\1\x85", dtype("b1", "|"), second) + "\x86"));
  CHECK(flags.items()[0].tensor()->data.storage().identity() != flags.items()[1].tensor()->data.storage().identity());
}

TEST_CASE("an array whose bytes, shape and axes do not go together is refused, with the place", "[pytorch][numpy]") {
  const std::pair<std::string, const char*> damaged[] = {
      {array_of("K\2K\2\x86", dtype("f4"), six_floats()), "of shape [2, 2] and dtype float32, and 24 bytes are not"},
      {array_of("K\2K\3\x86", dtype("f8"), six_floats()), "of shape [2, 3] and dtype float64, and 24 bytes are not"},
      {array_of("K\6\x85", dtype("f4"), "C\0"s), "and 0 bytes are not"},
      {array_of(")", dtype("f4"), six_floats()), "of shape [] and dtype float32, and 24 bytes are not"},
      {array_of("J\xff\xff\xff\xff\x85", dtype("f4"), six_floats()), "negative"},
      {array_of("N\x85", dtype("f4"), six_floats()), "no number"},
      {array_of("\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x86", dtype("f4"),
                six_floats()),
       "and 24 bytes are not"},
      {array_of("K\0\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x87"s, dtype("f4"),
                "C\0"s),
       "does not fit 64 bits"},
      {buffer(six_floats() + dtype("f4") + "K\2K\3\x86" + text("K") + "K\0K\0\x86"s), "the order of its axes is none"},
      {buffer(six_floats() + dtype("f4") + "K\2K\3\x86" + text("K") + "K\0K\2\x86"s), "the order of its axes is none"},
      {buffer(six_floats() + dtype("f4") + "K\2K\3\x86" + text("K") + "K\0\x85"s), "the order of its axes is none"},
  };
  for (const auto& [opcodes, what] : damaged) {
    INFO(what);
    const nnstruct::FormatError error = refusal_of(pickled(opcodes));
    CHECK(contains(error.what(), what));
    CHECK(error.problem() == format_problem::tensor);
    CHECK(error.offset().has_value());
  }
  const std::string axes(65, ')');
  std::string shape = "(";
  for (int i = 0; i < 65; ++i) shape += "K\1";
  CHECK(refusal_of(pickled(array_of(shape + "t", dtype("u1"), bytes("a")))).problem() == format_problem::limit);
  CHECK(refusal_of(pickled(array_of("K\1\x85", dtype("u1"), bytes("a")) + "K\1a")).problem() ==
        format_problem::unsupported);
}

TEST_CASE("what no tensor can be stays an object, and no element of it is made up", "[pytorch][numpy]") {
  const std::string others[] = {
      array_of("K\1\x85", dtype("M8"), bytes("12345678")),
      array_of("K\1\x85", dtype("U1"), bytes("a\0\0\0"s)),
      array_of("K\1\x85", dtype("O8", "|"), "]Na"),
      array_of("K\1\x85", dtype("f4", "<", text("a") + "\x85"), bytes("abcd")),  // a record
      array_of("K\1\x85", dtype("f16"), bytes("abcdabcdabcdabcd")),
      array_of("K\1\x85", dtype("f4", "?"), bytes("abcd")),
      array_of("K\1\x85", dtype("f3"), bytes("abc")),
      array_of("K\1\x85", "N", bytes("abc")),
      array("K\1"),
      array("K\1K\1\x85" + dtype("f4") + "\x89" + bytes("abcd") + "N"),
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\0\x85"s + bytes("b") + "tR",
      buffer(six_floats() + dtype("f4") + "K\6\x85" + text("A")),
      buffer(six_floats() + dtype("f4") + "K\6\x85"),
      buffer(""),
      "cnumpy.core.multiarray\nscalar\n" + dtype("f4") + bytes("abc") + "\x86R",
      "cnumpy.core.multiarray\nscalar\n" + dtype("O8") + "]\x86R",
      "cnumpy.core.multiarray\nscalar\n)R",
      "cnumpy\ndtype\n)R",
      dtype("f4", "<", "]"),
  };
  for (const std::string& opcodes : others) {
    INFO(opcodes);
    const Value found = value_of(pickled(opcodes));
    CHECK(found.is(Value::kind::object));
    CHECK_FALSE(nnstruct::repr(found).empty());
  }
}

TEST_CASE("a number of NumPy is one of Python", "[pytorch][numpy]") {
  const auto number = [](std::string_view code, std::string_view content, std::string_view order = "<") {
    return value_of(pickled("cnumpy._core.multiarray\nscalar\n" + dtype(code, order) + bytes(content) + "\x86R"));
  };
  CHECK(number("f4", "\0\0\0\x3f"s) == Value(0.5));
  CHECK(number("f4", "\x3f\0\0\0"s, ">") == Value(0.5));
  CHECK(number("f2", "\0\x38"s) == Value(0.5));
  CHECK(number("i1", "\xff") == Value(-1));
  CHECK(number("u8", "\xff\xff\xff\xff\xff\xff\xff\xff").text() == "18446744073709551615");
  CHECK(number("b1", "\2", "|") == Value(true));
  CHECK(nnstruct::repr(number("c8", "\0\0\0\x3f\0\0\0\xbf"s)) == "(0.5-0.5j)");
}

TEST_CASE("a storage of a plain pickle is a file of torch.save in it, and nothing else", "[pytorch][numpy]") {
  const std::string whole = content_of(NNSTRUCT_TEST_DATA "/numpy-1/tensors.pkl");
  const std::string marker = "\x80\2\x8a\x0al\xfc"s;
  const auto begin = whole.find(marker), end = whole.find("\x94\x85\x94R", begin);
  REQUIRE((begin != whole.npos && end != whole.npos));
  const std::string storage = whole.substr(begin, end - begin);
  const auto loaded = [&](const std::string& content) {
    const std::string length{static_cast<char>(content.size()), static_cast<char>(content.size() >> 8), 0, 0};
    return pickled("ctorch._utils\n_rebuild_tensor_v2\n(ctorch.storage\n_load_from_bytes\nB" + length + content +
                   "\x85RK\0K\2\x85K\1\x85\x89}tR"s);
  };
  CHECK(value_of(loaded(storage)).tensor()->shape == std::vector<std::int64_t>{2});
  CHECK(contains(refusal_of(loaded("")).what(), "should be a file of torch.save in the pickle, and it is none"));
  CHECK(contains(refusal_of(loaded(storage.substr(0, storage.size() - 1))).what(), "cut short"));
  CHECK(refusal_of(loaded(storage + "x")).problem() == format_problem::storage);
  // It is read as data too.
  std::string evil = storage;
  const std::string persistent = "(X\7\0\0\0storage"s;
  REQUIRE(evil.find(persistent) != evil.npos);
  evil.insert(evil.find(persistent), "cposix\nsystem\nX\4\0\0\0true\x85R0"s);
  const nnstruct::FormatError error = refusal_of(loaded(evil));
  CHECK(error.problem() == format_problem::unsafe_global);
}

}  // namespace format_pytorch_numpy_test
