// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>

#include <string>

#include "format/pytorch/pickled.hpp"
#include "support/catch.hpp"

namespace format_pytorch_value_reader_test {

namespace pytorch = nnstruct::format::pytorch;
using namespace nnstruct_test;
using namespace std::string_literals;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::Value;

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
