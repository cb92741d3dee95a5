// SPDX-License-Identifier: Apache-2.0
/// \file
/// Globals that payloads call: names by which a pickle does harm to whoever opens it in Python.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

/// What the last part of a name is taken out of.
enum class attribute_of : unsigned char {
  module,        ///< a module, or a class: the name is all that the file says
  object,        ///< an object that a call of what stands before it gives
  known_object,  ///< the same, and the call is known to give an object that is data
};

/// Whether no file of weights may name this global: a call of it, with arguments that a file chooses, runs code or a
/// command, imports a module or looks up a name in one, reads, writes or removes a file, or connects to somewhere.
///
/// The rule, first to last:
///  * What cannot be a name (empty parts, a zero byte or slash in a module, more than 1024 bytes or 64 parts) is
///  dangerous.
///  * Of Python's own library, versions 2.7 to 3.14, all is dangerous but what is known to be data.
///  * Of PyTorch, its relatives and NumPy functions are dangerous but for those that are known to be harmless, and
///    classes of modules that compile, import or load.
///  * Of other packages what has been used in attacks is, or would do as well, by modules where possible.
///  * What reaches for something inside is: `__globals__` and other names with two underscores, a module in a module
///    (`torch.serialization os`), an attribute of what is not named as classes are (`_rebuild_tensor_v2.x`).
///
/// Everything else may be read, as a name and not more. A list cannot be complete: docs/security.md says how this one
/// is kept.
///
/// \param of  what stands before the last dot
NNSTRUCT_DECLARE bool is_dangerous(std::string_view module, std::string_view name,
                                   attribute_of of = attribute_of::module) noexcept;

/// A name as a message has it: as it is, or quoted as in Python if there are control characters in it.
NNSTRUCT_DECLARE std::string printable(std::string_view text);

/// `builtins.getattr`, which is what pickle writes for a class in a class, a member of an enum and a method of an
/// object; payloads take functions out of modules by it. So what it is given tells.
NNSTRUCT_DECLARE bool is_getattr(std::string_view module, std::string_view name) noexcept;

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
