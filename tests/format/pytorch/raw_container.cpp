// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pytorch/raw_container.hpp>

#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/pickles.hpp"

namespace format_pytorch_raw_container_test {

namespace pytorch = nnstruct::format::pytorch;
using namespace nnstruct_test;

TEST_CASE("storages and tensors are looked up by key and read as they stand", "[pytorch]") {
  std::string bytes(3'000'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
  // Out of order, one of them larger than what a window holds, one empty.
  const std::vector<nnstruct::format::storage_place> places = {
      {"b", 2'500'000, 4, true, 0}, {"a", 5, 2'400'000, true, 1}, {"empty", 0, 0, true, 2}};
  std::vector<pytorch::kept_tensor> tensors(2);
  tensors[0].key = "t";
  tensors[1].key = "s";
  const pytorch::detail::raw_container container(opened_file_of(bytes), "legacy", places, tensors);
  CHECK(container.format() == "legacy");
  CHECK(container.is_older());
  CHECK_FALSE(container.record("data.pkl").has_value());
  CHECK(container.storage_count() == 3);
  CHECK_FALSE(container.find("c").has_value());
  CHECK_FALSE(container.find("").has_value());
  REQUIRE(container.tensor("s") != nullptr);
  CHECK(container.tensor("s")->key == "s");
  CHECK(container.tensor("u") == nullptr);
  nnstruct::io::read_ahead window(container.file(), container.file().size());
  for (const auto& place : places) {
    const auto found = container.find(place.name);
    REQUIRE(found);
    CHECK(found->number == place.number);
    std::string content(static_cast<std::size_t>(place.bytes), '\0');
    CHECK_FALSE(container.read(found->number, content.data(), window));
    CHECK((content == bytes.substr(static_cast<std::size_t>(place.offset), content.size())));
  }
}

}  // namespace format_pytorch_raw_container_test
