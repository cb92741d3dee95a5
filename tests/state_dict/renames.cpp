// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/renames.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"

namespace state_dict_renames_test {

namespace nn = nnstruct;
using nn::detail::edit_distance;
using nn::detail::is_slip;

namespace {

/// The options of the hints that a strict load of these float32 tensors gives, without what stands before them.
struct offered {
  std::string_view key;
  std::vector<std::int64_t> shape;
};
template <class Model> std::string hinted(const std::vector<offered>& tensors) {
  std::vector<nn::detail::offered_tensor> rows;
  for (const offered& tensor : tensors) rows.push_back({tensor.key, nn::dtype::float32, tensor.shape});
  std::string out;
  for (const std::string& hint :
       nn::detail::match(nn::detail::schema_view_of<Model>, {rows}, nn::strict).report.hints) {
    const std::size_t at = hint.find('{');
    out += at == hint.npos ? hint : hint.substr(at);
  }
  return out;
}

template <std::int64_t... E> using parameter = nn::Parameter<float, E...>;
using weight_only = nn::Linear<2, 2, nn::linear_options{.bias = false}>;

}  // namespace

TEST_CASE("the edit distance counts letters, and neighbours exchanged as one", "[state_dict]") {
  CHECK(edit_distance("weight", "weight", 2) == 0);
  CHECK(edit_distance("weigth", "weight", 2) == 1);
  CHECK(edit_distance("conv_1.weight", "conv1.weight", 2) == 1);
  CHECK(edit_distance("conv1.weight", "conv2.weight", 2) == 1);
  CHECK(edit_distance("", "ab", 2) == 2);
  CHECK(edit_distance("", "abc", 2) == 3);
  CHECK(edit_distance("", "", 2) == 0);
  CHECK(edit_distance("kitten", "sitting", 5) == 3);
  CHECK(edit_distance("kitten", "sitting", 3) == 3);
  CHECK(edit_distance("kitten", "sitting", 2) == 3);
  CHECK(edit_distance("abcdef", "badcfe", 3) == 3);
  CHECK(edit_distance("abcdefgh", "stuvwxyz", 2) == 3);
}

TEST_CASE("a slip is a letter too many, two that changed places, an underline, a capital letter", "[state_dict]") {
  for (const auto& [a, b] : {std::pair("fc.weight", "fc.weigth"),
                             {"features.0.bias", "feature.0.bias"},
                             {"conv_1.weight", "conv1.weight"},
                             {"layerNorm.weight", "layer_norm.weight"}}) {
    INFO(a << ' ' << b);
    CHECK(is_slip(a, b));
    CHECK(is_slip(b, a));
  }
  for (const auto& [a, b] : {std::pair("fc.weight", "fc.weight"),
                             {"conv1.weight", "conv2.weight"},
                             {"conv1.weight", "conv11.weight"},
                             {"encoder.weight", "decoder.weight"},
                             {"rnn.weight_ih_l0", "rnn.weight_hh_l0"},
                             {"bn.beta", "bn.zeta"},
                             {"a.weight", "b.weight"},
                             {"attn.q.weight", "attn.k.weight"},
                             {"proj_a.weight", "proj_b.weight"},
                             {"fc.weight", "fc.weight_g"},
                             {"fc.weight", "fc.weights.x"},
                             {"up.weight", "ups.weight"},
                             {"net_AB.weight", "net_BA.weight"},
                             {"actor.weight", "factor.weight"},
                             {"feature.weigth", "features.weight"}}) {
    INFO(a << ' ' << b);
    CHECK_FALSE(is_slip(a, b));
    CHECK_FALSE(is_slip(b, a));
  }
}

TEST_CASE("numbers are mapped list by list, only where the whole list has its place", "[state_dict]") {
  struct Nested {
    nn::ModuleList<nn::Sequential<weight_only, weight_only>, 2> blocks;
  };
  // Of each block the second is 2, since something without values stands between.
  CHECK(hinted<Nested>({{"blocks.0.0.weight", {2, 2}},
                        {"blocks.0.2.weight", {2, 2}},
                        {"blocks.1.0.weight", {2, 2}},
                        {"blocks.1.2.weight", {2, 2}}}) ==
        "{.rename = {{\"blocks.0.2.*\", \"blocks.0.1.*\"}, {\"blocks.1.2.*\", \"blocks.1.1.*\"}}}");
  struct Many {
    nn::ModuleList<nn::Sequential<weight_only, weight_only>, 10> blocks;
  };
  std::vector<std::string> keys;
  for (const char* second : {"2", "3"}) {
    for (int i = 0; i < 10; ++i) {
      keys.push_back("blocks." + std::to_string(i) + (second[0] == '2' ? ".0.weight" : ".1.weight"));
      keys.push_back("blocks." + std::to_string(i) + "." + second + ".weight");
    }
    std::vector<offered> tensors;
    for (const std::string& key : keys) tensors.push_back({key, {2, 2}});
    CHECK(hinted<Many>(tensors) ==  // more rules than there can be, unless one is for all blocks
          (second[0] == '2'
               ? "{.rename = {{\"blocks.*.2.*\", \"blocks.*.1.*\"}}}"
               : "{.rename = {{\"blocks.*.1.*\", \"blocks.*.0.*\"}, {\"blocks.*.3.*\", \"blocks.*.1.*\"}}}"));
    keys.clear();
  }
  struct Two {
    nn::ModuleList<weight_only, 2> a;
    nn::ModuleList<weight_only, 2> b;
  };
  CHECK(hinted<Two>({{"a.1.weight", {2, 2}}, {"a.2.weight", {2, 2}}, {"b.0.weight", {2, 2}}, {"b.3.weight", {2, 2}}}) ==
        "{.rename = {{\"a.1.*\", \"a.0.*\"}, {\"a.2.*\", \"a.1.*\"}, {\"b.3.*\", \"b.1.*\"}}}");
  // A list that is longer or shorter is not mapped, whichever shapes there are.
  CHECK(hinted<Two>({{"a.1.weight", {2, 2}}, {"a.2.weight", {2, 2}}, {"a.3.weight", {2, 2}}, {"b.0.weight", {2, 2}}}) ==
        "");
  struct Convs {
    weight_only conv1, conv2;
  };
  CHECK(hinted<Convs>({{"conv0.weight", {2, 2}}, {"conv1.weight", {2, 2}}}) ==
        "{.rename = {{\"conv0.*\", \"conv1.*\"}, {\"conv1.*\", \"conv2.*\"}}}");
  CHECK(hinted<Convs>({{"conv1.weight", {2, 2}}, {"conv3.weight", {2, 3}}}) == "");
  CHECK(hinted<Convs>({{"conv10.weight", {2, 2}}, {"conv9.weight", {2, 2}}}) ==
        "{.rename = {{\"conv10.*\", \"conv2.*\"}, {\"conv9.*\", \"conv1.*\"}}}");
  CHECK(hinted<Convs>({{"conv01.weight", {2, 2}}, {"conv02.weight", {2, 2}}}) == "");
}

TEST_CASE("names are paired where nothing else could be meant", "[state_dict]") {
  struct Attention {
    weight_only query, key, value;
    nn::Linear<2, 3> out;
  };
  const offered out[] = {{"out.weight", {3, 2}}, {"out.bias", {3}}};
  CHECK(hinted<Attention>({{"q.weight", {2, 2}}, {"k.weight", {2, 2}}, {"v.weight", {2, 2}}, out[0], out[1]}) == "");
  CHECK(hinted<Attention>({{"query.weight", {2, 2}}, {"key.weight", {2, 2}}, {"v.weight", {2, 2}}, out[0], out[1]}) ==
        "");
  CHECK(
      hinted<Attention>({{"query.weight", {2, 2}}, {"key.weight", {2, 2}}, {"vlaue.weight", {2, 2}}, out[0], out[1]}) ==
      "{.rename = {{\"vlaue.*\", \"value.*\"}}}");
  CHECK(hinted<Attention>({{"query.weight", {2, 2}},
                           {"key.weight", {2, 2}},
                           {"value.weight", {2, 2}},
                           {"head.weight", {3, 2}},
                           {"head.bias", {3}}}) == "{.rename = {{\"head.*\", \"out.*\"}}}");
  // Another shape, another order, one more: nothing.
  CHECK(hinted<Attention>({{"query.weight", {2, 2}},
                           {"key.weight", {2, 2}},
                           {"value.weight", {2, 2}},
                           {"head.weight", {3, 3}},
                           {"head.bias", {3}}}) == "");
  CHECK(hinted<Attention>({{"query.weight", {2, 2}},
                           {"key.weight", {2, 2}},
                           {"value.weight", {2, 2}},
                           {"head.weight", {3, 2}},
                           {"head.bias", {3}},
                           {"tail.bias", {3}}}) == "");
  struct Letters {
    weight_only b, c;
  };
  CHECK(hinted<Letters>({{"a.weight", {2, 2}}, {"b.weight", {2, 2}}}) == "");  // a is b, and b is c
  struct Siamese {
    weight_only left, right;
  };
  CHECK(hinted<Siamese>({{"weight", {2, 2}}}) ==
        "the keys of the state_dict are in the model behind \"left.\"; the keys of the state_dict are in the model "
        "behind \"right.\": choose the one that is meant");
  // Two lists, a module and a parameter, modules at other depths: which is which, shapes do not tell.
  struct Joined {
    nn::ModuleList<weight_only, 3> layers;
  };
  CHECK(hinted<Joined>({{"hidden.0.weight", {2, 2}}, {"hidden.1.weight", {2, 2}}, {"first.0.weight", {2, 2}}}) == "");
  CHECK(hinted<Joined>({{"first.0.weight", {2, 2}}, {"hidden.0.weight", {2, 2}}, {"hidden.1.weight", {2, 2}}}) == "");
  struct Embeddings {
    weight_only tok, pos;
  };
  CHECK(hinted<Embeddings>({{"position", {2, 2}}, {"token.weight", {2, 2}}}) == "");
  struct Keys {
    weight_only query, key;
  };
  struct Deep {
    Keys m;
  };
  CHECK(hinted<Deep>({{"m.k.weight", {2, 2}}, {"q.weight", {2, 2}}}) == "");
  struct Two {
    nn::Linear<2, 2> a, b;
  };
  for (const char* const name :
       {"log_weight", "weight_grad", "weight_exp_avg", "weight_scale", "weight_q", "running"}) {
    INFO(name);
    const std::string key = std::string("a.") + name;
    CHECK(hinted<Two>({{"a.bias", {2}}, {"b.bias", {2}}, {"b.weight", {2, 2}}, {key.c_str(), {2, 2}}}) == "");
  }
  struct Norm {
    parameter<3> weight, bias;
  };
  CHECK(hinted<Norm>({{"gamma", {3}}, {"beta", {3}}}) == "");
  struct Layer {
    nn::Linear<2, 2> fc;
  };
  // What a weight is computed from is none, with or without what belongs to it.
  CHECK(hinted<Layer>({{"fc.weight_v", {2, 2}}, {"fc.bias", {2}}}) == "");
  CHECK(hinted<Layer>({{"fc.weight_orig", {2, 2}}, {"fc.bias", {2}}}) == "");
  CHECK(hinted<Layer>({{"fc.bias", {2}}, {"fc.parametrizations.weight.original1", {2, 2}}}) == "");
  CHECK(hinted<Layer>({{"fc.bias", {2}}, {"fc.weight_g", {3, 1}}, {"fc.weight_v", {2, 2}}}) == "");
  // A model that has weight norm itself wants it so.
  struct Normed {
    parameter<2, 1> weight_g;
    parameter<2, 2> weight_v;
  };
  struct Holder {
    Normed fc;
  };
  CHECK(hinted<Holder>({{"module.fc.weight_g", {2, 1}}, {"module.fc.weight_v", {2, 2}}}) ==
        "{.strip_prefix = \"module.\"}");
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
    for (const tensor& t : tensors) {
      const nn::extent_list shape =
          t.shape.size() == 2 ? nn::extent_list{t.shape[0], t.shape[1]} : nn::extent_list{t.shape[0]};
      entries.push_back({t.key, nn::entry_kind::parameter, nn::dtype::float32, shape, 0});
    }
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
