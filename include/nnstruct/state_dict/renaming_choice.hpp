// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whether keys of a state_dict could be others of a model as well.
#pragma once

#include <cstddef>

#include <nnstruct/config.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/renaming_rules.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Nothing that has been paired by shape alone could be something else as well.
/// \param kept  entries that have their names
NNSTRUCT_DECLARE bool is_without_choice(const paired_names& names, span<const std::size_t> kept);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
