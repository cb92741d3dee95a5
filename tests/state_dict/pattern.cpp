// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/pattern.hpp>

#include <optional>
#include <string>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"

namespace state_dict_pattern_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::detail::fits_pattern;
using nn::detail::renamed_by;
using nn::detail::renamed_path;

TEST_CASE("a pattern fits a whole key, where * stands for any characters", "[state_dict]") {
  CHECK(fits_pattern("fc.weight", "fc.weight"));
  CHECK_FALSE(fits_pattern("fc.weight", "fc.weights"));
  CHECK_FALSE(fits_pattern("fc.weight", "xfc.weight"));
  CHECK_FALSE(fits_pattern("fc.weight", "fc_weight"));  // a dot is a dot
  CHECK(fits_pattern("", ""));
  CHECK_FALSE(fits_pattern("", "a"));
  CHECK(fits_pattern("*", ""));
  CHECK(fits_pattern("*", "a.b.c"));
  CHECK(fits_pattern("features.*", "features.0.weight"));
  CHECK(fits_pattern("features.*", "features."));
  CHECK_FALSE(fits_pattern("features.*", "features"));
  CHECK(fits_pattern("*.weight", "a.b.weight"));
  CHECK(fits_pattern("layer*.bn*.weight", "layer1.0.bn2.weight"));
  CHECK_FALSE(fits_pattern("layer*.bn*.weight", "layer1.0.conv2.weight"));
  CHECK(fits_pattern("*a*a", "aa"));
  CHECK_FALSE(fits_pattern("*a*a", "a"));
  CHECK(fits_pattern("a**b", "ab"));
  CHECK(fits_pattern("*ab", "aab"));
  CHECK(fits_pattern("[x]?", "[x]?"));  // nothing else is special
}

TEST_CASE("the * of a new name is what the one of the old name stands for", "[state_dict]") {
  CHECK(renamed_by("backbone.*", "features.*", "backbone.0.weight") == "features.0.weight");
  CHECK(renamed_by("backbone.*", "features.*", "fc.weight") == std::nullopt);
  CHECK(renamed_by("*.gamma", "*.weight", "a.b.gamma") == "a.b.weight");
  CHECK(renamed_by("*.*", "*/*", "a.b.c") == "a/b.c");  // as short as can be, from the left
  CHECK(renamed_by("layer*.*.w", "block*.*.weight", "layer3.0.conv.w") == "block3.0.conv.weight");
  CHECK(renamed_by("*", "net.*", "fc.bias") == "net.fc.bias");
  CHECK(renamed_by("a.*", "b", "a.x") == "b");
  CHECK(renamed_by("a", "b", "a") == "b");
  const std::string text = thrown_by<nn::Error>([] { renamed_by("a.*", "*.*", "c"); }).what();
  CHECK(contains(text, "cannot rename \"a.*\" to \"*.*\""));
}

TEST_CASE("a module's path is renamed as the beginning of its keys is", "[state_dict]") {
  CHECK(renamed_path("backbone.*", "features.*", "backbone") == "features");
  CHECK(renamed_path("backbone.*", "features.*", "backbone.0.1") == "features.0.1");
  CHECK(renamed_path("backbone.*", "features.*", "backbones") == "backbones");
  CHECK(renamed_path("backbone.*", "features.*", "") == "");
  CHECK(renamed_path("module.*", "*", "module") == "");
  CHECK(renamed_path("module.*", "*", "module.fc") == "fc");
  CHECK(renamed_path("*", "net.*", "") == "net");
  CHECK(renamed_path("*", "net.*", "fc") == "net.fc");
  CHECK(renamed_path("*.gamma", "*.weight", "bn") == "bn");
  CHECK(renamed_path("a.*", "b", "a.x") == std::nullopt);  // the keys do not begin with a path any more
}

TEST_CASE("a pattern cannot be made slow", "[state_dict]") {
  const std::string key(20000, 'a');
  std::string pattern;
  for (int i = 0; i < 60; ++i) pattern += "*a";
  CHECK_FALSE(fits_pattern(pattern + "b", key));
  CHECK(fits_pattern(pattern, key));
}

}  // namespace state_dict_pattern_test
