// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/common_prefixes.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace state_dict_common_prefixes_test {

using strings = std::vector<std::string>;

TEST_CASE("prefixes are those that most names have, ends of paths, and not too many", "[state_dict]") {
  const strings six{"m.a", "m.b", "n.a", "n.b", "o.a", "a"};
  strings many{"a"}, their_prefixes;
  for (int i = 0; i < 16; ++i)
    their_prefixes.push_back(std::to_string(i) + "."), many.push_back(their_prefixes.back() + "a");
  strings too_many = many;
  too_many.push_back("16.a");
  const struct {
    strings names, keys, prefixes;
    std::size_t found;
  } rows[] = {
      {{"a", "b"}, {"m.a", "m.b", "n.c"}, {"m."}, 2},
      {{"a", "b"}, six, {"m.", "n."}, 2},                    // as good as each other
      {{"a", "b"}, {"x.a", "m.n.a", "m.n.b"}, {"m.n."}, 2},  // the one that more have
      {{"z", "b"}, {"m.a", "m.b"}, {"m."}, 1},               // the last name's, where the first is not there
      {{"a"}, {"ma", "a", "a.m"}, {}, 0},                    // no path before the name
      {{"weight"}, {"fc_weight", "fc.weight"}, {"fc."}, 1},
      {{}, six, {}, 0},
      {{"a"}, many, their_prefixes, 1},
      {{"a"}, too_many, {}, 0},  // none of so many is meant
  };
  for (const auto& [names, keys, prefixes, found] : rows) {
    const nnstruct::io::name_index index(keys, keys.size(),
                                         [](const std::string& key) { return std::string_view(key); });
    const auto result = nnstruct::detail::find_prefixes(names, index);
    INFO((names.empty() ? "" : names.front()) << " among " << keys.front() << " ...");
    CHECK(result.prefixes == prefixes);
    CHECK(result.names == found);
  }
}

}  // namespace state_dict_common_prefixes_test
