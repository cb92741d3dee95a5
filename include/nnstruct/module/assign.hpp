// SPDX-License-Identifier: Apache-2.0
/// \file
/// The last step of a load: new values go to a model, all of them or none.
#pragma once

#include <cstddef>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The memory of a model's values, if it may be written where it is: it is large enough, and nobody else's.
NNSTRUCT_DECLARE std::byte* memory_in_place(const held_values& values, std::size_t bytes);

/// Throws StateDictError, naming both keys, if parameters that are tied in the model got different values.
/// \param fresh  for each of the match's pairs its values, row-major, of the entry's dtype
NNSTRUCT_DECLARE void require_equal_ties(const schema_view& schema, const match_result& found,
                                         const std::vector<storage_handle>& fresh);

/// Gives a model the values that a match found for it.
/// \param values  the model's, in the order of the schema
/// Throws as require_equal_ties; the model is then as it was.
NNSTRUCT_DECLARE void assign(const schema_view& schema, held_values* const* values, const match_result& found,
                             std::vector<storage_handle> fresh);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
