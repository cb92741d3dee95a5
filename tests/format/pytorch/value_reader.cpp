// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/state_dict/repr.hpp>

#include <string>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_pytorch_value_reader_test {

namespace pytorch = nnstruct::format::pytorch;
using namespace nnstruct_test;
using namespace std::string_literals;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::Value;
using nnstruct::io::input_file;

namespace {
Value value_of(const std::string& pickle) {
  const temp_folder folder;
  const std::string path = folder / "value.pth";
  nnstruct::io::atomic_file file(path);
  nnstruct::format::zip::writer out(file);
  out.add("value/data.pkl", pickle.data(), pickle.size());
  out.add("value/version", "3\n", 2);
  out.finish();
  file.commit(false);
  return pytorch::read_value(pytorch::checkpoint_file(path), {}, nnstruct::format::elements::read).value;
}
FormatError refusal_of(const std::string& pickle) {
  return thrown_by<FormatError>([&] { value_of(pickle); });
}
}  // namespace

TEST_CASE("one object of the pickle is copies of one Value") {
  const Value v = value_of("\x80\2]q\0(]q\1h\1e."s);
  REQUIRE(v.size() == 2);
  CHECK(nnstruct::value_access::identity(v[0]) == nnstruct::value_access::identity(v[1]));
  const Value strings = value_of("\x80\2](X\2\0\0\0abq\0h\0X\2\0\0\0abe."s);
  const auto identity = [&](int i) { return nnstruct::value_access::identity(strings[i]); };
  CHECK(identity(0) == identity(1));
  CHECK(identity(0) != identity(2));
  CHECK(strings[0] == strings[2]);
}

TEST_CASE("integers of any size are read") {
  CHECK(value_of("\x80\2\x8a\x09\0\0\0\0\0\0\0\x80\0."s).text() == "9223372036854775808");
  CHECK(value_of("\x80\2\x8a\x09\xff\xff\xff\xff\xff\xff\xff\x7f\xff."s).text() == "-9223372036854775809");
  CHECK(value_of("\x80\2\x8a\x0d\0\0\0\0\0\0\0\0\0\0\0\0\1."s).text() == "79228162514264337593543950336");
  const std::string digits(2000, '\1');
  CHECK(refusal_of("\x80\2\x8b\xd0\7\0\0"s + digits + ".").problem() == format_problem::limit);
}

TEST_CASE("what has no kind of its own is inert") {
  CHECK(nnstruct::repr(value_of("\x80\2ctorch\nfloat16\n."s)) == "torch.float16");
  CHECK(nnstruct::repr(value_of("\x80\2cposix\nsystem\n."s)) == "<class 'posix.system'>");
  const Value object = value_of("\x80\2cargparse\nNamespace\n)\x81}X\1\0\0\0aK\1sb."s);
  CHECK(object.is(Value::kind::object));
  CHECK(value_of("\x80\2c__builtin__\nset\n]K\1a\x85R."s) == Value::set({1}));
}

TEST_CASE("a call that is not on the list is refused, nothing is executed") {
  const FormatError error = refusal_of("\x80\2}X\1\0\0\0acposix\nsystem\nX\4\0\0\0true\x85Rs."s);
  CHECK(error.problem() == format_problem::unsafe_global);
  CHECK(contains(error.what(), "the pickle calls posix.system"));
  CHECK(refusal_of("\x80\2c_codecs\nencode\nX\1\0\0\0aX\5\0\0\0rot13\x86R."s).problem() == format_problem::pickle);
}

TEST_CASE("a dictionary with one key twice has two meanings") {
  CHECK(contains(refusal_of("\x80\2}(X\1\0\0\0aK\1X\1\0\0\0aK\2u."s).what(), "the key 'a' comes twice"));
  CHECK(contains(refusal_of("\x80\2}(K\1K\1K\2K\2K\1K\3u."s).what(), "the key 1 comes twice"));
  CHECK(value_of("\x80\2}(K\1K\1X\1\0\0\0001K\2u."s).size() == 2);
}

TEST_CASE("little that is shared so often that it would be much is refused") {
  std::string pickle = "\x80\2]q\0"s;
  for (char i = 1; i < 40; ++i) {
    const char before = static_cast<char>(i - 1);
    pickle += "0](h"s + before + "h" + before + "eq" + i;
  }
  const FormatError error = refusal_of(pickle + ".");
  CHECK(error.problem() == format_problem::limit);
  CHECK(contains(error.what(), "objects are shared so often"));
}

TEST_CASE("without elements, tensors have shapes and no data") {
  const auto read = pytorch::read_value(pytorch::checkpoint_file(NNSTRUCT_TEST_DATA "/torch-2.14/checkpoint_sgd.pth"),
                                        "model_state_dict", nnstruct::format::elements::left_out);
  CHECK_FALSE(read.verified);
  const nnstruct::AnyTensor& weight = *read.value["0.weight"].tensor();
  CHECK(weight.shape == std::vector<std::int64_t>{16, 8});
  CHECK(weight.data.size() == 0);
}

}  // namespace format_pytorch_value_reader_test
