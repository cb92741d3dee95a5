// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/renaming_choice.hpp>

#include <vector>

#include "state_dict/named_keys.hpp"
#include "support/catch.hpp"

namespace state_dict_renaming_choice_test {

using nnstruct_test::named_keys;

TEST_CASE("what was paired by shape alone must have no other place", "[state_dict]") {
  const struct {
    const char *file, *model;  // paired in this order; equal names are kept
    bool without_choice;
  } rows[] = {
      {"x.w", "a.w", true},
      // Two of one shape, or of different ones.
      {"x.w y.w", "a.w b.w", false},
      {"x.w y.w:3x2", "a.w b.w:3x2", true},
      {"x.w:2 x.b y.w:2 y.b:3", "a.w:2 a.b b.w:2 b.b:3", true},
      {"m.x.w n.y.w", "m.a.w n.b.w", false},
      // Numbers tell, in the same order on both sides.
      {"x1.w x2.w", "a1.w a2.w", true},
      {"x2.w x1.w", "a1.w a2.w", false},
      {"x1.w y2.w", "a1.w a2.w", false},
      {"x1.w x2.w", "a1.w b2.w", false},
      // Numbers alone are another place in a list, which is mapped as a whole only.
      {"a3.w", "a1.w", false},
      // A module that is kept is like it, in the same module.
      {"x.w b.w", "a.w b.w", false},
      {"x.w b.w:3x2", "a.w b.w:3x2", true},
      {"x.w b.w b.b:2", "a.w b.w b.b:2", false},
      {"x.w x.b:2 b.w", "a.w a.b:2 b.w", true},  // has less
      {"m.x.w n.b.w", "m.a.w n.b.w", true},      // is elsewhere
      // A key that is kept is like it, in the same module.
      {"m.x m.b", "m.a m.b", false},
      {"m.x m.b:3", "m.a m.b:3", true},
      {"m.x n.b", "m.a n.b", true},
      // What has a weight's name may be computed from what has another one.
      {"m.log_weight", "m.weight", false},
      {"m.shift", "m.bias", false},
      {"m.weight", "m.shift", true},
  };
  for (const auto& [file, model, without_choice] : rows) {
    INFO(file << " for " << model);
    const named_keys offered(file), wanted(model);
    const nnstruct::detail::schema_view schema = wanted.schema();
    nnstruct::detail::paired_names names{schema, offered.items(), {}, 0};
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < offered.items().size(); ++i)
      if (offered.items()[i].key == schema.entries[i].key) kept.push_back(i);
      else names.pairs.push_back({i, i});
    CHECK(nnstruct::detail::is_without_choice(names, kept) == without_choice);
    names.sure = names.pairs.size();  // by number or slip
    CHECK(nnstruct::detail::is_without_choice(names, kept));
  }
}

}  // namespace state_dict_renaming_choice_test
