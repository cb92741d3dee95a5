// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/slips.hpp>

#include <cstddef>

#include "support/catch.hpp"

namespace state_dict_slips_test {

using nnstruct::detail::edit_distance;
using nnstruct::detail::is_slip;

TEST_CASE("the edit distance counts letters, and neighbours exchanged as one", "[state_dict]") {
  const struct {
    const char *a, *b;
    std::size_t most, distance;
  } rows[] = {
      {"weight", "weight", 2, 0},
      {"weigth", "weight", 2, 1},
      {"conv_1.weight", "conv1.weight", 2, 1},
      {"conv1.weight", "conv2.weight", 2, 1},
      {"", "ab", 2, 2},
      {"", "abc", 2, 3},
      {"", "", 2, 0},
      {"kitten", "sitting", 5, 3},
      {"kitten", "sitting", 3, 3},
      {"kitten", "sitting", 2, 3},
      {"abcdef", "badcfe", 3, 3},
      {"abcdefgh", "stuvwxyz", 2, 3},
  };
  for (const auto& [a, b, most, distance] : rows) {
    INFO(a << ' ' << b << ' ' << most);
    CHECK(edit_distance(a, b, most) == distance);
    CHECK(edit_distance(b, a, most) == distance);
  }
}

TEST_CASE("a slip is a letter too many, two that changed places, an underline, a capital letter", "[state_dict]") {
  const struct {
    const char *a, *b;
    bool slip;
  } rows[] = {
      // Two that changed places, a letter too many: in the middle, at the end; in one part, whichever it is.
      {"fc.weight", "fc.weigth", true},
      {"features.0.bias", "feature.0.bias", true},
      {"features.0.bias", "featurres.0.bias", true},
      {"features", "featuers", true},
      {"rnn.weight_ih_l0", "rnn.weigth_ih_l0", true},
      // Underlines and the case of letters, in names of any length.
      {"conv_1.weight", "conv1.weight", true},
      {"layerNorm.weight", "layer_norm.weight", true},
      {"FC.weight", "fc.weight", true},
      {"f_c.weight", "fc.weight", false},  // single letters are names
      // The same name, another letter, letters that changed places from afar, two letters too many.
      {"fc.weight", "fc.weight", false},
      {"encoder.weight", "decoder.weight", false},
      {"features.weight", "feetures.weight", false},
      {"rnn.weight_ih_l0", "rnn.weight_hh_l0", false},
      {"features.weight", "feasuret.weight", false},
      {"decoder.weight", "decodersx.weight", false},
      // The first letter.
      {"actor.weight", "factor.weight", false},
      {"unpool.weight", "nupool.weight", false},
      // Words of fewer than five letters, between underlines.
      {"bn.beta", "bn.zeta", false},
      {"head.weight", "heads.weight", false},
      {"heads.weight", "headss.weight", true},
      {"layer_norm.weight", "layer_nrom.weight", false},
      {"layer_norm.weight", "layer_norms.weight", false},
      {"layer_norm.weight", "layre_norm.weight", true},
      {"up.weight", "ups.weight", false},
      {"abc1000.weight", "acb1000.weight", false},  // a number is one letter
      {"net_AB.weight", "net_BA.weight", false},
      // Two words, though it be by one exchange; a letter and an underline.
      {"layers_encoder.weight", "layere_sncoder.weight", false},
      {"layer_norm.weight", "layerrnorm.weight", false},
      {"inner_layer.weight", "innerlayers.weight", false},
      // Numbers and letters that stand alone.
      {"conv1.weight", "conv2.weight", false},
      {"conv1.weight", "conv11.weight", false},
      {"conv01.weight", "conv1.weight", false},
      {"conv1d.weight", "convd1.weight", false},
      {"layer0_features.weight", "layer1_feature.weight", false},
      {"layer1_features.weight", "layer1_feature.weight", true},
      {"a.weight", "b.weight", false},
      {"attn.q.weight", "attn.k.weight", false},
      {"proj_a.weight", "proj_b.weight", false},
      {"proj_A.weight", "proj_a.weight", false},
      // More parts than one; parts that are not there.
      {"feature.weigth", "features.weight", false},
      {"fc.weight", "fc.weight_g", false},
      {"fc.weight", "fc.weights.x", false},
      {"features.weight", "features.weight.x", false},
      {"features.weight", "featurse", false},
  };
  for (const auto& [a, b, slip] : rows) {
    INFO(a << ' ' << b);
    CHECK(is_slip(a, b) == slip);
    CHECK(is_slip(b, a) == slip);
  }
}

}  // namespace state_dict_slips_test
