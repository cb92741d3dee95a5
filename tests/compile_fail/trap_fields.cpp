// SPDX-License-Identifier: Apache-2.0
// What the fields of a module cannot be: one error for each struct, however often it is asked for.
// errors: 12
// expect: nn: a module has no base class; make the base its first field
// expect: nn: the fields of a module cannot be counted; is one of them a reference\?
// expect: nn: a module has no references among its fields
// expect: nn: a module holds no C arrays; use std::array
// expect: nn: a module has at most 100 fields; group them in structs
// expect: nn: a module is a plain struct .an aggregate.: it has no constructors, no private or virtual members
// expect: nn: a module has no volatile fields
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

using Rows = nn::Tensor<float, nn::dyn, 4>;
using Fc = nn::Linear<4, 4>;
#ifdef NNSTRUCT_FAIL
#define FOUND(wrong, right) wrong
#else
#define FOUND(wrong, right) right
#endif
inline int value = 0;
#define TEN(name) name##0, name##1, name##2, name##3, name##4, name##5, name##6, name##7, name##8, name##9

struct Empty {};
struct WithBase FOUND( : Empty, ) {
  Fc fc;
  auto forward(const Rows& x) { return fc(x); }
};
struct WithBaseAlone FOUND( : WithBase, ) {
  Fc head;
};
struct WithReference {
  Fc fc;
  int FOUND(&, *) r;
  auto forward(const Rows& x) { return fc(x); }
};
struct WithReferenceToValue {
  Fc fc;
  int FOUND(&r = value, *r = &value);
  Fc head;
  auto forward(const Rows& x) { return fc(x); }
};
struct WithMovable {
  Fc fc;
  Fc FOUND(&&, ) r;
};
struct WithArray {
  int own FOUND([4], );
  Fc fc;
  auto forward(const Rows& x) { return fc(x); }
};
struct WithArrayOfModules {
  Fc fc;
  Fc more FOUND([4], );
  auto forward(const Rows& x) { return fc(x); }
};
struct WithMany {
  Fc TEN(a), TEN(b), TEN(c), TEN(d), TEN(e), TEN(f), TEN(g), TEN(h), TEN(i), TEN(j)
#ifdef NNSTRUCT_FAIL
                                                                                 ,
      k
#endif
      ;
  auto forward(const Rows& x) { return a0(x); }
};
struct WithConstructor {
  Fc fc;
  FOUND(WithConstructor(){}, )
  auto forward(const Rows& x) { return fc(x); }
};
class WithPrivate {
#ifndef NNSTRUCT_FAIL
 public:
#endif
  Fc fc;

 public:
  Fc head;
  auto forward(const Rows& x) { return head(x); }
};
struct WithVirtual {
  Fc fc;
  auto forward(const Rows& x) { return fc(x); }
  FOUND(virtual ~WithVirtual() = default;, )
};
struct WithVolatile {
  Fc fc;
  FOUND(volatile, ) int i;
  auto forward(const Rows& x) { return fc(x); }
};

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
CHECK_FOR(WithBase)
CHECK_FOR(WithBaseAlone)
CHECK_FOR(WithReference)
CHECK_FOR(WithReferenceToValue)
CHECK_FOR(WithMovable)
CHECK_FOR(WithArray)
CHECK_FOR(WithArrayOfModules)
CHECK_FOR(WithMany)
CHECK_FOR(WithConstructor)
CHECK_FOR(WithPrivate)
CHECK_FOR(WithVirtual)
CHECK_FOR(WithVolatile)
