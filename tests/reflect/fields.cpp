// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/reflect/fields.hpp>

#include <array>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace reflect_fields_test {

namespace reflect = nnstruct::reflect;

namespace {
struct mixed {
  int number;
  std::string text;
  std::unique_ptr<int> owner;
  std::array<std::vector<float>, 2> lists;
  const double constant;
};
struct empty {};
struct with_empty {
  char a;
  empty b;
  bool c;
};
struct point {
  int x, y;
};
constexpr point constant_point{3, 4};
static_assert(reflect::get<0>(constant_point) == 3 && reflect::get<1>(constant_point) == 4);
}  // namespace

TEST_CASE("fields are reached by their number, for reading and writing") {
  mixed object{1, "two", std::make_unique<int>(3), {}, 4.0};
  CHECK(&reflect::get<0>(object) == &object.number);
  CHECK(&reflect::get<1>(object) == &object.text);
  CHECK(&reflect::get<2>(object) == &object.owner);
  CHECK(&reflect::get<3>(object) == &object.lists);
  reflect::get<0>(object) = 7;
  CHECK(object.number == 7);
  const mixed& constant = object;
  CHECK(&reflect::get<1>(constant) == &object.text);
}

TEST_CASE("a field's type is its own, without const") {
  CHECK(std::is_same_v<reflect::field_type<mixed, 0>, int>);
  CHECK(std::is_same_v<reflect::field_type<mixed, 2>, std::unique_ptr<int>>);
  CHECK(std::is_same_v<reflect::field_type<mixed, 4>, double>);
}

TEST_CASE("a field's address is found at run time") {
  mixed object{};
  CHECK(reflect::address_of_field<mixed>(&object, 0) == &object.number);
  CHECK(reflect::address_of_field<mixed>(&object, 1) == &object.text);
  CHECK(reflect::address_of_field<mixed>(&object, 3) == &object.lists);
  CHECK(reflect::address_of_field<mixed>(&object, 4) == &object.constant);
}

TEST_CASE("fields of a const object are const, and const fields always are") {
  CHECK(std::is_same_v<decltype(reflect::get<0>(std::declval<mixed&>())), int&>);
  CHECK(std::is_same_v<decltype(reflect::get<0>(std::declval<const mixed&>())), const int&>);
  CHECK(std::is_same_v<decltype(reflect::get<4>(std::declval<mixed&>())), const double&>);
}

TEST_CASE("an empty field has its own address") {
  with_empty object{};
  CHECK(reflect::address_of_field<with_empty>(&object, 1) == static_cast<void*>(&object.b));
  CHECK(reflect::address_of_field<with_empty>(&object, 2) == static_cast<void*>(&object.c));
}

}  // namespace reflect_fields_test
