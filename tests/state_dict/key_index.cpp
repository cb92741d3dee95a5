// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/key_index.hpp>

#include <memory>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace state_dict_key_index_test {

using nnstruct::detail::key_index;
using nnstruct::detail::no_key;

static_assert([] {
  key_index<3> index;
  return index.add("a", 0) == 0 && index.add("", 1) == 1 && index.add("a", 2) == 0 && index.find("a") == 0 &&
         index.find("") == 1 && index.find("b") == no_key;
}());
static_assert(key_index<0>().find("a") == no_key);

TEST_CASE("every name is found again, and no other", "[state_dict]") {
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i)
    names.push_back("layer" + std::to_string(i % 10) + "." + std::to_string(i) + ".weight");
  const auto index = std::make_unique<key_index<1000>>();
  for (std::size_t i = 0; i < names.size(); ++i) CHECK(index->add(names[i], i) == i);
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(index->find(names[i]) == i);
    CHECK(index->find(names[i] + "s") == no_key);
  }
}

}  // namespace state_dict_key_index_test
