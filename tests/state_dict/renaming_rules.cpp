// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/renaming_rules.hpp>

#include <string>

#include "state_dict/named_keys.hpp"
#include "support/catch.hpp"

namespace state_dict_renaming_rules_test {

using nnstruct_test::named_keys;

TEST_CASE("pairs of names become few rules, of which the first that fits is the right one", "[state_dict]") {
  // Sixteen keys `a.I.NAME.w`, or with other numbers, and with other names than each other.
  const auto sixteen = [](const char* name, bool apart) {
    std::string keys;
    for (int i = 0; i < 16; ++i)
      keys += (i == 0 ? "a." : " a.") + std::to_string(i) + "." + name +
              (apart ? std::string(static_cast<std::size_t>(i), 'x') : "") + ".w";
    return keys;
  };
  const struct {
    std::string file, model, rules;
  } rows[] = {
      {"back.0.w back.0.b", "feat.0.w feat.0.b", R"({"back.*", "feat.*"})"},
      {"a.back.w", "b.back.w", R"({"a.*", "b.*"})"},
      {"w", "fc.w", R"({"w", "fc.w"})"},  // a key, since they end in no path of both
      {"fc.weigth", "fc.weight", R"({"fc.weigth", "fc.weight"})"},
      {"b.0.w b.2.w", "l.0.w l.1.w", R"({"b.2.*", "l.1.*"}, {"b.*", "l.*"})"},  // the longer one first
      {"m.x.w n.y.w", "m.z.w n.z.w", R"({"m.x.*", "m.z.*"}, {"n.y.*", "n.z.*"})"},
      {"a*.w", "b.w", ""},  // would be a pattern
      {"a.w", "b*.w", ""},
      {sixteen("x", false), sixteen("y", false), R"({"a.*.x.*", "a.*.y.*"})"},  // one for all numbers
      {sixteen("x", true), sixteen("y", true), ""},                             // too many
  };
  for (const auto& [file, model, rules] : rows) {
    INFO(file << " for " << model);
    const named_keys offered(file), wanted(model);
    const nnstruct::detail::schema_view schema = wanted.schema();
    nnstruct::detail::paired_names names{schema, offered.items(), {}, 0};
    for (std::size_t i = 0; i < offered.items().size(); ++i) names.pairs.push_back({i, i});
    CHECK(nnstruct_test::text_of_rules(nnstruct::detail::rules_of(names, names.pairs.size())) == rules);
    CHECK(nnstruct::detail::rules_of(names, 0).empty());
  }
}

TEST_CASE("the common beginning of two names is a path", "[state_dict]") {
  using nnstruct::detail::common_beginning;
  CHECK(common_beginning("a.b.c", "a.b.d") == 4);
  CHECK(common_beginning("a.bc", "a.bd") == 2);
  CHECK(common_beginning("ab", "ab") == 0);
  CHECK(common_beginning("a.b", "b.b") == 0);
  CHECK(common_beginning("a.", "a.b") == 2);
}

}  // namespace state_dict_renaming_rules_test
