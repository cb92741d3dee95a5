// SPDX-License-Identifier: Apache-2.0
// What building and saving a record costs in memory, and loading what is in memory already.
#ifndef __SANITIZE_ADDRESS__
#include <nnstruct/nnstruct.hpp>

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace {
std::atomic<std::size_t> allocated{0};
}  // namespace

static void before_allocation(std::size_t size) { allocated += size; }

namespace nn = nnstruct;

namespace {
template <std::int64_t N> struct Big { nn::Linear<N, N> fc; };
template <std::int64_t N> struct Run {
  int epoch;
  Big<N> model_state_dict;
  float loss;
  Big<N> best;
};
constexpr std::size_t megabyte = 1'000'000;

template <class F> std::size_t allocated_by(F f) {
  const std::size_t before = allocated;
  f();
  return allocated - before;
}
}  // namespace

TEST_CASE("a record of a model of 400 MB is made of less than 1 MB", "[checkpoint][record][slow]") {
  Big<10'000> net;
  CHECK(allocated_by([&] {
          net.fc.weight.fill_(1);
          net.fc.bias.fill_(1);
        }) > 400 * megabyte);  // the count counts
  CHECK(allocated_by([&] {
          const Run<10'000> run{5, net, 0.5f, net};
          const Run<10'000> copy = run;
          const Big<10'000> other = copy.best;
          CHECK(std::as_const(other.fc.weight).data() == std::as_const(net.fc.weight).data());
        }) < megabyte);
  CHECK(allocated_by([&] {
          const nn::StateDict state = nn::state_dict(net);
          const nn::Value value{{"epoch", 5}, {"model_state_dict", state}, {"best", state}};
          const nn::Value copy = value;
          Big<10'000> other;
          nn::load_state_dict(other, copy["best"].as<nn::StateDict>());
        }) < megabyte);
}

TEST_CASE("a save copies no values, even where somebody holds a pointer into them", "[checkpoint][record]") {
  const nnstruct_test::temp_folder folder;
  Run<1'000> run{};
  run.model_state_dict.fc.weight.fill_(1);
  run.model_state_dict.fc.bias.fill_(1);
  run.best = run.model_state_dict;
  run.model_state_dict.fc.weight.data()[0] = 2;
  run.best.fc.weight.data()[0] = 3;
  CHECK(allocated_by([&] { nn::save(run, folder / "run.pth", {.durable = false}); }) < 2 * megabyte);
  const auto again = nn::load<Run<1'000>>(folder / "run.pth");
  CHECK(std::as_const(again.model_state_dict.fc.weight).data()[0] == 2);
  CHECK(std::as_const(again.best.fc.weight).data()[0] == 3);
}

TEST_CASE("what is embedded is loaded with less than 100 KB", "[checkpoint][embedded]") {
  const nnstruct_test::temp_folder folder;
  Run<1'000> run{};
  run.model_state_dict.fc.weight.fill_(1);
  run.model_state_dict.fc.bias.fill_(2);
  run.best = run.model_state_dict;
  nn::save(run, folder / "run.pth", {.durable = false});
  const std::string bytes = nnstruct_test::content_of(folder / "run.pth");
  CHECK(bytes.size() > 4 * megabyte);
  const nn::detail::storage_handle memory(nn::detail::allocate_storage(bytes.size(), false));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(memory.data()));
  const nn::EmbeddedFile file(memory.data(), memory.data() + bytes.size(), "run");
  const auto little = [&](auto load) { CHECK(allocated_by(load) < megabyte / 10); };
  little([&] {
    const auto loaded = nn::load<Run<1'000>>(file);
    CHECK(loaded.best.fc.bias.data()[7] == 2);
  });
  little([&] { nn::load<Big<1'000>>(file, {.at = "best"}); });
  little([&] { CHECK(nn::load<nn::StateDict>(file, {.at = "best"}).size() == 2); });
  little([&] { CHECK(nn::read(file)["epoch"].integer() == 0); });
  little([&] { CHECK(nn::check<Run<1'000>>(file).ok()); });
  CHECK(allocated_by([&] { nn::load<Run<1'000>>(folder / "run.pth"); }) > 4 * megabyte);  // from the file
}

#endif

namespace checkpoint_record_memory_test {}  // namespace checkpoint_record_memory_test
