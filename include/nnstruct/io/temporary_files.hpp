// SPDX-License-Identifier: Apache-2.0
/// \file
/// The temporary files beside a file that is being saved: their names, their locks, and what killed programs left.
#pragma once

#include <string>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io::detail {

/// A name that no other file of this process has had, in the folder of the file that is saved: `.NAME.PID-COUNT.tmp`.
NNSTRUCT_DECLARE std::string temporary_name(const std::string& target);

/// Takes the lock by which a temporary file's writer tells that it lives; it ends with the last descriptor of this
/// opening of the file, and so with the process. A file system that knows no locks is no obstacle: there, nobody can
/// take a file for left.
/// \param named  the file has a name already
/// \return false: who looks for leftovers came first and takes the file away
NNSTRUCT_DECLARE bool lock_temporary(int descriptor, bool named);

/// Removes the temporary files of a file that nobody is writing: those whose lock can be had. Where the locks may be
/// those of one machine among several (a network's file system), it removes none. What cannot be looked at stays.
NNSTRUCT_DECLARE void remove_leftovers(const std::string& target);

}  // namespace nnstruct::inline NNSTRUCT_ABI::io::detail
