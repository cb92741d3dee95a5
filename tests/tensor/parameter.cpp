// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/tensor/parameter.hpp>

#include <thread>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace tensor_parameter_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

using Weight = nn::Parameter<float, 3>;
static_assert(Weight::rank() == 1 && Weight::numel() == 3 && Weight::extent(0) == 3 && Weight::static_extent(0) == 3);
static_assert(nn::Parameter<float, 2, 0, 4>::numel() == 0 && nn::Buffer<std::int64_t>::numel() == 1);
static_assert(nn::Buffer<double, 2, 5>::shape() == nn::extent_list(2, 5) && nn::Buffer<bool>::shape().size() == 0);
static_assert(std::is_nothrow_move_constructible_v<Weight> && std::is_nothrow_move_assignable_v<Weight>);

Weight filled(float value) {
  Weight weight;
  weight.fill_(value);
  return weight;
}
/// Reads without asking for a pointer to write.
const float* read(const Weight& weight) { return weight.data(); }
bool shared(const Weight& a, const Weight& b) { return read(a) == read(b); }

}  // namespace

TEST_CASE("a parameter starts without values, and says so when they are asked for", "[tensor]") {
  Weight weight;
  CHECK_FALSE(weight.has_values());
  CHECK(weight.requires_grad());
  CHECK(contains(thrown_by<nn::ShapeError>([&] { (void)read(weight); }).what(), "no values yet"));
  CHECK_THROWS_AS(weight.data(), nn::ShapeError);
  const Weight copy = weight;
  CHECK_FALSE(copy.has_values());
}

TEST_CASE("fill_ and copy_ give values", "[tensor]") {
  Weight weight;
  weight.fill_(2);
  CHECK(weight.has_values());
  for (int i = 0; i < 3; ++i) CHECK(read(weight)[i] == 2);
  nn::Tensor<float, 3> tensor;
  tensor(1) = 5;
  weight.copy_(tensor);
  CHECK(read(weight)[0] == 0);
  CHECK(read(weight)[1] == 5);
  tensor(1) = 6;
  CHECK(read(weight)[1] == 5);  // a copy, as in PyTorch

  nn::Buffer<std::int64_t> steps;
  steps.fill_(7);
  CHECK(*std::as_const(steps).data() == 7);
  nn::Parameter<float, 0> nothing;
  nothing.fill_(1);
  CHECK(nothing.has_values());
  nn::Parameter<float, 0> copied;
  copied.copy_(nn::Tensor<float, 0>());
  CHECK(copied.has_values());
}

// Who sees what after a write.

TEST_CASE("a copy shares memory with its original as long as both are only read", "[tensor]") {
  const Weight original = filled(1);
  const Weight copy = original;
  Weight assigned;
  assigned = copy;
  CHECK(shared(copy, original));
  CHECK(shared(assigned, original));
}

TEST_CASE("writing the copy leaves the original", "[tensor]") {
  const Weight original = filled(1);
  Weight copy = original;
  copy.data()[0] = 5;
  CHECK(read(original)[0] == 1);
  CHECK(read(copy)[0] == 5);
  CHECK(read(copy)[1] == 1);
}

TEST_CASE("writing the original leaves the copy", "[tensor]") {
  Weight original = filled(1);
  const Weight copy = original;
  original.data()[0] = 5;
  CHECK(read(original)[0] == 5);
  CHECK(read(copy)[0] == 1);
}

TEST_CASE("of three that share, the one that is written goes and the others stay together", "[tensor]") {
  const Weight a = filled(1), b = a;
  Weight c = b;
  c.data()[0] = 5;
  CHECK(shared(a, b));
  CHECK_FALSE(shared(b, c));
}

TEST_CASE("fill_ and copy_ leave copies alone", "[tensor]") {
  Weight a = filled(1), b = a;
  const Weight copy = a;
  a.fill_(2);
  b.copy_(nn::Tensor<float, 3>());
  CHECK(read(copy)[0] == 1);
  CHECK(read(a)[0] == 2);
  CHECK(read(b)[0] == 0);
}

TEST_CASE("the last one to hold memory writes without a copy", "[tensor]") {
  Weight survivor;
  const float* address = nullptr;
  {
    const Weight original = filled(1);
    address = read(original);
    survivor = original;
  }
  CHECK(survivor.data() == address);
}

TEST_CASE("a pointer kept from before the copy writes its own parameter only", "[tensor]") {
  Weight original = filled(1);
  float* const kept = original.data();
  const Weight copy = original;
  kept[0] = 5;
  CHECK(read(original)[0] == 5);
  CHECK(read(copy)[0] == 1);
}

TEST_CASE("a pointer taken after the copy writes its own parameter only", "[tensor]") {
  Weight original = filled(1);
  const Weight copy = original;
  float* const kept = original.data();
  const Weight second = original;
  kept[0] = 5;
  CHECK(read(original)[0] == 5);
  CHECK(read(copy)[0] == 1);
  CHECK(read(second)[0] == 1);
}

TEST_CASE("a kept pointer goes along when its parameter is moved", "[tensor]") {
  Weight original = filled(1);
  float* const kept = original.data();
  const Weight moved = std::move(original);
  const Weight copy = moved;
  kept[0] = 5;
  CHECK(read(moved)[0] == 5);
  CHECK(read(copy)[0] == 1);
  CHECK_FALSE(original.has_values());
}

TEST_CASE("a copy of which no pointer was kept is shared again", "[tensor]") {
  Weight original = filled(1);
  original.data();
  const Weight copy = original;
  const Weight copy_of_copy = copy;
  CHECK_FALSE(shared(copy, original));
  CHECK(shared(copy_of_copy, copy));
}

TEST_CASE("asking a const parameter for its elements exposes nothing", "[tensor]") {
  const Weight original = filled(1);
  read(original);
  const Weight copy = original;
  CHECK(shared(copy, original));
}

TEST_CASE("assigning a parameter to itself changes nothing, and kept pointers stay good", "[tensor]") {
  Weight weight = filled(1);
  float* const kept = weight.data();
  Weight& same = weight;
  weight = same;
  CHECK(read(weight) == kept);
  kept[0] = 5;
  CHECK(read(weight)[0] == 5);

  Weight quiet = filled(2);
  const float* const before = read(quiet);
  Weight& same_quiet = quiet;
  quiet = same_quiet;
  CHECK(read(quiet) == before);
  CHECK(read(quiet)[2] == 2);
}

TEST_CASE("a copy keeps requires_grad, and changes it for itself", "[tensor]") {
  Weight original = filled(1);
  original.requires_grad(false);
  Weight copy = original;
  CHECK_FALSE(copy.requires_grad());
  copy.requires_grad(true);
  CHECK_FALSE(original.requires_grad());
  original.fill_(2);
  CHECK_FALSE(original.requires_grad());
}

TEST_CASE("threads copy one const parameter and write their copies", "[tensor]") {
  const Weight original = filled(1);
  const Weight partner = original;
  std::vector<float> sums(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < sums.size(); ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        Weight copy = i % 2 ? original : partner;
        const Weight second = copy;
        copy.data()[0] = static_cast<float>(t);
        sums[t] += read(copy)[0] + read(second)[1] + read(original)[2];
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t t = 0; t < sums.size(); ++t) CHECK(sums[t] == 2000 * (static_cast<float>(t) + 2));
  CHECK(read(original)[0] == 1);
  CHECK(shared(original, partner));
}

TEST_CASE("two parameters that share are written by two threads", "[tensor]") {
  for (int i = 0; i < 200; ++i) {
    Weight a = filled(1), b = a;
    std::thread other([&b] { b.data()[0] = 2; });
    a.data()[0] = 3;
    other.join();
    REQUIRE(read(a)[0] == 3);
    REQUIRE(read(b)[0] == 2);
  }
}

}  // namespace tensor_parameter_test
