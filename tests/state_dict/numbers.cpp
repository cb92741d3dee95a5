// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/numbers.hpp>

#include <string>
#include <vector>

#include "state_dict/named_keys.hpp"
#include "support/catch.hpp"

namespace state_dict_numbers_test {

using nnstruct_test::hinted;
using nnstruct_test::named_keys;

TEST_CASE("the numbers of a name are counted apart from its text", "[state_dict]") {
  const struct {
    const char *name, *text;
    std::vector<std::uint64_t> numbers;
  } rows[] = {{"", "", {}},
              {"fc.weight", "fc.weight", {}},
              {"layers.10.conv2", "layers.#.conv#", {10, 2}},
              {"01", "#", {1}},
              {"3x3", "#x#", {3, 3}}};
  for (const auto& [name, text, numbers] : rows) {
    const nnstruct::detail::counted found = nnstruct::detail::count_in(name);
    CHECK(found.text == text);
    CHECK(found.numbers == numbers);
  }
}

TEST_CASE("items get the model's numbers where their whole list has its place", "[state_dict]") {
  const struct {
    const char *model, *file, *names;
  } rows[] = {
      {"l.0.w l.1.w", "l.2.w l.4.w", "l.0.w l.1.w"},
      {"l.0.w l.1.w", "l.10.w l.9.w", "l.1.w l.0.w"},             // by number, not by place
      {"l.0.w l.1.w", "l.0.w l.1.w", "l.0.w l.1.w"},              // has them
      {"l.0.w l.1.w", "l.1.w l.2.w l.3.w", "l.1.w l.2.w l.3.w"},  // is longer
      {"l.0.w l.1.w", "m.1.w m.2.w", "m.1.w m.2.w"},              // is none of the model's
      {"l.0.w l.1.w", "l.01.w l.02.w", "l.01.w l.02.w"},          // counts nothing
      {"l.0.w l.1.w", "l.1x.w l.2x.w", "l.1x.w l.2x.w"},
      {"l.0.0.w l.0.1.w l.1.0.w", "l.1.0.w l.1.1.w l.2.0.w", "l.0.0.w l.0.1.w l.1.0.w"},  // the outermost
      {"l.0.0.w l.0.1.w", "l.0.3.w l.0.5.w", "l.0.0.w l.0.1.w"},                          // that differs
  };
  for (const auto& [model, file, names] : rows) {
    INFO(file << " for " << model);
    const named_keys wanted(model), offered(file);
    std::string found;
    for (const std::string& name : nnstruct::detail::names_by_number(wanted.schema(), offered.items()))
      found += (found.empty() ? "" : " ") + name;
    CHECK(found == names);
  }
}

TEST_CASE("numbers are mapped list by list, only where the whole list has its place", "[state_dict]") {
  const char* const nested = "blocks.0.0.weight blocks.0.1.weight blocks.1.0.weight blocks.1.1.weight";
  const char* const lists = "a.0.weight a.1.weight b.0.weight b.1.weight";
  const char* const convs = "conv1.weight conv2.weight";
  // Ten blocks of two layers, of each block's the first and second as given.
  const auto ten_blocks = [](const std::string& first, const std::string& second) {
    std::string keys;
    for (int i = 0; i < 10; ++i)
      for (const std::string& layer : {first, second})
        keys += (keys.empty() ? "blocks." : " blocks.") + std::to_string(i) + "." + layer + ".weight";
    return keys;
  };
  const struct {
    std::string model, file, hint;
  } rows[] = {
      // Of each block the second is 2, since something without values stands between.
      {nested, "blocks.0.0.weight blocks.0.2.weight blocks.1.0.weight blocks.1.2.weight",
       R"({.rename = {{"blocks.0.2.*", "blocks.0.1.*"}, {"blocks.1.2.*", "blocks.1.1.*"}}})"},
      // More rules than there can be, unless one is for all blocks.
      {ten_blocks("0", "1"), ten_blocks("0", "2"), R"({.rename = {{"blocks.*.2.*", "blocks.*.1.*"}}})"},
      {ten_blocks("0", "1"), ten_blocks("1", "3"),
       R"({.rename = {{"blocks.*.1.*", "blocks.*.0.*"}, {"blocks.*.3.*", "blocks.*.1.*"}}})"},
      {lists, "a.1.weight a.2.weight b.0.weight b.3.weight",
       R"({.rename = {{"a.1.*", "a.0.*"}, {"a.2.*", "a.1.*"}, {"b.3.*", "b.1.*"}}})"},
      // A list that is longer or shorter is not mapped, whichever shapes there are.
      {lists, "a.1.weight a.2.weight a.3.weight b.0.weight", ""},
      {convs, "conv0.weight conv1.weight", R"({.rename = {{"conv0.*", "conv1.*"}, {"conv1.*", "conv2.*"}}})"},
      {convs, "conv1.weight conv3.weight:2x3", ""},
      {convs, "conv10.weight conv9.weight", R"({.rename = {{"conv10.*", "conv2.*"}, {"conv9.*", "conv1.*"}}})"},
      {convs, "conv01.weight conv02.weight", ""},
  };
  for (const auto& [model, file, hint] : rows) {
    INFO(file << " for " << model);
    CHECK(hinted(model, file) == hint);
  }
}

}  // namespace state_dict_numbers_test
