// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/schema/literal.hpp>

#include <type_traits>

namespace schema_literal_test {

namespace nn = nnstruct;

namespace {
template <nn::literal Text> struct holds { static constexpr nn::literal text = Text; };
static_assert(holds<"wte.weight">::text.view() == "wte.weight");
static_assert(holds<"">::text.view().empty());
static_assert(std::is_same_v<holds<"a">, holds<"a">> && !std::is_same_v<holds<"a">, holds<"b">>);
}  // namespace

}  // namespace schema_literal_test
