// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of value.hpp.
#pragma once

#include <nnstruct/format/pickle/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

NNSTRUCT_DEFINE std::string_view with_article(kind k) noexcept {
  switch (k) {
    case kind::none: return "None";
    case kind::boolean: return "a bool";
    case kind::integer: return "an integer";
    case kind::big_integer: return "an integer of more than 64 bits";
    case kind::real: return "a float";
    case kind::string: return "a string";
    case kind::bytes: return "bytes";
    case kind::bytearray: return "a bytearray";
    case kind::tuple: return "a tuple";
    case kind::list: return "a list";
    case kind::dict: return "a dict";
    case kind::set: return "a set";
    case kind::frozenset: return "a frozenset";
    case kind::global: return "a global";
    case kind::call: return "the result of a call";
    case kind::instance: return "an instance";
    case kind::persistent_id: return "a persistent id";
    case kind::back_reference: return "an object that contains it";
  }
  return "nothing";
}

NNSTRUCT_DEFINE std::string_view python3_module(std::string_view module) noexcept {
  if (module == "__builtin__") return "builtins";
  if (module == "copy_reg") return "copyreg";
  return module;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
