// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <nnstruct/format/safetensors/index.hpp>
#include <nnstruct/format/safetensors/reader.hpp>

#include "fuzz/support.hpp"

namespace fuzz {

void safetensors(bytes input) {
  require_same_twice([&] {
    const nn::format::safetensors::safetensors_file file(file_of(input));
    nnstruct_test::must_be_within(file);
    std::set<std::string_view> keys;
    std::uint64_t covered = 0;
    for (const auto& tensor : file.tensors()) {
      require(keys.insert(tensor.key).second, "two tensors have one key");
      covered += tensor.numel * size_of(tensor.dtype);
    }
    std::uint64_t header = 0;
    std::memcpy(&header, input.data(), 8);
    require(covered == input.size() - 8 - header, "bytes belong to no tensor, or to two");
    return text_of(nn::detail::open_source(file_of(input), {}));
  });
  require_same_twice([&] {
    std::string out;
    if (const auto index = nn::format::safetensors::read_index(file_of(input)))
      for (const auto& [key, file] : index->weight_map) {
        require(file < index->files.size(), "a key is in a file that the index does not have");
        require(index->files[file].find('/') == std::string::npos, "a file of the index is in another folder");
        out += key + index->files[file];
      }
    return out;
  });
}

}  // namespace fuzz
