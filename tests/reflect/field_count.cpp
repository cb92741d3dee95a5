// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/reflect/field_count.hpp>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "support/catch.hpp"

namespace reflect_field_count_test {

namespace reflect = nnstruct::reflect;

namespace {

struct nothing {};
struct one {
  int a;
};
struct with_defaults {
  int a = 1;
  double b = 2;
  std::string c = "three";
};
struct library_types {
  std::vector<float> a;
  std::string b;
  std::unique_ptr<int> c;
  std::optional<int> d;
  std::function<int(int)> e;
  std::map<std::string, int> f;
  int* g;
  void (*h)();
};
// g++ 12 crashes where Boost.PFR 2.0.3 counts these.
struct array_of_vectors {
  std::array<std::vector<float>, 6> a;
  int b;
};
struct inner {
  std::string name;
};
struct array_of_structs {
  std::array<inner, 3> a;
  std::array<inner, 3> b{};
};
struct no_default {
  explicit no_default(int) {}
  no_default(no_default&&) = default;
};
struct holds_no_default {
  int a;
  no_default b;
  int c;
};
struct immovable {
  immovable() = default;
  immovable(immovable&&) = delete;
};
struct holds_immovable {
  immovable a;
  int b;
};
struct constants {
  const int a;
  const std::string b;
};
struct base {
  int a;
};
struct derived : base {
  int b;
};
struct empty_base {};
struct derived_from_empty : empty_base {
  int b;
};
struct reference {
  int& a;
  int b;
};
struct first_array {
  float a[4];
  int b;
};
struct last_array {
  int a;
  int b[2];
};
struct pair_first {
  struct {
    int x, y;
  } a;
  int b;
};

template <std::size_t... I> struct many {
  // A hundred fields, by ten times ten.
  int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2, c3, c4, c5, c6, c7,
      c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, f0, f1, f2, f3, f4, f5,
      f6, f7, f8, f9, g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, i0, i1, i2, i3,
      i4, i5, i6, i7, i8, i9, j0, j1, j2, j3, j4, j5, j6, j7, j8, j9;
};
struct one_too_many {
  int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2, c3, c4, c5, c6, c7,
      c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, f0, f1, f2, f3, f4, f5,
      f6, f7, f8, f9, g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, i0, i1, i2, i3,
      i4, i5, i6, i7, i8, i9, j0, j1, j2, j3, j4, j5, j6, j7, j8, j9, k0;
};

struct nested {
  library_types a;
  one b;
  with_defaults c;
};
struct deep {
  nested a;
  nested b;
};
template <int> struct empty {};
struct empties {
  empty<0> a;
  empty<1> b;
  [[no_unique_address]] empty<2> c;
};
template <class T> struct of_type {
  T a;
  std::variant<int, T> b;
  int of_type::*c;
};
struct final_struct final {
  int a, b;
};
struct with_members {
  static constexpr int constant = 3;
  using type = int;
  int a;
  int method() const { return a; }
  static int function() { return constant; }
};
struct derived_only : base {};
struct late_reference {
  int a;
  nested& b;
};
struct array_of_own {
  one a[2];
};
struct array_of_one {
  int a[1];
};

}  // namespace

TEST_CASE("fields are counted, whatever their types") {
  CHECK(reflect::field_count<nothing> == 0);
  CHECK(reflect::field_count<one> == 1);
  CHECK(reflect::field_count<with_defaults> == 3);
  CHECK(reflect::field_count<library_types> == 8);
  CHECK(reflect::field_count<array_of_vectors> == 2);
  CHECK(reflect::field_count<array_of_structs> == 2);
  CHECK(reflect::field_count<holds_no_default> == 3);
  CHECK(reflect::field_count<holds_immovable> == 2);
  CHECK(reflect::field_count<constants> == 2);
  CHECK(reflect::field_count<empties> == 3);
  CHECK(reflect::field_count<of_type<std::string>> == 3);
  CHECK(reflect::field_count<final_struct> == 2);
}

TEST_CASE("a struct in a struct is one field, however many values its braces take") {
  CHECK(reflect::field_count<nested> == 3);
  CHECK(reflect::field_count<deep> == 2);
  CHECK_FALSE(reflect::is_c_array_at<nested, 0>());
  CHECK_FALSE(reflect::is_c_array_at<nested, 2>());
}

TEST_CASE("constants, types and functions of a struct are no fields, and local structs have some") {
  CHECK(reflect::field_count<with_members> == 1);
  struct local {
    int a;
    nested b;
  };
  CHECK(reflect::field_count<local> == 2);
}

TEST_CASE("a hundred fields are counted, more and none are told apart") {
  CHECK(reflect::field_count<many<>> == 100);
  CHECK(reflect::field_count<one_too_many> == reflect::max_fields + 1);
  CHECK(reflect::field_count<reference> == reflect::max_fields + 2);
  CHECK(reflect::field_count<late_reference> == reflect::max_fields + 2);
}

TEST_CASE("base classes are seen") {
  CHECK(reflect::has_base<derived>);
  CHECK(reflect::has_base<derived_from_empty>);
  CHECK(reflect::has_base<derived_only>);
  CHECK_FALSE(reflect::has_base<one>);
  CHECK_FALSE(reflect::has_base<pair_first>);
  CHECK_FALSE(reflect::has_base<library_types>);
}

TEST_CASE("C arrays are seen, and nothing else is taken for one") {
  CHECK(reflect::is_c_array_at<first_array, 0>());
  CHECK_FALSE(reflect::is_c_array_at<last_array, 0>());
  CHECK(reflect::is_c_array_at<last_array, 1>());
  CHECK(reflect::is_c_array_at<array_of_own, 0>());
  CHECK_FALSE(reflect::is_c_array_at<array_of_one, 0>());  // takes as many values as any field: its type tells it
  CHECK_FALSE(reflect::is_c_array_at<pair_first, 0>());
  CHECK_FALSE(reflect::is_c_array_at<pair_first, 1>());
  CHECK_FALSE(reflect::is_c_array_at<array_of_vectors, 0>());
  CHECK_FALSE(reflect::is_c_array_at<array_of_structs, 0>());
  CHECK_FALSE(reflect::is_c_array_at<library_types, 0>());
  CHECK_FALSE(reflect::is_c_array_at<library_types, 5>());
}

}  // namespace reflect_field_count_test
