// SPDX-License-Identifier: Apache-2.0
// Against what remove_weight_norm, remove_parametrizations and prune.remove made (tests/data/make_hints.py).
#include <nnstruct/state_dict/fold.hpp>

#include <cmath>
#include <string>
#include <utility>

#include <nnstruct/nnstruct.hpp>
#include <nnstruct/state_dict/reparametrized.hpp>
#include <nnstruct/tensor/convert.hpp>

#include "state_dict/named_keys.hpp"
#include "support/catch.hpp"
#include "support/close.hpp"

namespace state_dict_fold_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

nn::StateDict dict_of(const std::string& name) {
  static const auto all = nn::load<nn::Value>(NNSTRUCT_TEST_DATA "/hints.pth");
  return all[name].as<nn::StateDict>();
}
std::vector<double> doubles(const nn::AnyTensor& tensor) {
  const nn::AnyTensor elements = tensor.contiguous();
  std::vector<double> out(static_cast<std::size_t>(tensor.numel()));
  nn::detail::convert(tensor.dtype, elements.data.get(), nn::dtype::float64, reinterpret_cast<std::byte*>(out.data()),
                      out.size());
  return out;
}
std::vector<std::string> keys_of(const nn::StateDict& dict) {
  std::vector<std::string> keys;
  for (const auto& [key, tensor] : dict) keys.push_back(key);
  return keys;
}
/// One unit in the last place, of numbers near 1.
double precision_of(nn::dtype type) {
  return type == nn::dtype::float64   ? 0x1p-52
         : type == nn::dtype::float32 ? 0x1p-23
         : type == nn::dtype::float16 ? 0x1p-10
                                      : 0x1p-7;
}

/// Keys, their order, modules, dtypes and shapes are the same; values within `steps` of the last place.
void check_equal(const nn::StateDict& found, const nn::StateDict& expected, double steps) {
  CHECK(keys_of(found) == keys_of(expected));
  CHECK(found.metadata() == expected.metadata());
  for (const auto& [key, tensor] : expected) {
    INFO(key);
    REQUIRE(found.contains(key));
    const nn::AnyTensor& mine = found[key];
    CHECK(mine.dtype == tensor.dtype);
    REQUIRE(mine.shape == tensor.shape);
    const std::vector<double> a = doubles(mine), b = doubles(tensor);
    for (std::size_t i = 0; i < a.size(); ++i) {
      INFO(i << ": " << a[i] << ", PyTorch has " << b[i]);
      CHECK(((std::isnan(a[i]) && std::isnan(b[i])) ||
             std::abs(a[i] - b[i]) <= steps * precision_of(tensor.dtype) * std::abs(b[i])));
    }
  }
}

template <class Function> std::string said_by(Function call) { return thrown_by<nn::Error>(call).what(); }

}  // namespace

TEST_CASE("fold_weight_norm computes what PyTorch does, along each dimension, in each dtype", "[state_dict]") {
  for (const char* name : {"weight_norm_old_float32", "weight_norm_new_float32", "weight_norm_old_float64",
                           "weight_norm_old_float16", "weight_norm_old_bfloat16"}) {
    INFO(name);
    const nn::StateDict before = dict_of(name), folded = nn::fold_weight_norm(before);
    check_equal(folded, dict_of(std::string(name) + ".removed"), 2);
    CHECK(folded.metadata().size() == 8);
    CHECK(std::isnan(doubles(folded["zeros.weight"])[3]));  // 0 / 0, as in PyTorch
    CHECK(keys_of(before) == keys_of(dict_of(name)));       // it has its own
    check_equal(nn::fold_weight_norm(folded), folded, 0);   // nothing is left to do
  }
}

TEST_CASE("apply_masks computes what PyTorch does, bit by bit", "[state_dict]") {
  for (const char* name : {"pruned_float32", "pruned_float64", "pruned_float16", "pruned_bfloat16"}) {
    INFO(name);
    const nn::StateDict masked = nn::apply_masks(dict_of(name));
    check_equal(masked, dict_of(std::string(name) + ".removed"), 0);
    check_equal(nn::apply_masks(masked), masked, 0);
  }
  nn::StateDict dict = dict_of("pruned_float32");  // a mask of another dtype
  const nn::StateDict expected = nn::apply_masks(dict);
  const std::vector<double> ones = doubles(std::as_const(dict)["conv.weight_mask"]);
  nn::AnyTensor mask(nn::dtype::boolean, std::as_const(dict)["conv.weight_mask"].shape);
  for (std::size_t i = 0; i < ones.size(); ++i) mask.values<bool>()[i] = ones[i] != 0;
  dict["conv.weight_mask"] = mask;
  check_equal(nn::apply_masks(dict), expected, 0);
}

TEST_CASE("a weight whose parts are not right is an error that names them", "[state_dict]") {
  const auto changed = [](const std::string& name, auto change) {
    nn::StateDict dict = dict_of(name);
    change(dict);
    return dict;
  };
  const auto without = [&](const std::string& name, const std::string& key) {
    return changed(name,
                   [&](nn::StateDict& dict) { dict.erase_if([&](const auto& item) { return item.first == key; }); });
  };
  const auto with = [&](const std::string& name, const std::string& key, nn::AnyTensor tensor) {
    return changed(name, [&](nn::StateDict& dict) { dict[key] = tensor; });
  };
  const nn::AnyTensor other(nn::dtype::float32, {4, 1, 1, 1}), numbers(nn::dtype::int32, {3, 1, 1, 1});
  const std::string old = "weight_norm_old_float32", now = "weight_norm_new_float32", pruned = "pruned_float32";
  CHECK(said_by([&] { nn::fold_weight_norm(without(old, "conv.weight_g")); }) ==
        "cannot compute \"conv.weight\": the state_dict has \"conv.weight_v\", but no \"conv.weight_g\"");
  CHECK(said_by([&] { nn::fold_weight_norm(without(old, "gru.weight_ih_l0_v")); }) ==
        "cannot compute \"gru.weight_ih_l0\": the state_dict has \"gru.weight_ih_l0_g\", but no "
        "\"gru.weight_ih_l0_v\"");
  CHECK(said_by([&] { nn::fold_weight_norm(without(now, "conv.parametrizations.weight.original1")); }) ==
        "cannot compute \"conv.weight\": the state_dict has \"conv.parametrizations.weight.original0\", but no "
        "\"conv.parametrizations.weight.original1\"");
  CHECK(
      said_by([&] { nn::fold_weight_norm(with(old, "conv.weight_g", other)); }) ==
      "cannot compute \"conv.weight\": \"conv.weight_g\" (float32 [4, 1, 1, 1]) and \"conv.weight_v\" (float32 [3, 2, "
      "2, 3]) are not of one weight; expected float64, float32, float16 or bfloat16 of both, and for the first the "
      "second's extent in one dimension and 1 in all others, or none");
  CHECK(contains(said_by([&] { nn::fold_weight_norm(with(old, "conv.weight_g", numbers)); }), "(int32 [3, 1, 1, 1])"));
  CHECK(said_by([&] { nn::fold_weight_norm(with(old, "conv.weight", other)); }) ==
        "cannot compute \"conv.weight\" of \"conv.weight_g\": it is in the state_dict too; take out what is not meant");
  CHECK(said_by([&] { nn::apply_masks(without(pruned, "conv.bias_orig")); }) ==
        "cannot compute \"conv.bias\": the state_dict has \"conv.bias_mask\", but no \"conv.bias_orig\"");
  CHECK(said_by([&] { nn::apply_masks(without(pruned, "whole.weight_mask")); }) ==
        "cannot compute \"whole.weight\": the state_dict has \"whole.weight_orig\", but no \"whole.weight_mask\"");
  CHECK(
      said_by([&] { nn::apply_masks(with(pruned, "conv.weight_mask", other)); }) ==
      "cannot compute \"conv.weight\": \"conv.weight_orig\" (float32 [3, 2, 2, 3]) and \"conv.weight_mask\" (float32 "
      "[4, 1, 1, 1]) are no weight and its mask; expected equal shapes, and float64, float32, float16 or bfloat16 for "
      "the first");
  CHECK(said_by([&] { nn::fold_weight_norm(dict_of("chained")); }) ==
        "cannot compute \"weight\": its _metadata shows a second parametrization beside weight norm; in Python, "
        "torch.nn.utils.parametrize.remove_parametrizations computes it");
}

TEST_CASE("weight norm's shapes are those that PyTorch makes, and no others", "[state_dict]") {
  using shape = std::vector<std::int64_t>;
  const auto text_of_shape = [](const shape& extents) {
    std::string text;
    for (const std::int64_t extent : extents) text += (text.empty() ? "" : "x") + std::to_string(extent);
    return text.empty() ? "-" : text;
  };
  std::vector<shape> candidates{{}};
  for (std::size_t i = 0; i < candidates.size() && candidates[i].size() < 4; ++i)
    for (std::int64_t extent = 0; extent <= 5; ++extent) {
      shape longer = candidates[i];
      longer.push_back(extent);
      candidates.push_back(std::move(longer));
    }
  for (const shape& v : {shape{},
                         {1},
                         {5},
                         {3, 4},
                         {1, 4},
                         {4, 1},
                         {1, 1},
                         {0, 3},
                         {3, 0},
                         {3, 2, 4},
                         {3, 1, 4},
                         {1, 2, 1},
                         {3, 2, 4, 5},
                         {3, 3, 3, 3}}) {
    INFO(text_of_shape(v));
    const std::string& lines = text_of("weight_norm.txt", text_of_shape(v));
    std::string found;
    for (const shape& g : candidates)
      if (nn::detail::weight_norm_dim(g, v) >= 0) found += (found.empty() ? "" : "\n") + text_of_shape(g);
    CHECK(found == lines);
  }
}

TEST_CASE("what only ends like a part of a weight stays as it is", "[state_dict]") {
  const std::string folder = NNSTRUCT_TEST_DATA "/hints/";
  const auto attention = nn::load<nn::StateDict>(folder + "bias_k_and_v.pth");
  CHECK(attention.contains("0.bias_v"));
  check_equal(nn::fold_weight_norm(attention), nn::load<nn::StateDict>(folder + "bias_k_and_v_removed.pth"), 2);
  for (const char* const keys :
       {"attn_mask log_g image_orig pos_v fc.weight a.weight_orig a.weight_u a.weight_v "
        "b.parametrizations.weight.original b.parametrizations.weight.0.base",
        // No shapes of weight norm.
        "x_g:3 x_v", "emb_g:3x1 emb_v", "emb_g emb_v", "emb_g:2 emb_v", "emb_g:1x1 emb_v", "emb_g:2x1x1 emb_v",
        "emb_g: emb_v:", "emb_g:0x1 emb_v:0x3", "bias_g:3 bias_v",
        // No two of one module.
        "a.emb_g:2x1 b.emb_v",
        // The weight itself is there.
        "emb emb_g:2x1 emb_v", "image image_orig image_mask", "fc.weight fc.weight_mask", "fc.weight fc.weight_v",
        "fc.bias:2 fc.bias_orig:2",
        // A row of names.
        "bias_k bias_v", "pos_bias_u pos_bias_v", "weight_k weight_v", "weight_q weight_v", "weight_u weight_v"}) {
    INFO(keys);
    const named_keys named(keys);
    nn::StateDict dict;
    for (const auto& item : named.items())
      dict[std::string(item.key)] = nn::AnyTensor(nn::dtype::float32, {item.shape.begin(), item.shape.end()});
    check_equal(nn::fold_weight_norm(dict), dict, 0);
    check_equal(nn::apply_masks(dict), dict, 0);
  }
  nn::StateDict other;  // of two dtypes; of none that a weight has
  other["a_g"] = nn::AnyTensor(nn::dtype::float16, {2, 1});
  other["a_v"] = nn::AnyTensor(nn::dtype::float32, {2, 2});
  other["b_g"] = nn::AnyTensor(nn::dtype::int64, {2, 1});
  other["b_v"] = nn::AnyTensor(nn::dtype::int64, {2, 2});
  check_equal(nn::fold_weight_norm(other), other, 0);
  other["a_g"] = nn::AnyTensor(nn::dtype::float32, {2, 1});  // nothing tells this from a weight
  CHECK(keys_of(nn::fold_weight_norm(other)) == std::vector<std::string>{"a", "b_g", "b_v"});
}

}  // namespace state_dict_fold_test
