// SPDX-License-Identifier: Apache-2.0
// Every file of the table tests/data/refused.txt is refused, as the table says. make_refused.py, which writes it, has
// asked two versions of PyTorch what they make of the file.
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace checkpoint_refused_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/";

std::string name_of(nn::format_problem problem) {
  using enum nn::format_problem;
  constexpr std::pair<nn::format_problem, const char*> names[] = {{format, "format"},
                                                                  {zip, "zip"},
                                                                  {checksum, "checksum"},
                                                                  {pickle, "pickle"},
                                                                  {tensor, "tensor"},
                                                                  {storage, "storage"},
                                                                  {limit, "limit"},
                                                                  {safetensors, "safetensors"},
                                                                  {unsupported, "unsupported"},
                                                                  {unsafe_global, "unsafe_global"}};
  for (const auto& [value, name] : names)
    if (value == problem) return name;
  return "?";
}

}  // namespace

TEST_CASE("every file of the table is refused as it says", "[refused]") {
  for (const auto& [file, row] : refusals()) {
    INFO(file);
    const std::string path = data + file;
    const auto error = thrown_by<nn::FormatError>([&] {
      if (path.ends_with(".safetensors")) nn::load<nn::StateDict>(path);
      else nn::read(path);
    });
    CHECK(name_of(error.problem()) == row.problem);
    CHECK(contains(error.what(), row.text));
    CHECK(std::string_view(error.what()).starts_with(path + ": "));
    CHECK(error.file() == path);
    CHECK_THROWS_AS(nn::load<nn::StateDict>(path), nn::FormatError);
  }
}

TEST_CASE("every refused file is in the table, which says where the library is stricter than PyTorch", "[refused]") {
  std::size_t stricter = 0;
  for (const auto& [file, row] : refusals()) stricter += row.torch_1_13 == "loads" || row.torch_2_14 == "loads";
  CHECK(stricter > 40);
  for (const std::string folder : {"refused/", "other_formats/"})
    for (const auto& found : std::filesystem::recursive_directory_iterator(data + folder)) {
      if (found.is_directory()) continue;
      const std::string file = folder + std::filesystem::relative(found.path(), data + folder).string();
      INFO(file);
      CHECK(refusals().contains(file));
    }
}

}  // namespace checkpoint_refused_test
