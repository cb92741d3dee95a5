// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/tensor/tensor.hpp>

#include <cstdint>
#include <type_traits>
#include <utility>

#include "support/catch.hpp"

namespace tensor_tensor_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;
using nn::Tensor;

namespace {

using Mixed = Tensor<float, dyn, 3, dyn>;
static_assert(Mixed::rank() == 3 && Mixed::rank_dynamic() == 2);
static_assert(Mixed::static_extent(0) == dyn && Mixed::static_extent(1) == 3);
static_assert(std::is_same_v<Mixed::element_type, float>);
static_assert(Tensor<float>::rank() == 0 && Tensor<float>::rank_dynamic() == 0);
static_assert(std::is_same_v<nn::Batch<3, 32, 28>, Tensor<float, dyn, 3, 32, 28>>);

// Dynamic extents are given all, or none of them.
static_assert(std::is_constructible_v<Mixed, int, long> && std::is_default_constructible_v<Mixed>);
static_assert(!std::is_constructible_v<Mixed, int> && !std::is_constructible_v<Mixed, int, int, int>);
static_assert(!std::is_constructible_v<Tensor<float, 2, 3>, int> && !std::is_convertible_v<int, Tensor<float, dyn>>);

// A type that knows less is given without a word, one that knows more is asked for.
template <class From, class To> constexpr bool implicit = std::is_convertible_v<From, To>;
template <class From, class To> constexpr bool possible = std::is_constructible_v<To, From>;
static_assert(implicit<Tensor<float, 2, 3>, Tensor<float, dyn, 3>> && implicit<Mixed, Tensor<float, dyn, dyn, dyn>>);
static_assert(!implicit<Tensor<float, dyn, 3>, Tensor<float, 2, 3>> &&
              possible<Tensor<float, dyn, 3>, Tensor<float, 2, 3>>);
static_assert(!implicit<Tensor<float, dyn, 3>, Tensor<float, 2, dyn>> &&
              possible<Tensor<float, dyn, 3>, Tensor<float, 2, dyn>>);
static_assert(!possible<Tensor<float, 2, 3>, Tensor<float, 3, 2>> && !possible<Tensor<float, 2, 3>, Tensor<float, 6>>);
static_assert(!possible<Tensor<float, 2>, Tensor<double, 2>>);
static_assert(std::is_nothrow_move_constructible_v<Mixed> && std::is_nothrow_move_assignable_v<Mixed>);

}  // namespace

TEST_CASE("a Tensor starts with zeros, its dynamic extents 0 or given in order", "[tensor]") {
  const Mixed x(4, 5);
  CHECK(x.extent(0) == 4);
  CHECK(x.extent(1) == 3);
  CHECK(x.extent(2) == 5);
  CHECK(x.extents()[2] == 5);
  CHECK(x.numel() == 60);
  for (std::int64_t i = 0; i < x.numel(); ++i) REQUIRE(x.data()[i] == 0);

  const Mixed empty;
  CHECK(empty.extent(0) == 0);
  CHECK(empty.extent(1) == 3);
  CHECK(empty.numel() == 0);
  const Tensor<std::int64_t, 2, 3> fixed;
  CHECK(fixed.numel() == 6);
  CHECK(fixed(1, 2) == 0);
}

TEST_CASE("a negative extent is refused", "[tensor]") {
  CHECK_THROWS_AS(Mixed(2, -1), nn::ShapeError);
  CHECK_THROWS_AS((Tensor<float, dyn>(-3)), nn::ShapeError);
}

TEST_CASE("a Tensor without extents holds one element", "[tensor]") {
  Tensor<double> x;
  CHECK(x.numel() == 1);
  x() = 2.5;
  CHECK(x.item() == 2.5);
}

TEST_CASE("elements are row-major and aligned to 64 bytes", "[tensor]") {
  Tensor<std::int32_t, 2, dyn, 4> x(3);
  for (int i = 0; i < 24; ++i) x.data()[i] = i;
  CHECK(x(0, 0, 1) == 1);
  CHECK(x(0, 1, 0) == 4);
  CHECK(x(1, 0, 0) == 12);
  CHECK(x(1, 2, 3) == 23);
  x(1, 2, 3) = 7;
  CHECK(x.data()[23] == 7);
  CHECK(reinterpret_cast<std::uintptr_t>(x.data()) % 64 == 0);
}

TEST_CASE("a Tensor is a handle: a copy is another name for the same elements", "[tensor]") {
  Tensor<float, 3> x;
  Tensor<float, 3> y = x;
  y(1) = 4;
  CHECK(x(1) == 4);
  Tensor<float, 3> z;
  z = x;
  z(1) = 5;
  CHECK(y(1) == 5);
  x = Tensor<float, 3>();
  CHECK(y(1) == 5);
  CHECK(x(1) == 0);
}

TEST_CASE("a const Tensor is for reading, a copy of it for writing", "[tensor]") {
  const Tensor<float, 3> x;
  static_assert(std::is_same_v<decltype(x.data()), const float*> && std::is_same_v<decltype(x(0)), const float&>);
  Tensor<float, 3> y = x;
  static_assert(std::is_same_v<decltype(y.data()), float*> && std::is_same_v<decltype(y(0)), float&>);
  y(2) = 1;
  CHECK(x(2) == 1);
}

TEST_CASE("a Tensor keeps its elements alive", "[tensor]") {
  Tensor<float, dyn> kept;
  {
    Tensor<float, 2> x;
    x(1) = 3;
    kept = x;
  }
  CHECK(kept.extent(0) == 2);
  CHECK(kept(1) == 3);
  Tensor<float, dyn> moved = std::move(kept);
  CHECK(moved(1) == 3);
}

TEST_CASE("a Tensor goes under a type that knows more if its extents are so", "[tensor]") {
  Tensor<float, dyn, dyn> x(2, 3);
  Tensor<float, 2, dyn> half(x);
  Tensor<float, dyn, 3> other(half);
  Tensor<float, 2, 3> whole(other);
  whole(1, 2) = 9;
  CHECK(x(1, 2) == 9);
  const auto error = thrown_by<nn::ShapeError>([&] { Tensor<float, dyn, 4>{x}; });
  CHECK(std::string(error.what()) == "a Tensor has other extents than its new type: expected [*, 4], found [2, 3]");
}

TEST_CASE("item is for tensors of one element", "[tensor]") {
  Tensor<float, dyn, 1> x(1);
  x(0, 0) = 3;
  CHECK(x.item() == 3);
  const auto error = thrown_by<nn::ShapeError>([] { (void)Tensor<float, dyn, 2>(3).item(); });
  CHECK(contains(error.what(), "found [3, 2]"));
  CHECK_THROWS_AS((Tensor<float, dyn>().item()), nn::ShapeError);
}

}  // namespace tensor_tensor_test
