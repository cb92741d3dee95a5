// SPDX-License-Identifier: Apache-2.0
// Modules and parameters that are held in a way that gives them no key, and fields that have one key, or a wrong one.
// errors: 16
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: nn: a module holds a record
// expect: nn: a module holds no C arrays; use std::array
// expect: nn: a module has no base class; make the base its first field
// expect: nn: two fields of a module have one key; rename one, or its nn::named
// expect: nn: the name of a field is not empty and has no dot in it
// expect: nn: a Sequential holds layers and modules only
// expect: nn: a ModuleList holds layers and modules only
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

using Fc = nn::Linear<4, 4>;
struct Declared;  // and nothing more: nothing is known of it
struct Record {
  Fc fc;
  int epoch;
};
#ifdef NNSTRUCT_FAIL
#define FOUND(wrong, right) wrong
#else
#define FOUND(wrong, right) right
#endif

/// A module with a field of its own, of any type.
template <class Held> struct Net {
  Fc fc;
  Held held;
  std::vector<float> own;
  std::unique_ptr<Declared> hidden;
  Declared* other;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
};
struct Node {
  Fc fc;
  std::unique_ptr<FOUND(Node, int)> next;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
};
struct Link {
  Fc fc;
  FOUND(Link, int) * next;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
};
struct SameKey {
  Fc fc;
  nn::named<FOUND("fc", "head"), Fc> other;
};

/// Their fields cannot be read, and no forward tells that they are modules.
struct WithArray {
  int numbers[3];
  FOUND(Fc, int) fc[2];
};
struct Base {
  FOUND(Fc, int) fc;
};
struct WithBase : Base {
  float more[101];
};

#define CHECK_FOR(name, ...) inline constexpr auto name = nn::schema<__VA_ARGS__>.size();
CHECK_FOR(vector_keys, Net<std::vector<FOUND(Fc, int)>>)
CHECK_FOR(optional_keys, Net<std::optional<FOUND(nn::ReLU, bool)>>)
CHECK_FOR(map_keys, Net<std::map<int, FOUND(Fc, int)>>)
CHECK_FOR(pair_keys, Net<std::pair<int, FOUND(Fc, int)>>)
CHECK_FOR(pointer_keys, Net<FOUND(Fc, int) *>)
CHECK_FOR(parameters_keys, Net<std::vector<FOUND(nn::Parameter<float>, float)>>)
CHECK_FOR(arrays_keys, Net<std::array<std::vector<FOUND(Fc, int)>, 2>>)
CHECK_FOR(node_keys, Node)
CHECK_FOR(link_keys, Link)
CHECK_FOR(record_keys, Net<FOUND(Record, Fc)>)
CHECK_FOR(array_keys, Net<WithArray>)
CHECK_FOR(base_keys, Net<WithBase>)
CHECK_FOR(same, SameKey)
CHECK_FOR(dot_keys, Net<nn::named<FOUND("a.b", "a-b"), Fc>>)
CHECK_FOR(sequential_keys, Net<nn::Sequential<Fc, FOUND(Record, Fc)>>)
CHECK_FOR(list_keys, Net<nn::ModuleList<FOUND(Record, Fc), 2>>)
