// SPDX-License-Identifier: Apache-2.0
// What the fields of a module cannot be: one error for each struct, however often it is asked for.
#include <array>

#include <nnstruct/declare.hpp>

#include "found.hpp"
namespace nn = nnstruct;

using Rows = nn::Tensor<float, nn::dyn, 4>;
using Fc = nn::Linear<4, 4>;
inline int value = 0;
#define TEN(name) name##0, name##1, name##2, name##3, name##4, name##5, name##6, name##7, name##8, name##9

template <class T> constexpr bool asked_for() {
  struct Outer {
    T field;
    Fc fc;
  };
  return nn::schema<T>.size() + nn::schema<Outer>.size() != 0 && nn::parameter_count<T> != -1 &&
         nn::schema_fingerprint<nn::ModuleList<T, 2>> != 0 && nn::byte_count<nn::Sequential<Fc, T>> != 1;
}
#ifndef NNSTRUCT_FAIL
#define CHECK_FOR(T) static_assert(asked_for<T>());
#else
#define CHECK_FOR(T) inline constexpr bool asked_for_##T = asked_for<T>();
#endif

// case: a base without fields
// expect: nn: a module has no base class; make the base its first field
struct Empty {};
struct WithBase FOUND( : Empty, ) {
  Fc fc;
  auto forward(const Rows& x) { return fc(x); }
};
CHECK_FOR(WithBase)

// case: a base without fields of its own
// expect: nn: a module has no base class; make the base its first field
struct Based FOUND( : Empty, ) {
  Fc fc;
  auto forward(const Rows& x) { return fc(x); }
};
struct WithBaseAlone FOUND( : Based, ) {
  Fc head;
};
CHECK_FOR(WithBaseAlone)

// case: a base of modules
// expect: nn: a module has no base class; make the base its first field
struct Body {
  Fc body;
};
struct WithBody FOUND( : Body, ) {
#ifndef NNSTRUCT_FAIL
  Body base;
#endif
  Fc head;
  auto forward(const Rows& x) { return x | head; }
};
inline constexpr auto body_keys = nn::schema<WithBody>.size();

// case: a reference behind a layer
// expect: nn: the fields of a module cannot be counted; is one of them a reference\?
struct WithReference {
  Fc fc;
  int FOUND(&, *) r;
  auto forward(const Rows& x) { return fc(x); }
};
CHECK_FOR(WithReference)

// case: a reference with an initialiser
// expect: nn: the fields of a module cannot be counted; is one of them a reference\?
struct WithReferenceToValue {
  Fc fc;
  int FOUND(&r = value, *r = &value);
  Fc head;
  auto forward(const Rows& x) { return fc(x); }
};
CHECK_FOR(WithReferenceToValue)

// case: a reference that the keys are asked for
// expect: nn: the fields of a module cannot be counted; is one of them a reference\?
struct WithCalls {
  Fc head;
  int FOUND(&, *) calls;
  auto forward(const Rows& x) { return x | head; }
};
inline constexpr auto calls_keys = nn::schema<WithCalls>.size();

// case: a reference to what may be moved from
// expect: nn: a module has no references among its fields
struct WithMovable {
  Fc fc;
  Fc FOUND(&&, ) r;
};
CHECK_FOR(WithMovable)

// case: a C array of numbers before a layer
// expect: nn: a module holds no C arrays; use std::array
struct WithArray {
  int own FOUND([4], );
  Fc fc;
  auto forward(const Rows& x) { return fc(x); }
};
CHECK_FOR(WithArray)

// case: a C array of modules
// expect: nn: a module holds no C arrays; use std::array
struct WithArrayOfModules {
  Fc fc;
  Fc more FOUND([4], );
  auto forward(const Rows& x) { return fc(x); }
};
CHECK_FOR(WithArrayOfModules)

// case: a C array of numbers behind a layer
// expect: nn: a module holds no C arrays; use std::array
struct WithScale {
  Fc head;
#ifdef NNSTRUCT_FAIL
  float scale[4];
#else
  std::array<float, 4> scale;
#endif
  auto forward(const Rows& x) { return x | head; }
};
inline constexpr auto scale_keys = nn::schema<WithScale>.size();

// case: a field too many
// expect: nn: a module has at most 100 fields; group them in structs
struct WithMany {
  Fc TEN(a);
  int TEN(b), TEN(c), TEN(d), TEN(e), TEN(f), TEN(g), TEN(h), TEN(i), TEN(j);
  FOUND(int k;, )
  auto forward(const Rows& x) { return a0(x); }
};
CHECK_FOR(WithMany)

// case: a constructor
// expect: nn: a module is a plain struct .an aggregate.: it has no constructors, no private or virtual members
struct WithConstructor {
  Fc fc;
  FOUND(WithConstructor(){}, )
  auto forward(const Rows& x) { return fc(x); }
};
CHECK_FOR(WithConstructor)

// case: a private field
// expect: nn: a module is a plain struct .an aggregate.: it has no constructors, no private or virtual members
class WithPrivate {
#ifndef NNSTRUCT_FAIL
 public:
#endif
  Fc fc;

 public:
  Fc head;
  auto forward(const Rows& x) { return head(x); }
};
CHECK_FOR(WithPrivate)

// case: a virtual destructor
// expect: nn: a module is a plain struct .an aggregate.: it has no constructors, no private or virtual members
struct WithVirtual {
  Fc fc;
  auto forward(const Rows& x) { return fc(x); }
  FOUND(virtual ~WithVirtual() = default;, )
};
CHECK_FOR(WithVirtual)

// case: a volatile field
// expect: nn: a module has no volatile fields
struct WithVolatile {
  Fc fc;
  FOUND(volatile, ) int i;
  auto forward(const Rows& x) { return fc(x); }
};
CHECK_FOR(WithVolatile)
