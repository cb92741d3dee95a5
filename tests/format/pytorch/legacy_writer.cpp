// SPDX-License-Identifier: Apache-2.0
// Whole files are compared with PyTorch's in tests/checkpoint/save.cpp; here is what they are made of.
#include <nnstruct/format/pytorch/legacy_writer.hpp>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/io/file.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_pytorch_legacy_writer_test {

namespace pytorch = nnstruct::format::pytorch;
using nnstruct::dtype;
using nnstruct_test::content_of;
using nnstruct_test::temp_folder;
using namespace std::string_literals;

namespace {
const std::int64_t two[] = {2};
const std::int64_t one[] = {1};
const float numbers[] = {1, 2, 3, 4};

pytorch::saved_tensor view(std::uint64_t offset, const void* identity, dtype type = dtype::float32) {
  return {type, two, one, offset, identity, {reinterpret_cast<const std::byte*>(numbers), sizeof numbers}};
}

std::string pickle_of(std::initializer_list<pytorch::saved_tensor> tensors, pytorch::pickler& out) {
  std::vector<pytorch::saved_item> items;
  for (const auto& tensor : tensors) items.emplace_back("t", tensor);
  return pickle_of_state_dict(out, items, {});
}
}  // namespace

TEST_CASE("a storage's persistent id has six parts, and its key is written wherever it is named") {
  pytorch::pickler out(pytorch::container_kind::legacy);
  const std::string pickle = pickle_of({view(0, numbers), view(2, numbers)}, out);
  REQUIRE(out.storages().size() == 1);
  CHECK(out.storages()[0].numel == 4);
  std::size_t named = 0;
  for (std::size_t at = 0; (at = pickle.find("X\1\0\0\0"
                                             "0q"s,
                                             at)) != std::string::npos;
       ++at)
    ++named;
  CHECK(named == 2);
  CHECK(pickle.find("K\4Nt"s) != std::string::npos);
}

TEST_CASE("the storages follow in the order of their keys as text") {
  const temp_folder folder;
  pytorch::pickler out(pytorch::container_kind::legacy);
  const std::string texts = "abcdefghijk";
  std::vector<pytorch::saved_storage> storages;
  for (const char& text : texts) storages.push_back({reinterpret_cast<const std::byte*>(&text), 1, 1});
  out.out().none();
  {
    nnstruct::io::atomic_file file(folder / "a.pth");
    write_legacy(file, out.finish(), storages);
    file.commit(false);
  }
  const std::string all = content_of(folder / "a.pth");
  std::string expected =
      "\x80\x02]q\0(X\1\0\0\0"
      "0q\1X\1\0\0\0"
      "1q\2X\2\0\0\0"
      "10q\3X\1\0\0\0"
      "2q\4"s;
  const std::size_t at = all.find("\x80\x02]"s);
  REQUIRE(at != std::string::npos);
  CHECK(all.substr(at, expected.size()) == expected);
  expected.clear();
  for (char text : "abkcdefghij"s) expected += "\1\0\0\0\0\0\0\0"s + text;
  CHECK(all.substr(all.size() - expected.size()) == expected);
}

TEST_CASE("what PyTorch could not read back is refused by its type") {
  pytorch::pickler out(pytorch::container_kind::legacy);
  const auto error =
      nnstruct_test::thrown_by<nnstruct::Error>([&] { pickle_of({view(0, numbers, dtype::uint16)}, out); });
  CHECK(error.what() ==
        "a tensor of type uint16 cannot be saved in the format of PyTorch before 1.6, which has no such type: save it "
        "in the zip format or as safetensors"s);
}

}  // namespace format_pytorch_legacy_writer_test
