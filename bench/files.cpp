// SPDX-License-Identifier: Apache-2.0
// Loads and saves VGG16, and what the system needs for the same bytes without us, one row at a time: run.py asks for a
// row of this program and for one of PyTorch in turn, so that a busy moment of the machine hits both.
//   bench_files FOLDER
// FOLDER has what peer.py makes: vgg16.pth, vgg16.legacy.pth, vgg16.safetensors, many.pth; files are written there. For
// each line of the standard input, the name of a row, the program prints its milliseconds; for `rows` it prints their
// names.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <nnstruct/models/vgg.hpp>
#include <nnstruct/nnstruct.hpp>
#include <optional>
#include <string>
#include <vector>

namespace {

namespace nn = nnstruct;
using Net = nn::models::vgg16<>;

std::string folder;

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

using clock_type = std::chrono::steady_clock;
template <class F> double milliseconds(F f) {
  const auto start = clock_type::now();
  f();
  return std::chrono::duration<double, std::milli>(clock_type::now() - start).count();
}

// What is made before a timed part and destroyed after it is not timed.

double read_into_fresh(bool huge) {
  const std::string path = folder + "/vgg16.pth";
  const std::size_t size = size_of_file(path);
  std::optional<pages> memory;
  return milliseconds([&] {
    memory.emplace(size, huge);
    read_all(path, memory->data(), size);
  });
}
double read_into_touched() {
  static const std::string path = folder + "/vgg16.pth";
  static const std::size_t size = size_of_file(path);
  static pages memory(size, true);
  static const bool touched = (std::memset(memory.data(), 1, size), true);
  (void)touched;
  return milliseconds([&] { read_all(path, memory.data(), size); });
}

template <class T> double load_new(const char* file, bool map = false) {
  std::optional<T> loaded;
  return milliseconds([&] { loaded.emplace(nn::load<T>(folder + "/" + file, {.map = map})); });
}
double load_again(bool in_place) {
  static Net net = nn::load<Net>(folder + "/vgg16.pth");
  return milliseconds([&] { nn::load(net, folder + "/vgg16.pth", {.in_place = in_place}); });
}

// What an earlier row wrote is on the disk before the next one begins.

double save(const char* name, bool durable) {
  static const Net net = nn::load<Net>(folder + "/vgg16.pth");
  const std::string path = folder + "/" + name;
  std::remove(path.c_str());
  sync();
  const double time = milliseconds([&] { nn::save(net, path, {.durable = durable}); });
  std::remove(path.c_str());
  return time;
}
enum class by { write, writev };
double write_plain(by how, bool durable) {
  static const std::string from = folder + "/vgg16.pth";
  static const std::size_t size = size_of_file(from);
  static pages memory(size, true);
  static const bool there = (read_all(from, memory.data(), size), true);
  (void)there;
  const std::string path = folder + "/written.bin";
  std::remove(path.c_str());
  sync();
  const double time = milliseconds([&] {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) give_up(path);
    for (std::size_t done = 0; done < size;) {
      iovec parts[16];
      std::size_t count = 0;
      for (std::size_t at = done; count < 16 && at < size; at += parts[count++].iov_len)
        parts[count] = {memory.data() + at, std::min<std::size_t>(size - at, std::size_t{1} << 20)};
      const ssize_t put = how == by::write ? write(file, parts[0].iov_base, parts[0].iov_len)
                                           : writev(file, parts, static_cast<int>(count));
      if (put <= 0) give_up(path);
      done += static_cast<std::size_t>(put);
    }
    if (durable && fsync(file) != 0) give_up(path);
    close(file);
  });
  std::remove(path.c_str());
  return time;
}

struct row {
  const char* name;
  double (*run)();
};
const row rows[] = {
    {"read() into fresh huge pages", [] { return read_into_fresh(true); }},
    {"read() into fresh pages", [] { return read_into_fresh(false); }},
    {"read() into touched pages", read_into_touched},
    {"nn::load<vgg16<>>", [] { return load_new<Net>("vgg16.pth"); }},
    {"nn::load<vgg16<>>, before PyTorch 1.6", [] { return load_new<Net>("vgg16.legacy.pth"); }},
    {"nn::load<vgg16<>>, safetensors", [] { return load_new<Net>("vgg16.safetensors"); }},
    {"nn::load<vgg16<>>, map", [] { return load_new<Net>("vgg16.pth", true); }},
    {"nn::load again", [] { return load_again(false); }},
    {"nn::load again, in_place", [] { return load_again(true); }},
    {"nn::load<StateDict>, 5,000 tensors", [] { return load_new<nn::StateDict>("many.pth"); }},
    {"write()", [] { return write_plain(by::write, false); }},
    {"writev()", [] { return write_plain(by::writev, false); }},
    {"nn::save, durable = false", [] { return save("saved.pth", false); }},
    {"nn::save, safetensors, durable = false", [] { return save("saved.safetensors", false); }},
    {"write(), fsync()", [] { return write_plain(by::write, true); }},
    {"nn::save", [] { return save("saved.pth", true); }},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_files FOLDER\n", stderr);
    return 2;
  }
  folder = argv[1];
  for (std::string line; std::getline(std::cin, line);) {
    bool known = line == "rows";
    for (const row& one : rows) {
      if (line == "rows") std::printf("%s\n", one.name);
      if (line == one.name) std::printf("%.6f\n", one.run());
      known = known || line == one.name;
    }
    if (line == "rows") std::puts("");
    if (!known) {
      std::fprintf(stderr, "error: there is no row \"%s\"\n", line.c_str());
      return 2;
    }
    std::fflush(stdout);
  }
}
