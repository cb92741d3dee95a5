// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every struct that `nnstruct struct` wrote has to be; make_structs.py says of what.
#pragma once

#include <string>

#include <nnstruct/declare.hpp>
#include <nnstruct/module/repr.hpp>
#include <nnstruct/schema/checkpoint.hpp>
#include <nnstruct/state_dict/fits.hpp>

#include "support/catch.hpp"
#include "support/texts.hpp"

namespace nnstruct_test {

/// The struct's schema is the file's: keys, dtypes, shapes, order.
template <class Model, class Checkpoint> constexpr void has_schema_of() {
  nnstruct::require_fits<Model, Checkpoint>();
  static_assert(nnstruct::schema_fingerprint<Model> == nnstruct::schema_fingerprint<Checkpoint>);
}

/// Of a model that was saved whole: it also prints as in Python.
template <class Model, class Checkpoint> void is_model(const std::string& name) {
  has_schema_of<Model, Checkpoint>();
  INFO(name);
  CHECK(nnstruct::repr(Model{}) == text_of("structs/structs.txt", name));
}

}  // namespace nnstruct_test
