// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/schema/describe.hpp>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace schema_describe_test {

namespace nn = nnstruct;
using nn::detail::described;

namespace {

/// Everything that is a module's own affair stands between what is not.
struct Mixed {
  int version = 7;
  nn::Linear<1, 1> last;
  std::string class_name = "of the user";
  nn::Buffer<float, 1> buffer;
  nn::Mode training;
  std::vector<float> attributes;
  nn::none bias;
  nn::Parameter<float, 1> weight;
  std::optional<int> maybe;
  std::function<int(int)> function;
  nn::ReLU act;
  nn::Tensor<float, nn::dyn> cached;
  std::array<std::vector<float>, 6> table;
  std::map<int, std::string> names;
  std::unique_ptr<int> pointer;
  nn::Buffer<float> other;
  nn::Parameter<float> scale;
  enum { red, green } colour = red;

  auto forward(const auto& x) const { return x; }
};
constexpr const nn::detail::node& mixed = described<Mixed>::value;
static_assert(mixed.class_name == "Mixed" && mixed.version == 1 && mixed.attribute_count == 0);

struct Named {
  struct pytorch {
    static constexpr std::string_view class_name = "Other";
    static constexpr int version = 2;
  };
  nn::Parameter<float> a;
};
static_assert(described<Named>::value.class_name == "Other" && described<Named>::value.version == 2);

template <int N, class T> struct Template { nn::Parameter<T, N> a; };
static_assert(described<Template<3, float>>::value.class_name == "Template");
static_assert(described<nn::Conv2d<1, 2, nn::pair{3, 4}>>::value.class_name == "Conv2d");
static_assert(described<nn::Sequential<nn::ReLU>>::value.class_name == "Sequential");
static_assert(described<nn::inplace<nn::ReLU>>::value.class_name == "ReLU");

// An own field may be anything, if only it holds nothing that would be saved.
struct Settings {
  int a;
  std::string b;
};
struct WithSettings {
  Settings settings;
  nn::Parameter<float> scale;
  auto forward(const auto& x) const { return x; }
};
static_assert(described<WithSettings>::value.field_count == 1);

struct Hundred {
  nn::Parameter<float> a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15, a16, a17, a18,
      a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41,
      a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56, a57, a58, a59, a60, a61, a62, a63, a64,
      a65, a66, a67, a68, a69, a70, a71, a72, a73, a74, a75, a76, a77, a78, a79, a80, a81, a82, a83, a84, a85, a86, a87,
      a88, a89, a90, a91, a92, a93, a94, a95, a96, a97, a98, a99;
};
static_assert(described<Hundred>::value.field_count == 100 && described<Hundred>::value.fields[99].name == "a99");

}  // namespace

TEST_CASE("a module's fields are its parameters, buffers, modules, modes and what is None, in that order", "[schema]") {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < mixed.field_count; ++i) names.emplace_back(mixed.fields[i].name);
  CHECK(names == std::vector<std::string>{"weight", "scale", "buffer", "other", "last", "act", "training", "bias"});
}

TEST_CASE("local structs are described too", "[schema]") {
  struct Local {
    nn::Linear<1, 2> fc;
    nn::Buffer<std::int64_t> steps;
  };
  static_assert(nn::schema<Local>.size() == 3);
  CHECK(described<Local>::value.class_name == "Local");
  CHECK(nn::schema<Local>[0].key == "steps");
  CHECK(nn::schema<Local>[2].key == "fc.bias");
}

}  // namespace schema_describe_test
