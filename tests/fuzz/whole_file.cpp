// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>

#include "fuzz/support.hpp"

namespace fuzz {

void whole_file(bytes input) {
  const auto value = [&](bool map) {
    return accepted([&] {
      bool verified = false;
      return text_of(nn::detail::load_value(file_of(input), {.map = map}, true, verified));
    });
  };
  if (const auto read = value(false)) {
    require(value(true) == read, "mapped, the file is another one");
    require(value(false) == read, "the same file was read twice, and was not the same");
  }
  require_same_twice([&] { return text_of(nn::detail::open_source(file_of(input), {})); });
  accepted([&] {
    nn::format::pytorch::checkpoint_file file(file_of(input));
    for (const std::string& path : module_paths(file)) accepted([&] { return file.find(path).offset(); });
    const nn::format::pytorch::module_tree tree(std::move(file));
    require(state_dict_entries(tree).size() <= tree.walked(), "a model has more keys than tensors");
    return 0;
  });
}

}  // namespace fuzz
