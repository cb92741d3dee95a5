// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/renames.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "state_dict/named_keys.hpp"
#include "support/catch.hpp"

namespace state_dict_renames_test {

namespace nn = nnstruct;
using nnstruct_test::hinted;

TEST_CASE("names are paired where nothing else could be meant", "[state_dict]") {
  const char* const attention = "query.weight key.weight value.weight out.weight:3x2 out.bias:3";
  const char* const two = "a.weight a.bias:2 b.weight b.bias:2";
  const char* const layer = "fc.weight fc.bias:2";
  const char* const list = "layers.0.weight layers.1.weight layers.2.weight";
  const struct {
    const char *model, *file, *hint;
  } rows[] = {
      {attention, "q.weight k.weight v.weight out.weight:3x2 out.bias:3", ""},
      {attention, "query.weight key.weight v.weight out.weight:3x2 out.bias:3", ""},
      {attention, "query.weight key.weight vlaue.weight out.weight:3x2 out.bias:3",
       R"({.rename = {{"vlaue.*", "value.*"}}})"},
      {attention, "query.weight key.weight value.weight head.weight:3x2 head.bias:3",
       R"({.rename = {{"head.*", "out.*"}}})"},
      // What is misspelled might be the other one as well, whatever its name is like.
      {"value.weight out.weight", "vlaue.weight x.weight", R"({.rename = {{"vlaue.*", "value.*"}}})"},
      // Another shape; one more.
      {attention, "query.weight key.weight value.weight head.weight:3x3 head.bias:3", ""},
      {attention, "query.weight key.weight value.weight head.weight:3x2 head.bias:3 tail.bias:3", ""},
      {"b.weight c.weight", "a.weight b.weight", ""},  // a is b, and b is c
      {"left.weight right.weight", "weight",
       "the keys of the state_dict are in the model behind \"left.\"; the keys of the state_dict are in the model "
       "behind \"right.\": choose the one that is meant"},
      // Two lists, a module and a parameter, modules at other depths: which is which, shapes do not tell.
      {list, "hidden.0.weight hidden.1.weight first.0.weight", ""},
      {list, "first.0.weight hidden.0.weight hidden.1.weight", ""},
      {"tok.weight pos.weight", "position token.weight", ""},
      {"m.query.weight m.key.weight", "m.k.weight q.weight", ""},
      // What may be computed from a weight, or the other way round.
      {two, "a.bias:2 b.bias:2 b.weight a.log_weight", ""},
      {two, "a.bias:2 b.bias:2 b.weight a.weight_grad", ""},
      {two, "a.bias:2 b.bias:2 b.weight a.weight_exp_avg", ""},
      {two, "a.bias:2 b.bias:2 b.weight a.weight_scale", ""},
      {two, "a.bias:2 b.bias:2 b.weight a.weight_q", ""},
      {two, "a.bias:2 b.bias:2 b.weight a.running", ""},
      {"weight:3 bias:3", "gamma:3 beta:3", ""},
      // What a weight is computed from is none, with or without what belongs to it.
      {layer, "fc.weight_v fc.bias:2", ""},
      {layer, "fc.weight_orig fc.bias:2", ""},
      {layer, "fc.bias:2 fc.parametrizations.weight.original1", ""},
      {layer, "fc.bias:2 fc.weight_g:3x1 fc.weight_v", ""},
      {layer, "fc.weight fc.weight_g:2x1 fc.weight_v", ""},  // which nn::fold_weight_norm refuses
      // A model that has weight norm itself wants it so.
      {"fc.weight_g:2x1 fc.weight_v", "module.fc.weight_g:2x1 module.fc.weight_v", R"({.strip_prefix = "module."})"},
  };
  for (const auto& [model, file, hint] : rows) {
    INFO(file << " for " << model);
    CHECK(hinted(model, file) == hint);
  }
}

TEST_CASE("no hint for any renamed network gives a layer another one's values", "[state_dict]") {
  // Networks of modules in lists, in rows of names with numbers, and with names alone; of few shapes, so that many
  // could change places. The file has them under other names or numbers, in its own order, or sorted, or shuffled.
  std::mt19937 random(16);
  const auto one_of = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
  struct tensor {
    std::string key, old;  // in the model, in the file
    std::vector<std::int64_t> shape;
  };
  std::size_t given = 0, right = 0;
  for (int round = 0; round < 4000; ++round) {
    std::vector<tensor> tensors;
    const bool by_number = one_of(3) == 0, by_row = !by_number && one_of(2) == 0;
    const int shapes = 1 + one_of(3), step = 1 + one_of(2), first = 1 + one_of(3);
    int name = 0;
    std::vector<std::string> words{"features", "layers", "conv", "fc", "enc", "dec", "q", "k", "left", "right"};
    std::vector<std::string> others{"alpha", "beta", "gamma", "delta", "zeta", "eta", "theta", "iota", "kappa", "mu",
                                    "nu",    "xi",   "rho",   "tau",   "phi",  "chi", "psi",   "a",    "b",     "c"};
    std::shuffle(words.begin(), words.end(), random);
    std::shuffle(others.begin(), others.end(), random);
    for (int row = 1 + one_of(4); row > 0; --row) {
      const std::string& word = words[static_cast<std::size_t>(row)];
      const std::string dot = one_of(2) == 0 ? "." : "";
      const bool is_renamed = one_of(2) == 0;
      const std::string other = is_renamed && by_row ? others[static_cast<std::size_t>(name++)] : word;
      const int count = one_of(5);
      for (int i = 0; i < std::max(count, 1); ++i) {
        const std::string module = count == 0 ? word : word + dot + std::to_string(i);
        std::string old = count == 0 ? other : other + dot + std::to_string(by_number ? first + step * i : i);
        if (!by_number && !by_row && is_renamed) old = others[static_cast<std::size_t>(name++)];
        const std::int64_t extent = 2 + one_of(shapes);
        tensors.push_back({module + ".weight", old + ".weight", {extent, 2}});
        if (one_of(2) == 0) tensors.push_back({module + ".bias", old + ".bias", {extent}});
      }
    }
    std::vector<nn::schema_entry> entries;
    for (const tensor& t : tensors)
      entries.push_back(
          {t.key, nn::entry_kind::parameter, nn::dtype::float32, nn::extent_list(t.shape.data(), t.shape.size()), 0});
    const nn::schema_group root{"", 1};
    const nn::detail::schema_view schema{"Net", entries.data(), entries.size(), &root, 1};
    std::vector<tensor> file = tensors;
    if (const int order = one_of(4); order == 0) std::shuffle(file.begin(), file.end(), random);
    else if (order == 1)
      std::sort(file.begin(), file.end(), [](const auto& a, const auto& b) { return a.old < b.old; });
    std::vector<nn::detail::offered_tensor> items;
    for (const tensor& t : file) items.push_back({t.old, nn::dtype::float32, t.shape});

    const nn::detail::renaming found = nn::detail::find_renaming(schema, items, {});
    if (found.rules.empty()) continue;
    ++given;
    nn::LoadOptions options;
    for (const auto& [from, to] : found.rules) options.rename.items[options.rename.length++] = {from, to};
    const auto after = nn::detail::match_keys(schema, {items}, options);
    right += std::all_of(after.pairs.begin(), after.pairs.end(), [&](const auto& pair) {
      const bool same = file[pair.offered].key == tensors[pair.entry].key;
      if (!same) UNSCOPED_INFO(file[pair.offered].old << " is not " << tensors[pair.entry].key);
      return same;
    });
  }
  CHECK(right == given);
  CHECK(given > 500);
}

}  // namespace state_dict_renames_test
