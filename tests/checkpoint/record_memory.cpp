// SPDX-License-Identifier: Apache-2.0
// What building and saving a record costs in memory, loading what is in memory already, and reading what is made to
// cost much.
#ifndef __SANITIZE_ADDRESS__
#include <nnstruct/nnstruct.hpp>

#include <algorithm>
#include <atomic>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/zip_bytes.hpp"

namespace {
std::atomic<std::size_t> allocated{0};
}  // namespace

/// The allocation that finds no memory, counted down.
static std::atomic<long> until_none{-1};

static void before_allocation(std::size_t size) {
  if (until_none.load() >= 0 && until_none-- == 0) throw std::bad_alloc();
  allocated += size;
}

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

TEST_CASE("empty containers take as Values what docs/security.md says", "[checkpoint][read]") {
  constexpr std::size_t count = 200'000;
  const nnstruct_test::temp_folder folder;
  for (const auto& [opcode, most] : {std::pair('}', 235u), {']', 140u}, {'\x8f', 140u}}) {
    INFO(opcode);
    const std::string pickle = "\x80\x04](" + std::string(count, opcode) + "e.";
    nnstruct_test::put_content(folder / "a.pkl", nnstruct_test::zip_bytes({{.name = "m/data.pkl", .bytes = pickle},
                                                                           {.name = "m/version", .bytes = "3\n"}}));
    std::size_t found = 0;
    const std::size_t bytes = allocated_by([&] { found = nn::read(folder / "a.pkl").size(); });
    CHECK(found == count);
    // What is there at once; arrays that grew were smaller before, which is counted here too.
    CHECK(bytes < (most + 200) * count);
  }
}

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

namespace {
struct Net {
  nn::Linear<1200, 1000> fc;  // large enough for a second thread
  nn::Linear<3, 5> last;
};
void fill(Net& net, float value) {
  net.fc.weight.fill_(value);
  net.fc.bias.fill_(value + 1);
  net.last.weight.fill_(value + 2);
  net.last.bias.fill_(value + 3);
}
bool is_filled(const Net& net, float value) {
  const float* const weight = std::as_const(net.fc.weight).data();
  for (std::size_t i = 0; i < 1'200'000; i += 1024)  // one of each page
    if (weight[i] != value) return false;
  return weight[1'199'999] == value && std::as_const(net.fc.bias).data()[999] == value + 1 &&
         std::as_const(net.last.weight).data()[14] == value + 2 && std::as_const(net.last.bias).data()[4] == value + 3;
}

/// Calls f with no memory for the first allocation, for the second and so on, until it needs no more.
/// \param prepare       before each call
/// \param is_as_before  of what f changes, after each failure
/// \returns how often it failed, each time with std::bad_alloc and with nothing left behind
template <class Prepare, class F, class Check> std::size_t with_less_memory(Prepare prepare, F f, Check is_as_before) {
  prepare(), f();  // what is made once is made
  for (long n = 0;; ++n) {
    prepare();
    const long before = live_allocations;
    bool done = true;
    until_none = n;
    try {
      f();
    } catch (const std::bad_alloc&) { done = false; }
    until_none = -1;
    if (done) return static_cast<std::size_t>(n);
    const long left = live_allocations - before;
    INFO("allocation " << n);
    REQUIRE(left == 0);
    REQUIRE(is_as_before());
  }
}
}  // namespace

TEST_CASE("whatever allocation of a load fails, the model is as it was and nothing is left", "[checkpoint][slow]") {
  const nnstruct_test::temp_folder folder;
  Net saved, model;
  fill(saved, 100);
  nn::save(saved, folder / "zip.pth", {.durable = false});
  nn::save(saved, folder / "legacy.pth", {.durable = false, .format = nn::file_format::legacy});
  nn::save(saved, folder / "model.safetensors", {.durable = false});
  for (const std::string name : {"zip.pth", "legacy.pth", "model.safetensors"})
    for (const bool map : {false, true}) {
      INFO(name << (map ? ", mapped" : ""));
      CHECK(with_less_memory([&] { fill(model, 1); }, [&] { nn::load(model, folder / name, {.map = map}); },
                             [&] { return is_filled(model, 1); }) > 30);
      CHECK(is_filled(model, 100));
    }
}

TEST_CASE("whatever allocation of a read or a save fails, there is one error and nothing is left",
          "[checkpoint][slow]") {
  const nnstruct_test::temp_folder folder;
  const std::string data = NNSTRUCT_TEST_DATA "/torch-2.14/";
  const auto nothing = [] {};
  const auto nothing_else = [] { return true; };
  for (const char* file : {"checkpoint_adam.pth", "lenet_state_dict.pth", "convtranspose_model.pth"}) {
    INFO(file);
    CHECK(with_less_memory(
              nothing, [&] { (void)nn::read(data + file); }, nothing_else) > 100);
    const nn::Value value = nn::read(data + file);
    const std::string to = folder / "saved.pth";
    nn::save(value, to, {.durable = false});
    const std::string before = nnstruct_test::content_of(to);
    const auto is_as_before = [&] {
      return nnstruct_test::content_of(to) == before && folder.names() == std::vector<std::string>{"saved.pth"};
    };
    CHECK(with_less_memory(
              nothing, [&] { nn::save(value, to, {.durable = false}); }, is_as_before) > 50);
  }
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
