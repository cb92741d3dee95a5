// SPDX-License-Identifier: Apache-2.0
/// \file
/// Globals that payloads call: names by which a pickle does harm to whoever opens it in Python.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

/// Whether no file of weights may name this global: a call of it, with arguments that a file chooses, runs code or a
/// command, imports a module or looks up a name in one, reads, writes or removes a file, or connects to somewhere.
///
/// The rule, first to last:
///  * What cannot be a name (empty parts, control characters, blanks, `/` and the like, more than 1024 bytes or 64
///  parts)
///    is dangerous.
///  * Of Python's own library, versions 2.7 to 3.14, all is dangerous but what is known to be data.
///  * Of other packages what has been used in attacks is, or would do as well, by modules where possible.
///  * What reaches for something inside is: `__globals__` and other names with two underscores, a module in a module
///    (`torch.serialization os`), an attribute of what is not named as classes are (`_rebuild_tensor_v2.x`).
///
/// Everything else may be read, as a name and not more, but see is_unknown_function(). A list cannot be complete:
/// docs/security.md says how this one is kept.
///
/// \param of_object  what stands before the last dot is an object that a function made
NNSTRUCT_DECLARE bool is_dangerous(std::string_view module, std::string_view name, bool of_object = false) noexcept;

/// Whether this is a function, or a method, of PyTorch, NumPy or a package beside them (guarded_packages of
/// dangerous_name_table.hpp), that is not on the list of those that files of weights and models have. There are too
/// many functions in these packages to list what they do; so what is not known is refused. A class, told by the capital
/// letter of its name, is none; of classes is_dangerous() alone decides.
///
/// \param called  it is called, and by the pickle itself; else it is held, and may be called by what holds it
NNSTRUCT_DECLARE bool is_unknown_function(std::string_view module, std::string_view name, bool called) noexcept;

/// `builtins.getattr`, which is what pickle writes for a class in a class, a member of an enum and a method of an
/// object; payloads take functions out of modules by it. So what it is given tells.
NNSTRUCT_DECLARE bool is_getattr(std::string_view module, std::string_view name) noexcept;

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
