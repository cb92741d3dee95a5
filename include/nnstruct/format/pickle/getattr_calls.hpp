// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a pickle takes out of classes and objects by `getattr`.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pickle/document.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

/// `getattr(object, 'name')` of two arguments.
NNSTRUCT_DECLARE bool is_getattr_call(const document& doc, value v) noexcept;

/// A global by the names that lead to it.
struct path_of_names {
  std::string_view module;
  std::string name;  ///< `Color.RED`; empty: it is something else
};
/// Of a global, and of what getattr takes out of one, and out of that: `getattr(getattr(Outer, 'Color'), 'RED')` is
/// `Outer.Color.RED`, as protocol 4 writes it in one.
NNSTRUCT_DECLARE path_of_names names_to(const document& doc, value v);

/// What is wrong with the uses of getattr in a pickle, for a message; empty if nothing is. Fine is an attribute of a
/// class (see is_dangerous) and of an object that the pickle makes; nothing else is what Python's pickle writes. So
/// there is no attribute of what may be a module, nor of what a function gave back, nor a getattr that another function
/// calls. \param at  set to the opcode at fault
NNSTRUCT_DECLARE std::string wrong_getattr(const document& doc, std::uint64_t& at);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
