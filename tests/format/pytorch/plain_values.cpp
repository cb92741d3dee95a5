// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/plain_values.hpp>
#include <nnstruct/state_dict/repr.hpp>

#include <string>

#include "format/pytorch/pickled.hpp"
#include "support/catch.hpp"

namespace format_pytorch_plain_values_test {

using namespace nnstruct_test;
using namespace std::string_literals;
using nnstruct::format_problem;

TEST_CASE("integers of any size are read") {
  CHECK(value_of("\x80\2\x8a\x09\0\0\0\0\0\0\0\x80\0."s).text() == "9223372036854775808");
  CHECK(value_of("\x80\2\x8a\x09\xff\xff\xff\xff\xff\xff\xff\x7f\xff."s).text() == "-9223372036854775809");
  CHECK(value_of("\x80\2\x8a\x0d\0\0\0\0\0\0\0\0\0\0\0\0\1."s).text() == "79228162514264337593543950336");
  const std::string digits(2000, '\1');
  CHECK(refusal_of("\x80\2\x8b\xd0\7\0\0"s + digits + ".").problem() == format_problem::limit);
}

TEST_CASE("a class and a dtype are what their names say") {
  CHECK(nnstruct::repr(value_of("\x80\2ctorch\nfloat16\n."s)) == "torch.float16");
  CHECK(nnstruct::repr(value_of("\x80\2cm\nSystem\n."s)) == "<class 'm.System'>");
}

}  // namespace format_pytorch_plain_values_test
