// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/read_tensors.hpp>

#include <cstring>

#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/format/zip/reader.hpp>

#include "support/catch.hpp"

namespace format_read_tensors_test {

namespace format = nnstruct::format;
namespace pytorch = format::pytorch;

TEST_CASE("tensors come in the order asked for, whatever their order in the file") {
  const pytorch::state_dict_file file(std::string(NNSTRUCT_TEST_DATA) + "/torch-1.13/many_keys.pt");
  REQUIRE(file.tensors().size() > 10);
  const format::zip::archive archive{nnstruct::io::input_file(file.path())};
  std::vector<format::wanted_tensor> wanted;
  for (std::size_t i = file.tensors().size(); i-- > 0;) wanted.push_back({i, file.tensors()[i].dtype});
  wanted.push_back({3, file.tensors()[3].dtype});  // one twice
  const auto read = format::read_tensors(file.file(), file.tensors(), wanted);
  CHECK(read.verified);
  REQUIRE(read.values.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& tensor = file.tensors()[wanted[i].tensor];
    const std::string record = archive.read(*archive.find(file.storages()[tensor.storage].place.name));
    REQUIRE(read.values[i].bytes() == record.size());
    CHECK(std::memcmp(read.values[i].data(), record.data(), record.size()) == 0);
  }
}

TEST_CASE("nothing asked for, nothing read") {
  const pytorch::state_dict_file file(std::string(NNSTRUCT_TEST_DATA) + "/torch-2.14/mlp_state_dict.pt");
  CHECK(format::read_tensors(file.file(), file.tensors(), {}).values.empty());
}

}  // namespace format_read_tensors_test
