// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/safetensors/writer.hpp>

#include <string>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/safetensors/reader.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_safetensors_writer_test {

using namespace nnstruct_test;
namespace safetensors = nnstruct::format::safetensors;
using safetensors::saved_tensor;

namespace {
const std::byte bytes[8] = {};
const std::int64_t extents[] = {2};
saved_tensor floats(const std::string& key) { return {key, nnstruct::dtype::float32, extents, bytes, sizeof bytes}; }
}  // namespace

TEST_CASE("what the library of safetensors wrote is written again byte for byte", "[safetensors][writer]") {
  const temp_folder folder;
  const std::string data = NNSTRUCT_TEST_DATA;
  for (const std::string& path :
       {data + "/formats/safetensors/dtypes.safetensors", data + "/formats/safetensors/empty.safetensors",
        data + "/formats/safetensors/names.safetensors", data + "/formats/safetensors/shapes.safetensors",
        data + "/formats/safetensors/tied.safetensors", data + "/torch-2.14/lenet.safetensors",
        data + "/torch-2.14/tinyvgg.safetensors"}) {
    INFO(path);
    const safetensors::safetensors_file file{nnstruct::io::input_file(path)};
    const std::string content = content_of(path);
    std::vector<saved_tensor> tensors;
    for (std::size_t i = file.tensors().size(); i-- > 0;) {  // in any order
      const auto& tensor = file.tensors()[i];
      const auto& place = file.storages()[tensor.storage].place;
      tensors.push_back({tensor.key, tensor.dtype, file.shape(tensor),
                         reinterpret_cast<const std::byte*>(content.data() + place.offset), place.bytes});
    }
    safetensors::write_safetensors(folder / "again", tensors, {file.metadata().begin(), file.metadata().end()}, false);
    CHECK((content_of(folder / "again") == content));
  }
}

TEST_CASE("what the format does not have is refused before a file is there", "[safetensors][writer]") {
  const temp_folder folder;
  const auto refusal_of = [&](std::vector<saved_tensor> tensors) {
    const std::string what = thrown_by<nnstruct::Error>([&] {
                               safetensors::write_safetensors(folder / "a", std::move(tensors), {}, false);
                             }).what();
    CHECK(folder.names().empty());
    return what;
  };
  CHECK(contains(refusal_of({{"z", nnstruct::dtype::complex128, {}, bytes, 8}}),
                 "safetensors has no elements of complex128"));
  CHECK(contains(refusal_of({floats("__metadata__")}), "keeps something else under this key"));
  CHECK(contains(refusal_of({floats("a\xff")}), "a key in safetensors is UTF-8"));
  CHECK(contains(refusal_of({floats("a"), floats("b"), floats("a")}), "cannot save \"a\""));
}

}  // namespace format_safetensors_writer_test
