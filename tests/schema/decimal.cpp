// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/schema/decimal.hpp>

namespace schema_decimal_test {

using nnstruct::detail::decimal;
static_assert(decimal<0>::name == "0" && decimal<9>::name == "9" && decimal<10>::name == "10");
static_assert(decimal<1234567890>::name == "1234567890");

}  // namespace schema_decimal_test
