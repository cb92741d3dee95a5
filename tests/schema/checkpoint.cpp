// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/schema/checkpoint.hpp>

#include <nnstruct/schema/schema.hpp>

#include "support/catch.hpp"

namespace schema_checkpoint_test {

namespace nn = nnstruct;
using namespace std::string_view_literals;

namespace {

struct small {
  static constexpr std::string_view at = "model.state";
  static constexpr std::array<nnstruct::checkpoint_row, 5> rows{{
      {"conv.weight", nnstruct::dtype::float32, {2, 1, 3, 3}},
      {"conv.bias", nnstruct::dtype::bfloat16, {2}},
      {"steps", nnstruct::dtype::int64, {}},
      {"\0\377\"\\", nnstruct::dtype::boolean, {1, 2, 3, 4, 5, 6, 7, 8}},
      {"", nnstruct::dtype::complex128, {0, 5000000000}},
  }};
  static constexpr std::array<nnstruct::checkpoint_other, 1> others{
      {{"epoch\0"
        "2",
        "int"}}};
  static constexpr std::array<nnstruct::checkpoint_module, 2> modules{{{"", 1}, {"conv", 2}}};
};
struct empty {
  static constexpr std::string_view at = "";
  static constexpr std::array<nnstruct::checkpoint_row, 0> rows{};
};

static_assert(nn::is_checkpoint<small> && nn::is_checkpoint<empty> && !nn::is_checkpoint<int>);
static_assert(small::rows[0].key == "conv.weight" && small::rows[0].dtype == nn::dtype::float32);
static_assert(small::rows[0].shape == nn::extent_list(2, 1, 3, 3));
static_assert(small::rows[1].shape == nn::extent_list(2));
static_assert(small::rows[2].shape == nn::extent_list());
static_assert(small::rows[3].key == "\0\377\"\\"sv && small::rows[3].shape == nn::extent_list(1, 2, 3, 4, 5, 6, 7, 8));
static_assert(small::rows[4].key.empty() && small::rows[4].shape == nn::extent_list(0, 5000000000));
static_assert(small::others[0].key == "epoch\0002"sv && small::others[0].type == "int");
static_assert(small::modules[1].path == "conv" && small::modules[1].version == 2);
static_assert(nn::byte_count<small> == 2 * 9 * 4 + 2 * 2 + 8 + 40320);
static_assert(nn::byte_count<empty> == 0);

// Where keys, dtypes, shapes and their order agree, a struct and a checkpoint have one fingerprint.
struct Counted {
  nn::Parameter<float, 3, 2> weight;
  nn::Buffer<std::int64_t> num_batches_tracked;
};
struct counted {
  static constexpr std::array<nnstruct::checkpoint_row, 2> rows{{
      {"weight", nnstruct::dtype::float32, {3, 2}},
      {"num_batches_tracked", nnstruct::dtype::int64, {}},
  }};
};
struct other_order {
  static constexpr std::array<nnstruct::checkpoint_row, 2> rows{{counted::rows[1], counted::rows[0]}};
};
struct other_rank {
  static constexpr std::array<nnstruct::checkpoint_row, 2> rows{
      {counted::rows[0], {"num_batches_tracked", nnstruct::dtype::int64, {1}}}};
};
static_assert(nn::schema_fingerprint<Counted> == nn::schema_fingerprint<counted>);
static_assert(nn::schema_fingerprint<counted> != nn::schema_fingerprint<other_order>);
static_assert(nn::schema_fingerprint<counted> != nn::schema_fingerprint<other_rank>);
static_assert(nn::schema_fingerprint<counted> != nn::schema_fingerprint<empty>);

}  // namespace

TEST_CASE("a checkpoint as ordinary code sees it", "[schema]") {
  constexpr nn::detail::checkpoint_view view = nn::detail::view_checkpoint<small>();
  CHECK(view.at == "model.state");
  CHECK(view.row_count == 5);
  CHECK(view.rows[1].key == "conv.bias");
  CHECK(view.other_count == 1);
  CHECK(view.others[0].type == "int");
  CHECK(view.module_count == 2);
  CHECK(view.modules[1].version == 2);
  constexpr nn::detail::checkpoint_view nothing = nn::detail::view_checkpoint<empty>();
  CHECK(nothing.row_count + nothing.other_count + nothing.module_count == 0);
}

}  // namespace schema_checkpoint_test
