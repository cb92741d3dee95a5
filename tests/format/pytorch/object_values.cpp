// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/object_values.hpp>
#include <nnstruct/state_dict/repr.hpp>

#include <string>

#include "format/pytorch/pickled.hpp"
#include "support/catch.hpp"

namespace format_pytorch_object_values_test {

using namespace nnstruct_test;
using namespace std::string_literals;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::Value;

TEST_CASE("what has no kind of its own is inert") {
  const Value object = value_of("\x80\2cargparse\nNamespace\n)\x81}X\1\0\0\0aK\1sb."s);
  CHECK(object.is(Value::kind::object));
  CHECK(value_of("\x80\2c__builtin__\nset\n]K\1a\x85R."s) == Value::set({1}));
}

TEST_CASE("a call that is not on the list is refused, nothing is executed") {
  const FormatError error = refusal_of("\x80\2}X\1\0\0\0acposix\nsystem\nX\4\0\0\0true\x85Rs."s);
  CHECK(error.problem() == format_problem::unsafe_global);
  CHECK(contains(error.what(), "the pickle names posix.system"));
  CHECK(refusal_of("\x80\2c_codecs\nencode\nX\1\0\0\0aX\5\0\0\0rot13\x86R."s).problem() == format_problem::pickle);
}

TEST_CASE("a dictionary with one key twice has two meanings") {
  CHECK(contains(refusal_of("\x80\2}(X\1\0\0\0aK\1X\1\0\0\0aK\2u."s).what(), "the key 'a' comes twice"));
  CHECK(contains(refusal_of("\x80\2}(K\1K\1K\2K\2K\1K\3u."s).what(), "the key 1 comes twice"));
  CHECK(value_of("\x80\2}(K\1K\1X\1\0\0\0001K\2u."s).size() == 2);
}

}  // namespace format_pytorch_object_values_test
