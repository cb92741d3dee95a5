// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pytorch/container.hpp>

#include <string>
#include <utility>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/pickles.hpp"

namespace format_pytorch_container_test {

namespace pytorch = nnstruct::format::pytorch;
using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;

namespace {
pytorch::opened_file opened(const std::string& path) {
  return pytorch::open_container(nnstruct::io::input_file(NNSTRUCT_TEST_DATA "/" + path), {});
}
}  // namespace

TEST_CASE("the format is recognised by content, whatever the name", "[pytorch][container]") {
  const std::pair<const char*, const char*> files[] = {{"torch-1.13/mlp_state_dict.pkl", "zip"},
                                                       {"torch-2.14/mlp_state_dict.legacy.pt", "legacy"},
                                                       {"torch-2.14/handmade/tar_plain.pt", "tar"},
                                                       {"formats/torchscript/scripted-1.13.pt", "torchscript"},
                                                       {"formats/libtorch/libtorch_tensor.pt", "torchscript"},
                                                       {"formats/rezipped/big_endian.pt", "zip"}};
  for (const auto& [path, format] : files) {
    INFO(path);
    const pytorch::opened_file file = opened(path);
    CHECK(file.storages->format() == format);
    CHECK(file.storages->is_older() == (std::string(format) == "legacy" || std::string(format) == "tar"));
    CHECK(file.storages->big_endian() == (std::string(path).find("big_endian") != std::string::npos));
    CHECK_FALSE(file.record.empty());
  }
}

TEST_CASE("an archive's records are there by name, storages too", "[pytorch][container]") {
  const pytorch::opened_file file = opened("formats/rezipped/deflated.pt");
  CHECK(file.record == "archive/data.pkl");
  CHECK(file.storages->record("version") == "3\n");
  CHECK(file.storages->record("byteorder") == "little");
  CHECK_FALSE(file.storages->record("archive/version").has_value());
  CHECK(file.storages->name_of("12") == "record data/12");
  const auto place = file.storages->find("13");  // of 200 floats, all zero
  REQUIRE(place);
  CHECK(place->name == "archive/data/13");
  CHECK(place->bytes == 800);
  CHECK_FALSE(place->plain);
  CHECK(opened("formats/rezipped/stored.pt").storages->find("13")->plain);
  CHECK_FALSE(file.storages->find("99").has_value());
}

TEST_CASE("what is no checkpoint is named, or said to be none", "[pytorch][container]") {
  const std::pair<std::string, const char*> files[] = {
      {"", "the file is empty; a download or save may have failed"},
      {"hello", "this is no checkpoint: neither a file of torch.save nor of safetensors"},
      {"PK\3\4", "the end of central directory record is missing"},
      {zip_bytes({{"a/readme.txt", "x"}}), "this zip file is not a PyTorch checkpoint: it has no record data.pkl"},
      {pickled("cproject\nNet\n)\x81"), "this is a plain pickle of project.Net, not written by torch.save"},
      {"version https://git-lfs.github.com/spec/v1\n", "this is a git-lfs pointer"},
      {tar_archive(tar_member("a.pth", "x")), "this tar archive is no PyTorch checkpoint"},
  };
  for (const auto& [bytes, what] : files) {
    const std::string content = bytes;
    const FormatError error = thrown_by<FormatError>([&] { pytorch::open_container(opened_file_of(content), {}); });
    CHECK(contains(error.what(), what));
    CHECK((error.problem() == format_problem::format || error.problem() == format_problem::zip));
  }
}

}  // namespace format_pytorch_container_test
