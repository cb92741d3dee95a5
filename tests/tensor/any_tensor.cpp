// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace tensor_any_tensor_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::AnyTensor;
using shape = std::vector<std::int64_t>;

namespace {
AnyTensor filled(float value) {
  AnyTensor tensor(nn::dtype::float32, {2, 3});
  for (int i = 0; i < 6; ++i) tensor.values<float>()[i] = value;
  return AnyTensor(tensor);  // a copy: nobody holds a pointer into it
}
const float* read(const AnyTensor& tensor) { return tensor.values<float>(); }
}  // namespace

TEST_CASE("an AnyTensor starts with zeros of its dtype and shape", "[tensor]") {
  const AnyTensor tensor(nn::dtype::int16, {2, 3});
  CHECK(tensor.dtype == nn::dtype::int16);
  CHECK(tensor.shape == shape{2, 3});
  CHECK(tensor.strides == shape{3, 1});
  CHECK(tensor.numel() == 6);
  CHECK(tensor.data.size() == 12);
  for (int i = 0; i < 6; ++i) CHECK(tensor.values<std::int16_t>()[i] == 0);
  const AnyTensor nothing;
  CHECK(nothing.data.size() == 0);
  CHECK(nothing.data.get() == nullptr);
}

TEST_CASE("strides are PyTorch's, for extents of 0 and 1 too", "[tensor]") {
  const auto strides = [](shape extents) { return AnyTensor(nn::dtype::uint8, std::move(extents)).strides; };
  CHECK(strides({}) == shape{});
  CHECK(strides({2, 3, 4}) == shape{12, 4, 1});
  CHECK(strides({2, 1, 3}) == shape{3, 3, 1});
  CHECK(strides({2, 0, 3}) == shape{3, 3, 1});
  CHECK(strides({0}) == shape{1});
  CHECK(strides({3, 0}) == shape{1, 1});
}

TEST_CASE("an AnyTensor has as many elements as its extents say", "[tensor]") {
  CHECK(AnyTensor(nn::dtype::float64, {}).numel() == 1);
  CHECK(AnyTensor(nn::dtype::float64, {}).data.size() == 8);
  CHECK(AnyTensor(nn::dtype::float64, {2, 0, 3}).numel() == 0);
  CHECK_THROWS_AS(AnyTensor(nn::dtype::float32, {2, -1}), nn::ShapeError);
}

TEST_CASE("elements are reached under their own type only", "[tensor]") {
  AnyTensor tensor(nn::dtype::boolean, {1});
  *tensor.values<bool>() = true;
  CHECK(*std::as_const(tensor).values<bool>());
  const auto error = thrown_by<nn::ShapeError>([&] { (void)std::as_const(tensor).values<float>(); });
  CHECK(std::string(error.what()) == "the elements of this tensor are torch.bool, not torch.float32");
  CHECK_THROWS_AS(tensor.values<std::uint8_t>(), nn::ShapeError);
}

TEST_CASE("an AnyTensor made from a Tensor is a copy of it", "[tensor]") {
  nn::Tensor<float, nn::dyn, 2> typed(3);
  typed(2, 1) = 4;
  const AnyTensor tensor = typed;
  CHECK(tensor.shape == shape{3, 2});
  CHECK(tensor.strides == shape{2, 1});
  CHECK(read(tensor)[5] == 4);
  typed(2, 1) = 5;
  CHECK(read(tensor)[5] == 4);
  CHECK(AnyTensor(nn::Tensor<nn::bfloat16>()).dtype == nn::dtype::bfloat16);
  CHECK(AnyTensor(nn::Tensor<float, nn::dyn>()).numel() == 0);
}

TEST_CASE("a copy of an AnyTensor shares memory until one of them is written", "[tensor]") {
  AnyTensor original = filled(1);
  AnyTensor copy = original;
  CHECK(read(copy) == read(original));
  copy.values<float>()[0] = 5;
  CHECK(read(original)[0] == 1);
  CHECK(read(copy)[0] == 5);
  CHECK(read(copy)[1] == 1);

  const AnyTensor second = original;
  CHECK(read(second) == read(original));
  original.values<float>()[0] = 6;
  CHECK(read(second)[0] == 1);
}

TEST_CASE("a kept pointer into an AnyTensor does not reach its copies", "[tensor]") {
  AnyTensor original = filled(1);
  float* const kept = original.values<float>();
  const AnyTensor copy = original;
  AnyTensor assigned;
  assigned = original;
  kept[0] = 5;
  CHECK(read(original)[0] == 5);
  CHECK(read(copy)[0] == 1);
  CHECK(read(assigned)[0] == 1);
  const AnyTensor moved = std::move(original);
  const AnyTensor copy_of_moved = moved;
  kept[0] = 6;
  CHECK(read(moved)[0] == 6);
  CHECK(read(copy_of_moved)[0] == 5);
}

TEST_CASE("assigning an AnyTensor to itself changes nothing, and kept pointers stay good", "[tensor]") {
  AnyTensor tensor = filled(1);
  float* const kept = tensor.values<float>();
  AnyTensor& same = tensor;
  tensor = same;
  CHECK(read(tensor) == kept);
  CHECK(tensor.shape == shape{2, 3});
  kept[0] = 5;
  CHECK(read(tensor)[0] == 5);
}

}  // namespace tensor_any_tensor_test
