// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/reflect/names.hpp>

#include <array>
#include <boost/version.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#if BOOST_VERSION >= 108400
#include <boost/pfr/core_name.hpp>
#endif

#include "support/catch.hpp"

namespace reflect_names_test {

namespace reflect = nnstruct::reflect;

struct in_global_namespace {
  int weight;
};

namespace names {
template <int Out, int In> struct linear {
  std::array<float, Out * In> weight{};
  std::array<float, Out> bias{};
};
struct block {
  linear<2, 2> fc1;
  linear<2, 2> fc2;
};
struct unusual {
  int größe;
  int _x;
  int value;
  std::unique_ptr<int> only_moved;
  const std::string constant;
  std::function<void()> function;
  std::vector<block> blocks;
};
struct immovable {
  immovable(immovable&&) = delete;
  int v = 0;
};
struct holds_immovable {
  immovable inner;
  int after;
};
template <class T> struct outer {
  template <int N> struct inner {};
  struct plain {};
};
enum class order { first, second };
template <order> struct by_enum {};
template <char> struct by_char {};
struct option {
  int a, b;
};
template <option> struct by_option { int weight; };
template <std::size_t N> struct letters {
  char chars[N]{};
  constexpr letters(const char (&from)[N]) {
    for (std::size_t i = 0; i < N; ++i) chars[i] = from[i];
  }
};
template <letters> struct by_letters {
  int weight;
  template <char> struct inner {};
};
template <class T, auto N = 3> struct of_type {
  T weight;
  decltype(N) n = N;
};
struct no_default {
  explicit no_default(int) {}
};
struct awkward {
  no_default a;
  std::optional<no_default> b;
  const no_default c;
};
struct telling {
  int value, Pointer, T, c_1, e_;
  std::string longer_than_the_names_of_all_other_fields_in_this_struct;
};
}  // namespace names

namespace {
struct hidden {
  int in_unnamed_namespace;
};
}  // namespace

TEST_CASE("fields are named as the source names them") {
  CHECK(reflect::field_name<names::linear<4, 3>, 0> == "weight");
  CHECK(reflect::field_name<names::linear<4, 3>, 1> == "bias");
  CHECK(reflect::field_name<names::block, 1> == "fc2");
  CHECK(reflect::field_name<names::unusual, 0> == "größe");
  CHECK(reflect::field_name<names::unusual, 1> == "_x");
  CHECK(reflect::field_name<names::unusual, 2> == "value");
  CHECK(reflect::field_name<names::unusual, 3> == "only_moved");
  CHECK(reflect::field_name<names::unusual, 4> == "constant");
  CHECK(reflect::field_name<names::unusual, 5> == "function");
  CHECK(reflect::field_name<names::unusual, 6> == "blocks");
  CHECK(reflect::field_name<names::holds_immovable, 1> == "after");
}

TEST_CASE("types of unnamed namespaces and of functions have names too") {
  struct local {
    int a;
    float b;
  };
  CHECK(reflect::field_name<hidden, 0> == "in_unnamed_namespace");
  CHECK(reflect::field_name<local, 1> == "b");
  CHECK(reflect::class_name<hidden> == "hidden");
  CHECK(reflect::class_name<local> == "local");
}

TEST_CASE("a class's name stands alone") {
  CHECK(reflect::class_name<names::block> == "block");
  CHECK(reflect::class_name<names::linear<4, 3>> == "linear");
  CHECK(reflect::class_name<names::outer<names::block>::inner<3>> == "inner");
  CHECK(reflect::class_name<names::outer<names::linear<1, 2>>::plain> == "plain");
  CHECK(reflect::class_name<names::by_enum<names::order::second>> == "by_enum");
  CHECK(reflect::class_name<names::by_char<'x'>> == "by_char");
}

TEST_CASE("a class's name is found behind template arguments that are text") {
  CHECK(reflect::class_name<names::by_char<'>'>> == "by_char");
  CHECK(reflect::class_name<names::by_char<'<'>> == "by_char");
  CHECK(reflect::class_name<names::by_char<'\''>> == "by_char");
  CHECK(reflect::class_name<names::by_char<'"'>> == "by_char");
  CHECK(reflect::class_name<names::by_char<'\\'>> == "by_char");
  CHECK(reflect::class_name<names::by_letters<"a>b">> == "by_letters");
  CHECK(reflect::class_name<names::by_letters<"<<'\"\\">> == "by_letters");
  CHECK(reflect::class_name<names::by_letters<"x::y<">::inner<'>'>> == "inner");
  CHECK(reflect::field_name<names::by_letters<"a)}::b.c">, 0> == "weight");
}

TEST_CASE("a field's name does not depend on the types around it") {
  CHECK(reflect::field_name<in_global_namespace, 0> == "weight");
  CHECK(reflect::field_name<names::of_type<std::vector<names::block>>, 0> == "weight");
  CHECK(reflect::field_name<names::of_type<int (*)(double)>, 0> == "weight");
  CHECK(reflect::field_name<names::of_type<std::function<void(const std::string&)>>, 1> == "n");
  CHECK(reflect::field_name<names::of_type<const int* const*>, 0> == "weight");
  CHECK(reflect::field_name<names::by_option<names::option{.a = 1, .b = 2}>, 0> == "weight");
  CHECK(reflect::field_name<names::awkward, 1> == "b");
  CHECK(reflect::field_name<names::awkward, 2> == "c");
  CHECK(reflect::class_name<in_global_namespace> == "in_global_namespace");
  CHECK(reflect::class_name<names::of_type<names::of_type<int>, 4>> == "of_type");
  CHECK(reflect::class_name<names::of_type<int (*)(double)>> == "of_type");
  CHECK(reflect::class_name<names::by_option<names::option{.a = 1, .b = 2}>> == "by_option");
}

TEST_CASE("names that stand in the compilers' own texts are read as any other") {
  CHECK(reflect::field_name<names::telling, 0> == "value");
  CHECK(reflect::field_name<names::telling, 1> == "Pointer");
  CHECK(reflect::field_name<names::telling, 2> == "T");
  CHECK(reflect::field_name<names::telling, 3> == "c_1");
  CHECK(reflect::field_name<names::telling, 4> == "e_");
  CHECK(reflect::field_name<names::telling, 5> == "longer_than_the_names_of_all_other_fields_in_this_struct");
}

TEST_CASE("a struct in a lambda, and a template over it, have names") {
  const auto in_lambda = [] {
    struct inner {
      int a;
    };
    CHECK(reflect::field_name<inner, 0> == "a");
    CHECK(reflect::class_name<inner> == "inner");
    CHECK(reflect::field_name<names::of_type<inner>, 0> == "weight");
    CHECK(reflect::class_name<names::of_type<inner>> == "of_type");
  };
  in_lambda();
}

#if BOOST_VERSION >= 108400
TEST_CASE("Boost.PFR, where it knows names, says the same") {
  CHECK(reflect::field_name<names::block, 0> == boost::pfr::get_name<0, names::block>());
  CHECK(reflect::field_name<names::unusual, 3> == boost::pfr::get_name<3, names::unusual>());
}
#endif

}  // namespace reflect_names_test
