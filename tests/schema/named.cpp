// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/schema/named.hpp>

#include <utility>

#include "state_dict/loading.hpp"

namespace schema_named_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nnstruct_test::loading;

namespace {
static_assert(nn::schema<Odd>[0].key == "new" && nn::schema<Odd>[1].key == "a-b");
static_assert(nn::schema<Odd>[2].key == "default.weight" && nn::schema<Odd>[4].key == "adapter.class.weight");
static_assert(nn::schema<Odd>.size() == 5, "what is transient has no key");
static_assert(nn::is_module<Odd> && nn::is_module<nn::named<"x", nn::ReLU>> && !nn::is_record<Odd>);
static_assert(!nn::is_module<nn::named<"x", nn::Buffer<float>>> && !nn::is_module<nn::transient<nn::Buffer<float>>>);
static_assert(sizeof(nn::named<"x", nn::Linear<2, 2>>) == sizeof(nn::Linear<2, 2>));
}  // namespace

TEST_CASE("named fields have PyTorch's keys and print under them", "[schema]") {
  check_says<Odd>("odd", nn::strict);
  const auto odd = nn::load<Odd>(path_of("odd"));
  check_equal(nn::state_dict(odd), dict_of("odd"));
  CHECK(nn::repr(odd) == loading::text_of("odd_repr"));
}

TEST_CASE("a named module is called, piped, and reached", "[schema]") {
  auto odd = nn::load<Odd>(path_of("odd"));
  nn::Tensor<float, 1, 2> x;
  x(0, 0) = 1;
  x(0, 1) = 2;
  const nn::Linear<2, 2> plain = *odd.default_;
  const auto expected = plain(x);
  CHECK(odd.default_(x)(0, 1) == expected(0, 1));
  CHECK(odd.default_.forward(x)(0, 1) == expected(0, 1));
  CHECK((x | odd.default_)(0, 1) == expected(0, 1));
  const Odd& constant = odd;
  CHECK((x | constant.default_ | constant.adapter)(0, 0) == (x | odd.default_ | odd.adapter)(0, 0));
  odd.default_->weight.fill_(0);
  CHECK((x | odd.default_)(0, 1) == std::as_const(odd.default_->bias).data()[1]);
  (*odd.new_).fill_(4);
  CHECK(nn::state_dict(odd)["new"].values<float>()[0] == 4);
  int found = 0;
  nn::for_each<nn::Linear<2, 2>>(odd, [&](auto& layer) { found += &layer == &*odd.default_; });
  CHECK(found == 1);
  CHECK(nn::parameters(odd)[0].key() == "new");
}

TEST_CASE("a transient buffer is the model's own: it is not saved, and its key in a file is unexpected", "[schema]") {
  check_says<Odd>("odd_with_mask", nn::strict);
  auto odd = nn::load<Odd>(path_of("odd"));
  CHECK_FALSE(odd.mask.has_values());
  odd.mask.fill_(2);
  const Odd copy = odd;
  odd.mask.data()[3] = 7;
  CHECK(copy.mask.data()[3] == 2);
  CHECK(nn::load(odd, path_of("odd_with_mask"), nn::relaxed).ok());
  CHECK(std::as_const(odd.mask).data()[3] == 7);
  CHECK_FALSE(nn::state_dict(odd).contains("mask"));
}

}  // namespace schema_named_test
