// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/data/normalize.hpp>

#include <algorithm>

#include "data_sets/files.hpp"

namespace data_sets_normalize_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
nn::Tensor<std::uint8_t, nn::dyn, 3, 16, 16> image() {
  nn::Tensor<std::uint8_t, nn::dyn, 3, 16, 16> x(1);
  std::copy_n(read_by_python("image").values<std::uint8_t>(), x.numel(), x.data());
  return x;
}
}  // namespace

TEST_CASE("bytes become what torchvision makes of them, to the bit", "[data]") {
  const nn::Batch<3, 16, 16> x = nn::data::to_float(image());
  CHECK(is_equal(x, read_by_python("to_float")));
  const nn::Batch<3, 16, 16> y = nn::data::normalize(x, {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225});
  CHECK(is_equal(y, read_by_python("normalized")));
}

TEST_CASE("bytes with another largest value", "[data]") {
  nn::Tensor<std::uint8_t, 2> bytes;
  bytes(0) = 16, bytes(1) = 4;
  const nn::Tensor<float, 2> x = nn::data::to_float(bytes, 16);
  CHECK(x(0) == 1);
  CHECK(x(1) == 0.25f);
}

TEST_CASE("each image has its channels", "[data]") {
  nn::Tensor<float, nn::dyn, 2, 1, nn::dyn> x(2, 3);
  for (int i = 0; i < 12; ++i) x.data()[i] = static_cast<float>(i);
  const auto y = nn::data::normalize(x, {1, 2}, {1, 2});
  for (int i = 0; i < 12; ++i)
    CHECK(y.data()[i] == (i / 3 % 2 == 0 ? static_cast<float>(i - 1) : static_cast<float>(i - 2) / 2));
  CHECK(contains(thrown_by<nn::Error>([&] {
                   nn::data::normalize(x, {0, 0}, {1, 0});
                 }).what(),
                 "normalize divides by std: that of channel 1 is not above 0"));
}

}  // namespace data_sets_normalize_test
