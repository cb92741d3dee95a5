// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/tensor/extents.hpp>

#include <vector>

#include "support/catch.hpp"

namespace tensor_extents_test {

namespace nn = nnstruct;
using nn::dyn;
using nn::extent_list;

namespace {
constexpr extent_list none, four(4), image(3, 32, 28);
static_assert(none.size() == 0 && four.size() == 1 && image.size() == 3);
static_assert(image[0] == 3 && image[1] == 32 && image[2] == 28 && four.data()[0] == 4);
static_assert(image == extent_list(3, 32, 28) && !(image == extent_list(3, 28, 32)) && !(image == extent_list(3, 32)));
static_assert(!(none == extent_list(0)) && !(four == extent_list(4, 0)) && none == extent_list());

// Without extents there is one element, with one of 0 there is none.
static_assert(numel(none) == 1 && numel(four) == 4 && numel(image) == 3 * 32 * 28 && numel(extent_list(3, 0, 2)) == 0);
static_assert(extent_list::max_rank == 8 && extent_list(1, 2, 3, 4, 5, 6, 7, 8)[7] == 8);
static_assert(!std::is_constructible_v<extent_list, int, int, int, int, int, int, int, int, int>);
static_assert(!std::is_convertible_v<int, extent_list> && std::is_constructible_v<extent_list, int>);

using nn::detail::static_product;
static_assert(static_product<2, 3, 4>(0, 3) == 24 && static_product<2, 3, 4>(1, 2) == 3);
static_assert(static_product<2, 3, 4>(1, 1) == 1 && static_product<>(0, 0) == 1);
static_assert(static_product<2, dyn, 4>(0, 3) == dyn && static_product<2, dyn, 4>(2, 3) == 4);
static_assert(static_product<dyn, dyn>(0, 2) == dyn && static_product<2, 0, 4>(0, 3) == 0);
}  // namespace

TEST_CASE("an extent_list is a range of its extents", "[tensor]") {
  CHECK(std::vector<std::int64_t>(image.begin(), image.end()) == std::vector<std::int64_t>{3, 32, 28});
  CHECK(none.begin() == none.end());
}

}  // namespace tensor_extents_test
