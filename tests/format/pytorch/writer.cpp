// SPDX-License-Identifier: Apache-2.0
#include <span>

#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/format/pytorch/zip_container.hpp>
#include <nnstruct/io/file.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_pytorch_writer_test {

namespace pytorch = nnstruct::format::pytorch;
using nnstruct_test::temp_folder;

namespace {
const float numbers[] = {1, 2, 3, 4, 5, 6};
const std::int64_t two_by_three[] = {2, 3};
const std::int64_t three_and_one[] = {3, 1};
const pytorch::saved_storage storage{reinterpret_cast<const std::byte*>(numbers), sizeof numbers};
constexpr auto zip = pytorch::container_kind::zip;
const pytorch::saved_item item{"fc.weight",
                               {nnstruct::dtype::float32, two_by_three, three_and_one, 0, numbers, storage}};

std::string pickle_of(std::span<const pytorch::saved_metadata> modules) {
  pytorch::pickler out;
  return pytorch::pickle_of_state_dict(out, std::span(&item, 1), modules);
}
std::vector<std::string> records_of(const std::string& path) {
  const auto archive = nnstruct::format::zip::archive(nnstruct::io::input_file(path));
  std::vector<std::string> names;
  for (const auto& entry : archive.entries()) names.push_back(entry.name);
  return names;
}
}  // namespace

TEST_CASE("a state_dict is saved in PyTorch's records, under the file's name without its extension") {
  const temp_folder folder;
  pytorch::write_state_dict(folder.path() + "/my.net.pth", std::span(&item, 1), {}, zip, true);
  CHECK(records_of(folder.path() + "/my.net.pth") ==
        std::vector<std::string>{"my.net/data.pkl", "my.net/.format_version", "my.net/.storage_alignment",
                                 "my.net/byteorder", "my.net/data/0", "my.net/version"});
  const auto archive = nnstruct::format::zip::archive(nnstruct::io::input_file(folder.path() + "/my.net.pth"));
  CHECK(archive.read(*pytorch::find_record(archive, "version")) == "3\n");
  CHECK(archive.read(*pytorch::find_record(archive, "byteorder")) == "little");
  CHECK(archive.read(*pytorch::find_record(archive, "data/0")) ==
        std::string(reinterpret_cast<const char*>(numbers), sizeof numbers));
}

TEST_CASE("a name that cannot be a folder's is replaced, as PyTorch does") {
  const temp_folder folder;
  for (const char* name : {".hidden", "größe.pth"}) {
    pytorch::write_state_dict(folder.path() + "/" + name, {}, {}, zip, false);
    CHECK(records_of(folder.path() + "/" + name)[0] == "archive/data.pkl");
  }
  pytorch::write_state_dict(folder.path() + "/noext", {}, {}, zip, false);
  CHECK(records_of(folder.path() + "/noext")[0] == "noext/data.pkl");
}

TEST_CASE("without modules there is no _metadata") {
  CHECK(pickle_of({}).find("_metadata") == std::string::npos);
  const pytorch::saved_metadata module{"", 1};
  CHECK(pickle_of(std::span(&module, 1)).find("_metadata") != std::string::npos);
}

}  // namespace format_pytorch_writer_test
