// SPDX-License-Identifier: Apache-2.0
// Every hostile file is refused as what it is, or read as what it says; soon, and with as much memory as it may take.
#include "hostile/files.hpp"
#include "hostile/memory.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <set>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/value.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/text_of.hpp"

namespace hostile_hostile_test {

namespace nn = nnstruct;

namespace {

nn::io::input_file opened(const std::string& bytes) {
  const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
  return nn::io::input_file(nn::EmbeddedFile(first, first + bytes.size(), "file"));
}

struct outcome {
  std::string refusal;  ///< empty: it was read
  nn::format_problem problem{};
  std::string text = {};
};
template <class Read> outcome outcome_of(Read read) {
  try {
    return {{}, {}, read()};
  } catch (const nn::FormatError& error) { return {error.what(), error.problem()}; }
}

/// As a Value, which is all of it; a file of safetensors, and an index, as a state_dict.
outcome read(const hostile::file& file) {
  const bool flat = file.name.starts_with("safetensors/") || file.name.starts_with("index/");
  if (file.name.starts_with("index/"))
    return outcome_of([&] {
      const nnstruct_test::temp_folder folder;
      nnstruct_test::put_content(folder / "model.safetensors.index.json", file.bytes);
      return nnstruct_test::text_of(
          nn::detail::open_source(nn::io::input_file(folder / "model.safetensors.index.json"), {}));
    });
  if (flat) return outcome_of([&] { return nnstruct_test::text_of(nn::detail::open_source(opened(file.bytes), {})); });
  return outcome_of([&] {
    bool verified = false;
    const nn::Value value = nn::detail::load_value(opened(file.bytes), {}, true, verified);
    const nn::Value copy = value;  // copies, comparisons and prints are what else a program does with it
    nnstruct_test::must(copy == value, "a copy is another value");
    const std::string text = nnstruct_test::text_of(value);
    return file.value.empty() ? (nn::repr(copy), text) : nn::repr(copy);
  });
}

}  // namespace

// Where there is no sanitizer, ctest runs it as hostile/small_stack, on a stack of 256 KB.
TEST_CASE("hostile files are refused as what they are", HOSTILE_COUNTS ? "[.small_stack]" : "[hostile]") {
  const std::vector<hostile::file> files = hostile::all();
  std::set<std::string> names;
  std::vector<std::string> wrong;
  std::size_t refused = 0;
  std::string slowest;
  double longest = 0;
  // A second is for optimised programs: who runs one sets it.
  const char* const seconds = std::getenv("NNSTRUCT_TEST_SECONDS");
  for (const hostile::file& file : files) {
    if (!names.insert(file.name).second) wrong.push_back(file.name + ": the name comes twice");
    const std::clock_t start = std::clock();  // of this process alone
    hostile::forget_peak();
    const outcome found = read(file);
    const double time = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    // Of what is refused nobody knows a size that would justify more; but an opcode of one byte makes an object of 40,
    // and there is room for as many while their array grows.
    const bool dense = file.name.starts_with("pickles/deep/") || file.name.starts_with("pickles/many/");
    const std::size_t most = (dense ? 64 : 4) * file.bytes.size() + (std::size_t{16} << 20);
    if (const std::size_t peak = hostile::peak_memory(); peak > most && !found.refusal.empty())
      wrong.push_back(file.name + ": takes " + std::to_string(peak) + " bytes, at most " + std::to_string(most));
    if (time > longest) longest = time, slowest = file.name;
    refused += !found.refusal.empty();
    if (file.refused_as.empty()) {
      if (!found.refusal.empty()) wrong.push_back(file.name + ": should be read: " + found.refusal);
      else if (!file.value.empty() && found.text != file.value)
        wrong.push_back(file.name + ": is read as " + found.text);
    } else if (found.refusal.empty()) {
      wrong.push_back(file.name + ": should be refused");
    } else if (std::find(file.refused_as.begin(), file.refused_as.end(), found.problem) == file.refused_as.end()) {
      wrong.push_back(file.name + ": is refused as " + std::to_string(static_cast<int>(found.problem)) + ": " +
                      found.refusal.substr(0, 300));
    }
  }
  for (const std::string& line : wrong) UNSCOPED_INFO(line);
  CHECK(wrong.empty());
  CHECK(files.size() >= 1000);
  WARN(files.size() << " files, " << refused << " refused; the slowest, " << slowest << ", took " << longest << " s");
  CHECK(longest < (seconds != nullptr ? std::atof(seconds) : 30));
}

namespace {

/// Megabytes of memory that a process of its own takes at most, beyond what this one has, to read a file as a Value.
long megabytes_to_read(const std::string& bytes) {
  const auto peak_of = [&](bool reads) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool verified = false;
      const std::size_t items = reads ? nn::detail::load_value(opened(bytes), {}, true, verified).size() : 1;
      ::_exit(items == 0 ? 1 : 0);
    }
    int status = 0;
    rusage used{};
    REQUIRE(::wait4(child, &status, 0, &used) == child);
    REQUIRE(status == 0);
    return used.ru_maxrss / 1024;
  };
  return peak_of(true) - peak_of(false);
}

}  // namespace

// Sanitizers have memory of their own.
TEST_CASE("ten million small values are read in 256 MB", HOSTILE_COUNTS ? "[hostile]" : "[.]") {
  using hostile::checkpoint, hostile::pickled;
  const auto times = [](std::size_t n, std::string_view what) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += what;
    return out;
  };
  constexpr std::size_t many = 10'000'000;
  const std::pair<const char*, std::string> files[] = {
      {"list", checkpoint(pickled("](" + times(many, "N") + "e"))},
      {"list_of_numbers", checkpoint(pickled("](" + times(many, "K\x01") + "e"))},
      {"list_in_batches", checkpoint(pickled("]" + times(many / 1000, "(" + times(1000, "N") + "e")))},
      {"list_by_append", checkpoint(pickled("]" + times(many, "Na")))},
      {"tuple", checkpoint(pickled("(" + times(many, "N") + "t"))}};
  for (const auto& [name, bytes] : files) {
    INFO(name);
    CHECK(megabytes_to_read(bytes) + static_cast<long>(bytes.size() >> 20) <= 256);
  }
}

// For strace.sh: not a test, and so hidden.
TEST_CASE("hostile files are written to a folder", "[.write]") {
  const char* const folder = std::getenv("NNSTRUCT_HOSTILE_FOLDER");
  REQUIRE(folder != nullptr);
  std::size_t number = 0;
  std::string names;
  std::size_t calls = 0;
  for (const hostile::file& file : hostile::all()) {
    // A process takes longer than a test here. The number shares no factor with that of the forms of a call.
    if (file.name.starts_with("calls/") && calls++ % 11 != 0) continue;
    const std::string name = std::to_string(number++) + (file.name.starts_with("index/") ? ".index.json" : "");
    nnstruct_test::put_content(std::string(folder) + "/" + name, file.bytes);
    names += name + " " + file.name + "\n";
  }
  nnstruct_test::put_content(std::string(folder) + "/names", names);
}

}  // namespace hostile_hostile_test
