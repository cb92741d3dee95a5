// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/schema/role.hpp>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace nn = nnstruct;

namespace {

using Fc = nn::Linear<2, 2>;

// A struct with a forward, whatever else is in it.
struct Plain {
  int groups;
  std::string name;
  Fc fc;
  auto forward(const nn::Tensor<float, 2>& x) { return x | fc; }
};
struct Stateless {
  auto forward(int x) const { return x; }
};
struct Overloaded {
  Fc fc;
  auto forward(int x) { return x; }
  auto forward(int x) const { return x; }
};
struct Template {
  int own;
  template <class X> auto forward(const X& x) { return x; }
};
struct Static {
  int own;
  static int forward(int x) { return x; }
};
struct Final final {
  int own;
  auto forward(int x) const { return x; }
};
static_assert(nn::is_module<Plain> && nn::is_module<Stateless> && nn::is_module<Overloaded>);
static_assert(nn::is_module<Template> && nn::is_module<Static> && nn::is_module<Final>);

// All fields are parts of a module.
struct Generator {
  Fc fc;
};
struct Gan {
  Generator generator;
  Plain discriminator;
};
struct Leaves {
  nn::Parameter<float, 3> weight;
  nn::Mode training;
  nn::Buffer<std::int64_t> count;
  nn::none bias;
};
struct FinalPair final {
  Fc a, b;
};
static_assert(nn::is_module<Generator> && nn::is_module<Gan> && nn::is_module<Leaves> && nn::is_module<FinalPair>);
static_assert(!nn::is_record<Plain> && !nn::is_record<Stateless> && !nn::is_record<Gan> && !nn::is_record<Leaves>);

// What says which class of PyTorch's it is, with or without anything in it.
struct Described {
  struct pytorch {};
};
struct DescribedWithOwn {
  int own;
  struct pytorch {};
};
static_assert(nn::is_module<Described> && nn::is_module<DescribedWithOwn> && !nn::is_record<DescribedWithOwn>);

// The library's own.
static_assert(nn::is_module<Fc> && nn::is_module<nn::Conv2d<1, 1, 1>> && nn::is_module<nn::ReLU>);
static_assert(nn::is_module<nn::inplace<nn::ReLU>> && nn::is_module<nn::Flatten<>> && nn::is_module<nn::MaxPool2d<2>>);
static_assert(nn::is_module<nn::Sequential<>> && nn::is_module<nn::Sequential<Fc, Plain>>);

// A value beside them, and no forward.
struct Checkpoint {
  int epoch;
  Gan model_state_dict;
  float loss;
};
struct Values {
  int a;
  std::string b;
};
struct OneValue {
  Fc fc;
  bool flag;
};
struct NestedRecord {
  Gan gan;
  Values values;
};
struct InVector {
  std::vector<Fc> layers;
};
struct FinalRecord final {
  Fc fc;
  int epoch;
};
static_assert(nn::is_record<Checkpoint> && nn::is_record<Values> && nn::is_record<OneValue>);
static_assert(nn::is_record<NestedRecord> && nn::is_record<InVector> && nn::is_record<FinalRecord>);
static_assert(!nn::is_module<Checkpoint> && !nn::is_module<Values> && !nn::is_module<OneValue>);
static_assert(!nn::is_module<NestedRecord> && !nn::is_module<InVector> && !nn::is_module<FinalRecord>);

// Neither.
struct Empty {};
struct Callable {
  int operator()(int x) const { return x; }
};
class Private {
 public:
  explicit Private(int a) : a_(a) {}
  int a() const { return a_; }

 private:
  int a_;
};
enum class Colour { red };
template <class T> inline constexpr bool is_neither = !nn::is_module<T> && !nn::is_record<T>;
static_assert(is_neither<int> && is_neither<Colour> && is_neither<Empty> && is_neither<Callable>);
static_assert(is_neither<Private> && is_neither<std::string> && is_neither<std::vector<Fc>>);
static_assert(is_neither<nn::none> && is_neither<nn::Mode> && is_neither<nn::Tensor<float, 3>>);
static_assert(is_neither<nn::Parameter<float, 3>> && is_neither<nn::Buffer<float, 3>>);
static_assert(is_neither<Fc*> && is_neither<int (*)(int)> && is_neither<std::function<int(int)>>);

// What holds something that is saved must not be dropped without a word.
using nn::detail::makes_keys;
static_assert(makes_keys<Fc> && makes_keys<nn::Buffer<float>> && makes_keys<Checkpoint> && makes_keys<OneValue>);
static_assert(makes_keys<std::vector<Fc>> && makes_keys<std::optional<Fc>> && makes_keys<std::unique_ptr<Fc>>);
static_assert(makes_keys<std::map<int, Gan>> && makes_keys<std::vector<std::optional<Checkpoint>>>);
static_assert(makes_keys<InVector>);
static_assert(!makes_keys<int> && !makes_keys<Values> && !makes_keys<std::vector<int>> && !makes_keys<Empty>);
static_assert(!makes_keys<std::optional<int>> && !makes_keys<nn::Tensor<float, 3>> && !makes_keys<std::less<>>);

// C arrays are recognised, of one element too, and refused where the struct is described.
using nn::detail::is_reflectable;
struct Arrays {
  Fc a[2];
};
struct OneElement {
  int own;
  Fc a[1];
};
struct StandardArray {
  std::array<Fc, 1> a;
};
static_assert(!is_reflectable<Arrays>() && !is_reflectable<OneElement>() && is_reflectable<StandardArray>());
static_assert(!nn::is_module<Arrays> && !nn::is_module<OneElement>);

// A member named forward that is no function counts as well: the name decides.
struct Forward {
  int forward;
};
static_assert(nn::is_module<Forward>);

struct RecordOfModules {
  Fc generator, discriminator;
};
struct ModuleWithValue {
  Fc fc;
  int own;
};

}  // namespace

// A specialisation overrides the rule, both ways.
template <> inline constexpr bool nn::is_module<RecordOfModules> = false;
template <> inline constexpr bool nn::is_module<ModuleWithValue> = true;
static_assert(nn::is_record<RecordOfModules> && !nn::is_module<RecordOfModules>);
static_assert(!nn::is_record<ModuleWithValue> && nn::schema<ModuleWithValue>.size() == 2);

TEST_CASE("a module by specialisation is used as one", "[schema]") {
  ModuleWithValue model{{}, 4};
  model.fc.weight.fill_(1);
  model.fc.bias.fill_(2);
  const nn::StateDict dict = nn::state_dict(model);
  REQUIRE(dict.size() == 2);
  CHECK(dict.begin()->first == "fc.weight");
}
