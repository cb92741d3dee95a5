// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/data/cifar10.hpp>

#include <algorithm>
#include <string>

#include "data_sets/files.hpp"
#include "support/deflated.hpp"

namespace data_sets_cifar10_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
const std::string one = data_set("data_batch_1.bin"), two = data_set("data_batch_2.bin");
void read_one(const std::string& path) { nn::data::read_cifar10({path}); }
}  // namespace

TEST_CASE("CIFAR-10's binary files are read", "[data]") {
  const auto first = nn::data::read_cifar10({one});
  CHECK(is_equal(first.images, read_by_python("cifar10.data_batch_1.bin.images")));
  CHECK(is_equal(first.labels, read_by_python("cifar10.data_batch_1.bin.labels")));
  const temp_folder folder;
  put_content(folder / "packed", gzipped(content_of(two)));
  const auto second = nn::data::read_cifar10({folder / "packed"});
  CHECK(is_equal(second.images, read_by_python("cifar10.data_batch_2.bin.images")));
  const auto both = nn::data::read_cifar10({one, two});
  REQUIRE(both.images.extent(0) == 3);
  CHECK(std::equal(first.images.data(), first.images.data() + first.images.numel(), both.images.data()));
  CHECK(std::equal(second.images.data(), second.images.data() + second.images.numel(), &both.images(2, 0, 0, 0)));
  CHECK(both.labels(1) == first.labels(1));
  CHECK(both.labels(2) == read_by_python("cifar10.data_batch_2.bin.labels").values<std::int64_t>()[0]);
  CHECK(nn::data::read_cifar10({}).labels.numel() == 0);
}

TEST_CASE("what is no such file is refused", "[data]") {
  const std::string good = content_of(one);
  CHECK(says(refused("", read_one),
             "byte 0: expected records of 3073 bytes, a label and 32x32 pixels in three colours, "
             "found 0 bytes; the files that are read are data_batch_1.bin"));
  CHECK(says(refused(good.substr(0, good.size() - 1), read_one),
             "byte 3073: expected records of 3073 bytes, a label and 32x32 "
             "pixels in three colours, found 3072 bytes"));
  CHECK(says(refused(good + "##", read_one),
             "byte 6146: expected records of 3073 bytes, a label and 32x32 pixels in three "
             "colours, found 2 bytes"));
  std::string other = good;
  other[3073] = 10;
  CHECK(says(refused(other, read_one), "byte 3073: expected a label from 0 to 9, found 10"));
  const auto second = thrown_by<nn::IoError>([] { nn::data::read_cifar10({one, data_set("none")}); });
  CHECK(contains(second.what(), "none"));
}

}  // namespace data_sets_cifar10_test
