// SPDX-License-Identifier: Apache-2.0
// Loads and saves VGG16, and what the system needs for the same bytes without us.
//   bench_files MODEL.pth MANY.pth FOLDER [Google Benchmark's options]
// MODEL.pth is torchvision's vgg16, MANY.pth a state_dict of many small tensors, and FOLDER is where files are written.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nnstruct/models/vgg.hpp>
#include <nnstruct/nnstruct.hpp>
#include <string>

namespace {

namespace nn = nnstruct;
using Net = nn::models::vgg16<>;

std::string model_file, many_file, folder;

[[noreturn]] void give_up(const std::string& what) {
  std::perror(what.c_str());
  std::exit(2);
}

std::size_t size_of_file(const std::string& path) {
  struct stat facts;
  if (stat(path.c_str(), &facts) != 0) give_up(path);
  return static_cast<std::size_t>(facts.st_size);
}

void read_all(const std::string& path, char* to, std::size_t size) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) give_up(path);
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = read(file, to + done, std::min<std::size_t>(size - done, std::size_t{1} << 20));
    if (got <= 0) give_up(path);
    done += static_cast<std::size_t>(got);
  }
  close(file);
}

/// Memory straight from the system, on huge pages where it has them.
class pages {
 public:
  pages(std::size_t size, bool huge) : size_((size + huge_page - 1) / huge_page * huge_page) {
    void* all = mmap(nullptr, size_ + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) give_up("mmap");
    all_ = static_cast<char*>(all);
    const auto address = reinterpret_cast<std::uintptr_t>(all_);
    data_ = all_ + ((address + huge_page - 1) / huge_page * huge_page - address);
    madvise(data_, size_, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  }
  pages(const pages&) = delete;
  pages& operator=(const pages&) = delete;
  ~pages() { munmap(all_, size_ + huge_page); }
  char* data() { return data_; }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20;
  std::size_t size_;
  char* all_;
  char* data_;
};

using stopwatch = std::chrono::steady_clock;
void count(benchmark::State& state, stopwatch::time_point start) {
  state.SetIterationTime(std::chrono::duration<double>(stopwatch::now() - start).count());
}

// What is made and destroyed around each timed part is not timed.

void read_into_fresh(benchmark::State& state, bool huge) {
  const std::size_t size = size_of_file(model_file);
  for (auto _ : state) {
    const auto start = stopwatch::now();
    pages memory(size, huge);
    read_all(model_file, memory.data(), size);
    count(state, start);
  }
}
void read_into_touched(benchmark::State& state) {
  const std::size_t size = size_of_file(model_file);
  pages memory(size, false);
  std::memset(memory.data(), 1, size);
  for (auto _ : state) {
    const auto start = stopwatch::now();
    read_all(model_file, memory.data(), size);
    count(state, start);
  }
}

void load_new(benchmark::State& state) {
  for (auto _ : state) {
    const auto start = stopwatch::now();
    const auto net = nn::load<Net>(model_file);
    count(state, start);
  }
}
void load_mapped(benchmark::State& state) {
  for (auto _ : state) {
    const auto start = stopwatch::now();
    const auto net = nn::load<Net>(model_file, {.map = true});
    count(state, start);
  }
}
void load_again(benchmark::State& state, bool in_place) {
  auto net = nn::load<Net>(model_file);
  for (auto _ : state) {
    const auto start = stopwatch::now();
    nn::load(net, model_file, {.in_place = in_place});
    count(state, start);
  }
}
void load_many(benchmark::State& state) {
  for (auto _ : state) {
    const auto start = stopwatch::now();
    const auto dict = nn::load<nn::StateDict>(many_file);
    count(state, start);
  }
}

void save_model(benchmark::State& state) {
  const auto net = nn::load<Net>(model_file);
  const std::string path = folder + "/saved.pth";
  for (auto _ : state) {
    std::remove(path.c_str());
    const auto start = stopwatch::now();
    nn::save(net, path, {.durable = false});
    count(state, start);
  }
  std::remove(path.c_str());
}
void write_plain(benchmark::State& state) {
  const std::size_t size = size_of_file(model_file);
  pages memory(size, false);
  read_all(model_file, memory.data(), size);
  const std::string path = folder + "/written.bin";
  for (auto _ : state) {
    std::remove(path.c_str());
    const auto start = stopwatch::now();
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) give_up(path);
    for (std::size_t done = 0; done < size;) {
      const ssize_t put = write(file, memory.data() + done, std::min<std::size_t>(size - done, std::size_t{1} << 20));
      if (put <= 0) give_up(path);
      done += static_cast<std::size_t>(put);
    }
    close(file);
    count(state, start);
  }
  std::remove(path.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: bench_files MODEL.pth MANY.pth FOLDER [options of Google Benchmark]\n", stderr);
    return 2;
  }
  model_file = argv[1];
  many_file = argv[2];
  folder = argv[3];
  argv[3] = argv[0];
  argc -= 3;
  argv += 3;
  const auto add = [](const char* name, auto function) {
    benchmark::RegisterBenchmark(name, function)->UseManualTime()->Unit(benchmark::kMillisecond);
  };
  add("read() into fresh huge pages", [](benchmark::State& state) { read_into_fresh(state, true); });
  add("read() into fresh pages", [](benchmark::State& state) { read_into_fresh(state, false); });
  add("read() into touched pages", read_into_touched);
  add("nn::load<vgg16<>>", load_new);
  add("nn::load again", [](benchmark::State& state) { load_again(state, false); });
  add("nn::load again, in_place", [](benchmark::State& state) { load_again(state, true); });
  add("nn::load<vgg16<>>, map", load_mapped);
  add("nn::load<StateDict>, many small tensors", load_many);
  add("write()", write_plain);
  add("nn::save, durable = false", save_model);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
