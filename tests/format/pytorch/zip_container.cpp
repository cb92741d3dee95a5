// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/zip_container.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/file.hpp>

#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_pytorch_zip_container_test {

namespace pytorch = nnstruct::format::pytorch;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::io::input_file;
using namespace nnstruct_test;

namespace {
/// An archive with these records.
std::string archive_with(const temp_folder& folder, const std::vector<std::pair<std::string, std::string>>& records) {
  const std::string path = folder.path() + "/made.pth";
  nnstruct::io::atomic_file file(path);
  nnstruct::format::zip::writer out(file);
  for (const auto& [name, content] : records) out.add(name, content.data(), content.size());
  out.finish();
  file.commit(false);
  return path;
}
FormatError refusal_of(const std::vector<std::pair<std::string, std::string>>& records) {
  const temp_folder folder;
  const auto archive = nnstruct::format::zip::archive(input_file(archive_with(folder, records)));
  return thrown_by<FormatError>([&] { pytorch::check_small_records(archive); });
}
}  // namespace

TEST_CASE("records are found below the first entry's folder, whatever the file's name") {
  const temp_folder folder;
  const auto archive = nnstruct::format::zip::archive(
      input_file(archive_with(folder, {{"a b/data.pkl", "x"}, {"other/version", "3\n"}})));
  CHECK(pytorch::root_of(archive) == "a b");
  REQUIRE(pytorch::find_record(archive, "data.pkl") != nullptr);
  CHECK(pytorch::find_record(archive, "data.pkl")->name == "a b/data.pkl");
  CHECK(pytorch::find_record(archive, "version") == nullptr);
}

TEST_CASE("the small records of PyTorch's files are accepted") {
  for (const char* version : {"3\n", "3", "1\n", "10\n"}) {
    const temp_folder folder;
    const auto archive = nnstruct::format::zip::archive(
        input_file(archive_with(folder, {{"m/version", version}, {"m/byteorder", "little"}})));
    CHECK_NOTHROW(pytorch::check_small_records(archive));
  }
  for (const char* name : {"/torch-1.13/mlp_state_dict.pt", "/torch-2.14/mlp_state_dict.pt"})
    CHECK_NOTHROW(pytorch::check_small_records(
        nnstruct::format::zip::archive(input_file(std::string(NNSTRUCT_TEST_DATA) + name))));
}

TEST_CASE("another version, byte order or format is refused by name") {
  for (const char* version : {"0\n", "11\n", "abc", "", "-3", "999999999999999999999"}) {
    INFO(version);
    const FormatError error = refusal_of({{"m/version", version}});
    CHECK(error.problem() == format_problem::unsupported);
    CHECK(error.record() == "m/version");
    CHECK(contains(error.what(), "expected a version from 1 to 10"));
  }
  CHECK(refusal_of({{"m/byteorder", "little\n"}, {"m/version", "3\n"}}).problem() == format_problem::format);
  CHECK(contains(refusal_of({{"m/data.pkl", "x"}}).what(), "no record version"));
}

TEST_CASE("the byte order is told") {
  for (const bool big : {false, true}) {
    const temp_folder folder;
    const nnstruct::format::zip::archive archive(
        input_file(archive_with(folder, {{"m/version", "3\n"}, {"m/byteorder", big ? "big" : "little"}})));
    CHECK(pytorch::check_small_records(archive) == big);
  }
}

}  // namespace format_pytorch_zip_container_test
