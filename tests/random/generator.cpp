// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/random/generator.hpp>

#include <cstdint>
#include <set>
#include <thread>
#include <vector>

#include <nnstruct/random/fill.hpp>
#include <nnstruct/random/tensors.hpp>

#include "support/catch.hpp"
#include "support/random_cases.hpp"

namespace random_generator_test {

namespace nn = nnstruct;
using nn::Generator;
using drawn = std::vector<nn::AnyTensor>;
using vector = nn::Tensor<float, nn::dyn>;

static drawn five(Generator& g) { return {nn::rand<vector>(g, 5)}; }

TEST_CASE("draws of one and of many are one stream", "[random]") {
  Generator one(7), many(7);
  std::vector<std::uint32_t> numbers(2000);
  many.random(numbers.data(), 1);
  many.random(numbers.data() + 1, 0);
  many.random(numbers.data() + 1, 623);
  many.random(numbers.data() + 624, 1);
  many.random(numbers.data() + 625, 1375);
  for (std::uint32_t number : numbers) REQUIRE(one.random() == number);
  Generator wide(7);
  CHECK(wide.random64() == (std::uint64_t{numbers[0]} << 32 | numbers[1]));
}

TEST_CASE("the seeds", "[random]") {
  CHECK(nnstruct_test::draws_as_pytorch("rand(5)", five));  // among them that of a Generator without one
  CHECK(nnstruct_test::rows_of("rand(5)").count(Generator().initial_seed()) == 1);
  CHECK(Generator(9).initial_seed() == 9);
  Generator low(5), high((std::uint64_t{1} << 32) + 5);
  CHECK(low.random() == high.random());
}

TEST_CASE("a copy draws the same from then on", "[random]") {
  Generator original(3);
  nn::Tensor<float, 3> three;
  nn::normal_(three, 0, 1, original);  // the fourth waits in it
  Generator copy = original;
  CHECK(nnstruct_test::row_of({nn::randn<vector>(original, 30)}) ==
        nnstruct_test::row_of({nn::randn<vector>(copy, 30)}));
  CHECK(original.random() == copy.random());
  original.manual_seed(3);  // forgets what waited
  copy = Generator(3);
  CHECK(nnstruct_test::row_of({nn::randn<vector>(original, 3)}) == nnstruct_test::row_of({nn::randn<vector>(copy, 3)}));
}

TEST_CASE("the process's generator is drawn from unless another is given", "[random]") {
  nn::manual_seed(42);
  CHECK(nn::default_generator().initial_seed() == 42);
  Generator own(42);
  const auto same = [&](auto& ours, auto& theirs) {
    return nnstruct_test::row_of({ours}) == nnstruct_test::row_of({theirs});
  };
  vector a(20), b(20);
  nn::normal_(a), nn::normal_(b, 0, 1, own);
  CHECK(same(a, b));
  nn::uniform_(a), nn::uniform_(b, 0, 1, own);
  CHECK(same(a, b));
  nn::bernoulli_(a), nn::bernoulli_(b, 0.5, own);
  CHECK(same(a, b));
  a = nn::randn<vector>(5), b = nn::randn<vector>(own, 5);
  CHECK(same(a, b));
  a = nn::rand<vector>(5), b = nn::rand<vector>(own, 5);
  CHECK(same(a, b));
  auto c = nn::randperm(9), d = nn::randperm(9, own);
  CHECK(same(c, d));
  c = nn::randint(2, 7, 9), d = nn::randint(2, 7, 9, own);
  CHECK(same(c, d));
}

TEST_CASE("threads share the process's generator: each number is drawn once", "[random]") {
  constexpr int threads = 4, draws = 500;
  nn::manual_seed(1);
  std::vector<std::vector<float>> found(threads);
  {
    std::vector<std::thread> running;
    for (auto& numbers : found)
      running.emplace_back([&numbers] {
        for (int i = 0; i < draws; ++i) {
          const nn::default_generator_lock lock;  // a thread may lock it twice
          numbers.push_back(nn::rand<nn::Tensor<float, 1>>().item());
          numbers.push_back(nn::rand<nn::Tensor<float, 1>>().item());
        }
      });
    for (std::thread& thread : running) thread.join();
  }
  Generator alone(1);
  const vector all = nn::rand<vector>(alone, threads * draws * 2);
  std::multiset<float> expected(all.data(), all.data() + all.numel()), together;
  std::set<std::pair<float, float>> pairs, drawn_pairs;
  for (std::int64_t i = 0; i < all.numel(); i += 2) pairs.emplace(all(i), all(i + 1));
  for (const auto& numbers : found)
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
      together.insert({numbers[i], numbers[i + 1]});
      drawn_pairs.emplace(numbers[i], numbers[i + 1]);
    }
  CHECK((together == expected));
  CHECK((drawn_pairs == pairs));  // what is drawn under the lock stays together
}

}  // namespace random_generator_test
