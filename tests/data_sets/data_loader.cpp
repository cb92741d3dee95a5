// SPDX-License-Identifier: Apache-2.0
// Batches, against those that PyTorch made; see tests/data/make_data_loader.py.
#include <nnstruct/data/data_loader.hpp>

#include <cstdint>
#include <fstream>
#include <numeric>
#include <ranges>
#include <sstream>
#include <string>
#include <vector>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/random/state.hpp>
#include <nnstruct/random/tensors.hpp>

#include "support/catch.hpp"
#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

namespace data_sets_data_loader_test {

namespace nn = nnstruct;
using nn::DataLoader;
using nn::Generator;
using nnstruct_test::contains;
using nnstruct_test::thrown_by;

namespace {

struct Rows {
  nn::Tensor<std::int64_t, nn::dyn> number;
};
struct Images {
  nn::Tensor<float, nn::dyn, 2, nn::dyn> images;
  nn::Tensor<std::int64_t, nn::dyn> labels;
};
using loader_of_rows = DataLoader<Rows>;
static_assert(std::ranges::input_range<loader_of_rows> && std::ranges::input_range<const loader_of_rows>);
static_assert(std::input_iterator<loader_of_rows::iterator>);

Rows numbered(std::int64_t count) {
  Rows rows{nn::Tensor<std::int64_t, nn::dyn>(count)};
  std::iota(rows.number.data(), rows.number.data() + count, 0);
  return rows;
}
/// Image n has the elements 100 n and on, and the label 10 n.
Images some_images(std::int64_t count, std::int64_t width = 3) {
  Images all{decltype(Images::images)(count, width), decltype(Images::labels)(count)};
  for (std::int64_t n = 0; n < count; ++n) {
    all.labels(n) = 10 * n;
    for (std::int64_t i = 0; i < 2 * width; ++i) all.images(n, i / width, i % width) = static_cast<float>(100 * n + i);
  }
  return all;
}

std::string state_of(const Generator& generator) {
  const auto state = generator.get_state();
  return nnstruct_test::sha256_of(state.data(), static_cast<std::size_t>(state.numel())).substr(0, 16);
}

/// As the batches stand in the file.
std::string text_of(const std::vector<std::vector<std::int64_t>>& batches) {
  std::vector<std::int64_t> all;
  std::string text;
  for (const auto& batch : batches) {
    text += text.empty() ? "" : "|";
    for (const std::int64_t number : batch) {
      if (text.size() < 1000) text += (text.empty() || text.back() == '|' ? "" : " ") + std::to_string(number);
      all.push_back(number);
    }
  }
  return all.size() > 30 ? nnstruct_test::sha256_of(all.data(), all.size() * sizeof all[0]) : text;
}

template <class Range> std::vector<std::int64_t> labels_in(Range&& range) {
  std::vector<std::int64_t> found;
  for (const auto& batch : range)
    found.insert(found.end(), batch.labels.data(), batch.labels.data() + batch.labels.numel());
  return found;
}

}  // namespace

TEST_CASE("batches, and what is drawn for them, are PyTorch's", "[data]") {
  std::ifstream in(NNSTRUCT_TEST_DATA "/data_loader.txt");
  Generator own;
  int epochs = 0;
  for (std::string line; std::getline(in, line); ++epochs) {
    INFO(line);
    std::istringstream columns(line);
    long long seed = 0;
    std::int64_t rows = 0, leave = 0;
    std::string which, batches_text;
    bool between = false;
    int epoch = 0;
    nn::DataLoaderOptions options;
    columns >> seed >> rows >> options.batch_size >> options.shuffle >> options.drop_last >> which >> between >>
        leave >> epoch;
    columns.ignore();
    std::getline(columns, batches_text, '\t');
    std::int64_t size = 0;
    std::string default_state, own_state;
    columns >> size >> default_state >> own_state;
    REQUIRE(columns);

    if (epoch == 0) {
      nn::manual_seed(static_cast<std::uint64_t>(seed));
      own.manual_seed(static_cast<std::uint64_t>(seed) + 1);
    }
    if (which == "own") options.generator = &own;
    if (which == "default") options.generator = &nn::default_generator();
    const DataLoader loader(numbered(rows), options);
    CHECK(loader.size() == size);
    std::vector<std::vector<std::int64_t>> batches;
    for (const auto& [number] : loader) {
      batches.emplace_back(number.data(), number.data() + number.numel());
      if (between) nn::rand<1>();
      if (static_cast<std::int64_t>(batches.size()) == leave) break;
    }
    CHECK(text_of(batches) == batches_text);
    CHECK(state_of(nn::default_generator()) == default_state);
    CHECK(state_of(own) == own_state);
  }
  CHECK(epochs > 400);
}

TEST_CASE("a batch has rows of every tensor, in memory of its own", "[data]") {
  const Images all = some_images(5);
  Generator generator(3);
  DataLoader loader(all, {.batch_size = 2, .shuffle = true, .generator = &generator});
  CHECK(loader.size() == 3);
  CHECK(loader.rows() == 5);
  std::vector<std::int64_t> sizes;
  std::vector<nn::Tensor<float, nn::dyn, 2, nn::dyn>> kept;
  for (auto& [x, y] : loader) {
    sizes.push_back(y.numel());
    REQUIRE(x.extent(0) == y.extent(0));
    REQUIRE(x.extent(2) == 3);
    for (std::int64_t n = 0; n < y.numel(); ++n)
      for (std::int64_t i = 0; i < 6; ++i) CHECK(x(n, i / 3, i % 3) == static_cast<float>(10 * y(n) + i));
    kept.push_back(x);
    x(0, 0, 0) = -1;  // nobody else's
  }
  CHECK(sizes == std::vector<std::int64_t>{2, 2, 1});
  for (const auto& x : kept) CHECK(x(0, 0, 0) == -1);
  for (std::int64_t n = 0; n < 5; ++n) CHECK(all.images(n, 0, 0) == static_cast<float>(100 * n));
  for (auto [x, y] : loader) CHECK(x.extent(0) == y.extent(0));
}

TEST_CASE("rows without elements, and no rows", "[data]") {
  std::int64_t batches = 0;
  for (auto& [x, y] : DataLoader(some_images(3, 0), {.batch_size = 2})) {
    CHECK(x.numel() == 0);
    batches += y.numel();
  }
  CHECK(batches == 3);
  CHECK(labels_in(DataLoader(some_images(0), {.batch_size = 2})).empty());
}

TEST_CASE("an epoch goes on in its middle", "[data]") {
  for (const bool drop_last : {false, true}) {
    Generator order(42);
    nn::DataLoaderOptions options{.batch_size = 4, .shuffle = true, .drop_last = drop_last, .generator = &order};
    const DataLoader loader(some_images(18), options);
    const auto first = labels_in(loader);
    const Generator begin = order;
    const auto second = labels_in(loader);
    const std::string end = state_of(order);
    CHECK(first != second);
    for (std::int64_t done = 0; done <= loader.size(); ++done) {
      Generator resumed;
      resumed.set_state(begin.get_state());
      options.generator = &resumed;
      const auto rest = labels_in(DataLoader(some_images(18), options).from(done));
      const auto skipped = static_cast<std::ptrdiff_t>(std::min<std::int64_t>(4 * done, std::ssize(second)));
      CHECK(rest == std::vector(second.begin() + skipped, second.end()));
      CHECK(state_of(resumed) == end);
    }
    for (const std::int64_t wrong : {std::int64_t{-1}, loader.size() + 1, INT64_MAX})
      CHECK(contains(thrown_by<nn::Error>([&] { loader.from(wrong).begin(); }).what(),
                     "it cannot begin with batch number " + std::to_string(wrong)));
  }
}

namespace {
struct Run {
  int epoch;
  std::int64_t done;
  Generator order, other;
};

/// Three epochs; of each batch its labels, and a number from the process's generator, as dropout draws it. Ends after
/// `steps` batches. Returns whether all was done.
bool train(Run& run, bool resumed, int steps, std::vector<float>& seen) {
  Generator order = run.order;
  if (resumed) nn::default_generator() = run.other;
  const DataLoader loader(some_images(11), {.batch_size = 3, .shuffle = true, .generator = &order});
  for (; run.epoch < 3; ++run.epoch, run.done = 0) {
    run.order = order;
    for (auto& [x, y] : loader.from(run.done)) {
      seen.insert(seen.end(), y.data(), y.data() + y.numel());
      seen.push_back(nn::randn<1>().item());
      ++run.done;
      if (--steps == 0) {
        run.other = nn::default_generator();
        return false;
      }
    }
  }
  return true;
}
}  // namespace

TEST_CASE("a run that is saved at any batch goes on as if it had not been", "[data]") {
  const nnstruct_test::temp_folder folder;
  std::vector<float> whole;
  nn::manual_seed(1);
  Run all{.epoch = 0, .done = 0, .order = Generator(42), .other = {}};
  REQUIRE(train(all, false, -1, whole));
  CHECK(whole.size() == 3 * (11 + 4));
  for (int stop = 1; stop <= 12; ++stop) {
    INFO(stop);
    std::vector<float> seen;
    nn::manual_seed(1);
    Run run{.epoch = 0, .done = 0, .order = Generator(42), .other = {}};
    REQUIRE_FALSE(train(run, false, stop, seen));
    nn::save(run, folder / "run.pth", {.durable = false});
    nn::manual_seed(99);
    run = nn::load<Run>(folder / "run.pth");
    REQUIRE(train(run, true, -1, seen));
    CHECK(seen == whole);
    CHECK(state_of(run.order) == state_of(all.order));
  }
}

TEST_CASE("two walks of one loader are two epochs", "[data]") {
  const DataLoader loader(numbered(6), {.batch_size = 2});
  auto one = loader.begin(), other = loader.begin();
  ++one;
  CHECK(one->number(0) == 2);
  CHECK(other->number(0) == 0);
  other++;
  other++;
  CHECK_FALSE(other == loader.end());
  other++;
  CHECK(other == loader.end());
  CHECK(one->number(1) == 3);
}

TEST_CASE("what makes no batches is refused", "[data]") {
  for (const std::int64_t size : {0, -1})
    CHECK(contains(thrown_by<nn::Error>([&] { DataLoader(numbered(3), {.batch_size = size}); }).what(),
                   "batch_size should be a positive integer value, but got batch_size=" + std::to_string(size)));
  CHECK(contains(thrown_by<nn::Error>([&] { DataLoader(numbered(0), {.shuffle = true}); }).what(),
                 "num_samples should be a positive integer value, but got num_samples=0"));
  Images uneven = some_images(3);
  uneven.labels = nn::Tensor<std::int64_t, nn::dyn>(2);
  CHECK(std::string(thrown_by<nn::ShapeError>([&] { DataLoader{uneven}; }).what()) ==
        "Size mismatch between tensors: row n of each belongs together, and images has 3 rows, labels has 2");
}

}  // namespace data_sets_data_loader_test
