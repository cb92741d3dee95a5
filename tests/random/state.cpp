// SPDX-License-Identifier: Apache-2.0
// The generator's state: PyTorch's bytes, and what both draw from them. See tests/data/make_random.py.
#include <nnstruct/random/state.hpp>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/random/tensors.hpp>

#include "support/catch.hpp"
#include "support/random_cases.hpp"

namespace random_state_test {

namespace nn = nnstruct;
using nn::Generator;
using nnstruct_test::contains;
using nnstruct_test::draws_as_pytorch;
using drawn = std::vector<nn::AnyTensor>;
using vector = nn::Tensor<float, nn::dyn>;
using bytes = nn::Tensor<std::uint8_t, nn::dyn>;

namespace {

/// The state after some draws and what is drawn from it on, by a generator that is given it.
template <class... Draws> auto after(Draws... draws) {
  return [=](Generator& g) {
    (draws(g), ...);
    const auto state = g.get_state();
    Generator other(99);
    other.random();
    other.set_state(state);
    CHECK(other.initial_seed() == g.initial_seed());
    drawn result{state};
    result.push_back(nn::randn<vector>(other, 3));
    result.push_back(nn::rand<vector>(other, 700));
    result.push_back(other.get_state());
    return result;
  };
}
auto uniform(std::int64_t n) {
  return [=](Generator& g) { nn::rand<vector>(g, n); };
}
auto normal(std::int64_t n) {
  return [=](Generator& g) { nn::randn<vector>(g, n); };
}

template <class T> bytes changed(const bytes& state, std::size_t offset, T value) {
  bytes copy(state.numel());
  std::memcpy(copy.data(), state.data(), static_cast<std::size_t>(state.numel()));
  std::memcpy(copy.data() + offset, &value, sizeof value);
  return copy;
}
bool same(const bytes& a, const bytes& b) {
  return a.numel() == b.numel() && std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.numel())) == 0;
}

}  // namespace

TEST_CASE("a state has PyTorch's bytes, and the numbers go on from it", "[random][state]") {
  CHECK(draws_as_pytorch("state (2.14)", after()));
  CHECK(draws_as_pytorch("state after rand(1)", after(uniform(1))));
  CHECK(draws_as_pytorch("state after rand(624)", after(uniform(624))));
  CHECK(draws_as_pytorch("state after rand(625)", after(uniform(625))));
  CHECK(draws_as_pytorch("state after randn(1)", after(normal(1))));
  CHECK(draws_as_pytorch("state after randn(2)", after(normal(2))));
  CHECK(draws_as_pytorch("state after randn(1), randn(16), randperm(1000)",
                         after(normal(1), normal(16), [](Generator& g) { nn::randperm(1000, g); })));
}

TEST_CASE("the process's generator has a state", "[random][state]") {
  nn::manual_seed(3);
  nn::rand<vector>(10);
  const auto state = nn::get_rng_state();
  Generator own(3);
  nn::rand<vector>(own, 10);
  CHECK(same(state, own.get_state()));
  nn::rand<vector>(5);
  CHECK_FALSE(same(state, nn::get_rng_state()));
  nn::set_rng_state(state);
  CHECK(nn::rand<vector>(1)(0) == nn::rand<vector>(own, 1)(0));
}

TEST_CASE("what is no state is refused, and nothing has changed", "[random][state]") {
  Generator g(5);
  nn::randn<vector>(g, 1);  // the second one waits
  const bytes state = g.get_state();
  const auto refused = [&](const bytes& bad) {
    const std::string text = nnstruct_test::thrown_by<nn::Error>([&] { g.set_state(bad); }).what();
    CHECK(same(g.get_state(), state));
    return text;
  };
  for (const std::int64_t size : {0, 16, 5048, 5055, 5057})  // 16: that of a GPU; 5048: that of PyTorch 1.2
    CHECK(contains(refused(bytes(size)),
                   "Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be " +
                       std::to_string(size) + ";"));
  CHECK(contains(refused(bytes(5056)), "Invalid mt19937 state: it was never seeded; a state is what torch.get_rng_st"));
  CHECK(contains(refused(changed(state, 12, 2)), "it was never seeded"));
  CHECK(contains(refused(changed(state, 16, std::uint64_t{625})), "it draws word 625 next, expected 0 to 624"));
  CHECK(contains(refused(changed(state, 16, ~std::uint64_t{0})), "it draws word 18446744073709551615 next"));
  CHECK(contains(refused(changed(state, 8, 3)), "3 words are left and word 4 is next, expected 621 to be left"));
  CHECK(contains(refused(changed(state, 16, std::uint64_t{0})), "621 words are left and word 0 is next, expected 1"));
  CHECK(contains(refused(changed(state, 24 + 8 * 623 + 4, std::uint8_t{1})), "a word has more than 32 bits"));
  CHECK(contains(refused(changed(state, 5040, 2)), "whether a normal number waits is neither 0 nor 1"));
  const auto kept = nn::get_rng_state();
  CHECK_THROWS_AS(nn::set_rng_state(bytes(5056)), nn::Error);
  CHECK(same(nn::get_rng_state(), kept));
}

}  // namespace random_state_test
