// SPDX-License-Identifier: Apache-2.0
// Modules and parameters that are held in a way that gives them no key; keys and names that are wrong: of fields, of
// the class in Python, and of what a layer is tied to.
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <nnstruct/declare.hpp>

#include "found.hpp"
namespace nn = nnstruct;

using Fc = nn::Linear<4, 4>;
struct Declared;  // and nothing more: nothing is known of it
struct Record {
  Fc fc;
  int epoch;
};

/// A module with a field of its own, of any type.
template <class Held> struct Net {
  Fc fc;
  Held held;
  std::vector<float> own;
  std::unique_ptr<Declared> hidden;
  Declared* other;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
};
#define CHECK_FOR(name, ...) inline constexpr auto name = nn::schema<__VA_ARGS__>.size();

// case: a vector of layers among other fields
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<std::vector<.*Linear<4, 4
CHECK_FOR(vector_keys, Net<std::vector<FOUND(Fc, int)>>)

// case: a vector of layers alone
// How many layers a vector holds is not in its type, so they have no keys.
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
struct Layers {
  std::vector<FOUND(nn::ReLU, int)> layers;
  Fc head;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | head; }
};
CHECK_FOR(layers_keys, Layers)

// case: an optional layer
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<std::optional<.*ReLU
CHECK_FOR(optional_keys, Net<std::optional<FOUND(nn::ReLU, bool)>>)

// case: a map of layers
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<std::map<int, .*Linear<4, 4
CHECK_FOR(map_keys, Net<std::map<int, FOUND(Fc, int)>>)

// case: a pair of a number and a layer
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<std::pair<int, .*Linear<4, 4
CHECK_FOR(pair_keys, Net<std::pair<int, FOUND(Fc, int)>>)

// case: a pointer to a layer
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<.*Linear<4, 4.*[*]
CHECK_FOR(pointer_keys, Net<FOUND(Fc, int) *>)

// case: a vector of parameters
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<std::vector<.*Parameter<float>
CHECK_FOR(parameters_keys, Net<std::vector<FOUND(nn::Parameter<float>, float)>>)

// case: an array of vectors
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<std::array<std::vector<.*Linear<4, 4
CHECK_FOR(arrays_keys, Net<std::array<std::vector<FOUND(Fc, int)>, 2>>)

// case: a list of nodes, each of which owns the next one
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<std::unique_ptr<Node
struct Node {
  Fc fc;
  std::unique_ptr<FOUND(Node, int)> next;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
};
CHECK_FOR(node_keys, Node)

// case: a list of nodes, each of which points to the next one
// expect: nn: a module holds modules or parameters in a vector, optional, pointer, map or pair
// expect: holds_argument_with_keys<Link ?[*]
struct Link {
  Fc fc;
  FOUND(Link, int) * next;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
};
CHECK_FOR(link_keys, Link)

// case: a record among other fields
// expect: nn: a module holds a record
CHECK_FOR(record_keys, Net<FOUND(Record, Fc)>)

// case: a record alone
// Its modules' keys would be lost.
// expect: nn: a module holds a record
struct Scaled {
  nn::Linear<2, 1> fc;
  float scale;
#ifndef NNSTRUCT_FAIL
  auto forward(const nn::Tensor<float, nn::dyn, 2>& x) { return x | fc; }
#endif
};
struct Scales {
  Scaled scaled;
  auto forward(const nn::Tensor<float, nn::dyn, 2>& x) { return x | scaled.fc; }
};
CHECK_FOR(scales_keys, Scales)

// case: a struct with a C array
// Its fields cannot be read, and no forward tells that it is a module.
// expect: nn: a module holds no C arrays; use std::array
struct WithArray {
  int numbers[3];
  FOUND(Fc, int) fc[2];
};
CHECK_FOR(array_keys, Net<WithArray>)

// case: a struct with a base
// expect: nn: a module has no base class; make the base its first field
struct Base {
  FOUND(Fc, int) fc;
};
struct WithBase : Base {
  float more[101];
};
CHECK_FOR(base_keys, Net<WithBase>)

// case: a record in a Sequential
// expect: nn: a Sequential holds layers and modules only
CHECK_FOR(sequential_keys, Net<nn::Sequential<Fc, FOUND(Record, Fc)>>)

// case: a list of records
// expect: nn: a ModuleList holds layers and modules only
CHECK_FOR(list_keys, Net<nn::ModuleList<FOUND(Record, Fc), 2>>)

// case: the keys of a record
// A struct with a value beside its network, and without forward, is a record: it saves as a dictionary and has no keys
// of its own.
// expect: nn: a module is needed here, and this type is none
struct Checkpoint {
  int epoch;
  nn::Linear<2, 1> model_state_dict;
};
static_assert(nn::is_record<Checkpoint> && !nn::is_module<Checkpoint>);
CHECK_FOR(checkpoint_keys, FOUND(Checkpoint, decltype(Checkpoint::model_state_dict)))

// case: two fields have one key
// expect: nn: two fields of a module have one key; rename one, or its nn::named
struct SameKey {
  nn::Linear<3, 5> fc;
  nn::named<FOUND("fc", "fc2"), nn::Linear<5, 3>> other;
};
static_assert(nn::schema<SameKey>.size() == 4);

// case: two fields of one type have one key
// expect: nn: two fields of a module have one key; rename one, or its nn::named
struct SameLayer {
  nn::Linear<4, 4> fc;
  nn::named<FOUND("fc", "head"), nn::Linear<4, 4>> other;
};
inline constexpr auto same_layer_keys = nn::schema<SameLayer>.size();

// case: a dot in a name
// expect: nn: the name of a field is not empty and has no dot in it
nn::named<FOUND("fc.1", "fc-1"), nn::Linear<5, 3>> fc1;

// case: a dot in the name of a field
// expect: nn: the name of a field is not empty and has no dot in it
struct WithDot {
  nn::Linear<4, 4> fc;
  nn::named<FOUND("a.b", "a-b"), nn::Linear<4, 4>> held;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
};
inline constexpr auto with_dot_keys = nn::schema<WithDot>.size();

// case: a name for a value that makes no key
// expect: nn: only parameters, buffers and modules have keys that could be named
nn::named<"default", FOUND(int, nn::Buffer<int>)> field;

// case: a transient parameter
// expect: nn: only a Buffer can be transient; a parameter is always saved
#ifdef NNSTRUCT_FAIL
nn::transient<nn::Parameter<float, 3>> counter;
#else
nn::transient<nn::Buffer<float, 3>> counter;
#endif

// case: the class in Python is a text
// expect: nn: a module names its class in Python by .static constexpr nn::python_class python
// expect: "Class.?"};`
struct WithText {
#ifdef NNSTRUCT_FAIL
  static constexpr const char* python = "project.models.Net";
#else
  static constexpr nn::python_class python{"project.models", "Net"};
#endif
  nn::Linear<4, 4> fc;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | fc; }
};
inline constexpr auto with_text_keys = nn::schema<WithText>.size();

// case: the class in Python is in another one
// expect: nn: a python_class names a Python module, as package.module, and a class in it
struct WithOuter {
#ifdef NNSTRUCT_FAIL
  static constexpr nn::python_class python{"project.models", "Outer.Net"};
#else
  static constexpr nn::python_class python{"project.models.outer", "Net"};
#endif
  nn::Linear<4, 4> fc;
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | fc; }
};
inline constexpr auto with_outer_keys = nn::schema<WithOuter>.size();

// case: the owner of a tied weight is misspelt
// expect: nn: a TiedLinear is tied to no Parameter<float, Out, In> of its model: its path is seen from the struct
struct Misspelt {
  nn::Linear<3, 5> wte;
  nn::TiedLinear<FOUND("embedding.weight", "wte.weight"), 3, 5> lm_head;
};
struct HoldsMisspelt {
  Misspelt lm;
};
static_assert(nn::parameter_count<HoldsMisspelt> == 20);

// case: a tied weight has another shape than its owner
// expect: nn: a TiedLinear is tied to no Parameter<float, Out, In> of its model: its path is seen from the struct
struct Turned {
  nn::Linear<3, 5> wte;
  nn::TiedLinear<"wte.weight", FOUND(5, 3), FOUND(3, 5)> lm_head;
};
static_assert(nn::schema<Turned>.size() == 3);
