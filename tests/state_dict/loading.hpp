// SPDX-License-Identifier: Apache-2.0
/// \file
/// The models of tests/data/make_loading.py, and what PyTorch said when it loaded state_dicts into them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nnstruct_test::loading {

namespace nn = nnstruct;

template <int Classes> struct NetOf {
  struct pytorch {
    static constexpr std::string_view class_name = "Net";
  };
  nn::Sequential<nn::Conv2d<1, 2, 3>, nn::ReLU, nn::Conv2d<2, 2, 1>> features;
  nn::Linear<2, Classes> fc;
};
using Net = NetOf<2>;

struct Normed {
  nn::BatchNorm2d<2> bn;
  nn::Linear<2, 2> fc;
};

struct Words {
  nn::Parameter<float, 5, 3> weight;
  struct pytorch {
    static constexpr std::string_view class_name = "Embedding";
    static constexpr auto attributes() {
      using namespace nn::detail;
      return std::array{integer_attribute("num_embeddings", 5, shown::positional),
                        integer_attribute("embedding_dim", 3, shown::positional)};
    }
  };
};
struct LM {
  Words wte;
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;
};
struct HeadFirst {
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;
  nn::Linear<3, 3> norm;
  Words wte;
};

struct Odd {
  nn::named<"default", nn::Linear<2, 2>> default_;
  nn::Sequential<nn::named<"class", nn::Linear<2, 1, nn::linear_options{.bias = false}>>, nn::named<"0>1", nn::ReLU>>
      adapter;
  nn::transient<nn::Buffer<float, 2, 2>> mask;
  nn::named<"a-b", nn::Buffer<float, 3>> a_b;
  nn::named<"new", nn::Parameter<float, 1>> new_;
};

inline std::string path_of(const std::string& name) { return NNSTRUCT_TEST_DATA "/loading/" + name + ".pth"; }
inline nn::StateDict dict_of(const std::string& name, const nn::LoadOptions& options = nn::strict) {
  return nn::load<nn::StateDict>(path_of(name), options);
}
inline const std::string& text_of(const std::string& name) { return nnstruct_test::text_of("loading.txt", name); }

/// What a load says, however it ends.
template <class Load> std::string said_by(Load load) {
  try {
    return nn::repr(load());
  } catch (const nn::StateDictError& error) { return error.what(); }
}

/// What a load says is PyTorch's text with these hints behind it; from a file and from a dictionary.
template <class Model>
void check_says(const std::string& name, const nn::LoadOptions& options, const std::vector<std::string>& hints = {}) {
  INFO(name);
  std::string expected = loading::text_of(name);
  const nn::LoadReport report = nn::check<Model>(path_of(name), options);
  if (!report.ok())
    for (const std::string& hint : hints) expected += "\n\tHint: " + hint;
  CHECK(report.hints == hints);
  Model model;
  CHECK(said_by([&] { return nn::load(model, path_of(name), options); }) == expected);
  CHECK(said_by([&] { return nn::check<Model>(path_of(name), options); }) == expected);
  CHECK(said_by([&] { return nn::load_state_dict(model, dict_of(name), options); }) == expected);
}

/// Same keys, in the same order, and the same bytes.
inline void check_equal(const nn::StateDict& found, const nn::StateDict& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& [key, tensor] = found.begin()[i];
    CHECK(key == expected.begin()[i].first);
    const nn::AnyTensor& wanted = expected.begin()[i].second;
    REQUIRE(tensor.shape == wanted.shape);
    REQUIRE(tensor.data.size() == wanted.data.size());
    CHECK(std::string_view(reinterpret_cast<const char*>(tensor.data.get()), tensor.data.size()) ==
          std::string_view(reinterpret_cast<const char*>(wanted.data.get()), wanted.data.size()));
  }
}

}  // namespace nnstruct_test::loading
