// SPDX-License-Identifier: Apache-2.0
// What is shared was compared with PyTorch's own pickles in tests/checkpoint/read.cpp; here are the rules one by one.
#include <nnstruct/format/pytorch/pickler.hpp>

#include <string>

#include "support/catch.hpp"

namespace format_pytorch_pickler_test {

namespace pytorch = nnstruct::format::pytorch;
using namespace std::string_literals;

namespace {
/// What is written, without PROTO and STOP.
template <class F> std::string written(F write) {
  pytorch::pickler out;
  write(out);
  const std::string all = out.finish();
  return all.substr(2, all.size() - 3);
}
const int one = 1, two = 2;
}  // namespace

TEST_CASE("what looks like a name is written once, other strings as often as they are made") {
  CHECK(written([](auto& out) { out.name("ab"), out.name("ab"); }) == "X\2\0\0\0abq\0h\0"s);
  CHECK(written([](auto& out) { out.name("a b"), out.name("a b"); }) == "X\3\0\0\0a bq\0X\3\0\0\0a bq\1"s);
  CHECK(written([](auto& out) { out.name("a b", &one), out.name("a b", &one); }) == "X\3\0\0\0a bq\0h\0"s);
  CHECK(written([](auto& out) { out.fresh("ab"), out.fresh("ab"); }) == "X\2\0\0\0abq\0X\2\0\0\0abq\1"s);
  CHECK(written([](auto& out) { out.fresh("a"), out.fresh("a"), out.fresh(""), out.name(""); }) ==
        "X\1\0\0\0aq\0h\0X\0\0\0\0q\1h\1"s);
  CHECK(written([](auto& out) { out.fresh("\xc3\xbc"), out.fresh("\xc3\xbc"); }) == "X\2\0\0\0\xc3\xbcq\0h\0"s);
}

TEST_CASE("strings of a file are shared by identity, and with the program's names") {
  CHECK(written([](auto& out) { out.identical("ab", &one), out.identical("ab", &two), out.identical("ab", &one); }) ==
        "X\2\0\0\0abq\0X\2\0\0\0abq\1h\0"s);
  CHECK(written([](auto& out) { out.identical("ab", &one), out.name("ab"); }) == "X\2\0\0\0abq\0h\0"s);
  CHECK(written([](auto& out) { out.name("ab"), out.identical("ab", &one); }) == "X\2\0\0\0abq\0h\0"s);
  CHECK(written([](auto& out) { out.identical("cpu", &one), out.identical("cpu", &two); }) == "X\3\0\0\0cpuq\0h\0"s);
}

TEST_CASE("tensors of one storage name it once, by one number") {
  const float numbers[] = {1, 2, 3, 4};
  const pytorch::saved_storage storage{reinterpret_cast<const std::byte*>(numbers), sizeof numbers};
  const std::int64_t extent[] = {2}, stride[] = {1};
  pytorch::pickler out;
  for (std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{2}})
    out.tensor({nnstruct::dtype::float32, extent, stride, offset, numbers, storage});
  out.tensor({nnstruct::dtype::float32, extent, stride, 0, &one, storage});
  CHECK(out.storages().size() == 2);
  const std::string pickle = out.finish();
  CHECK(pickle.find("X\1\0\0\0000q\3"s) != pickle.npos);
  CHECK(pickle.find("X\1\0\0\0001"s) != pickle.npos);
}

}  // namespace format_pytorch_pickler_test
