// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads a file's tensors to the memory that a model has already.
#pragma once

#include <vector>

#include <nnstruct/checkpoint/source.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/tensor/parameter.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The tensors of a plan whose pairs are of a source's items.
NNSTRUCT_DECLARE std::vector<source_tensor> tensors_of(const schema_view& schema, const match_result& plan);

/// What load does for `.in_place`, once all is planned. What cannot be read straight to its place (it is converted, a
/// view, tied, or shared with a copy of the model) is read before, with its checksum; then everything else is read
/// over the old values.
/// \param plan  loses the pairs that are read to their place
/// \returns whether all that was read had a checksum
/// \throws FormatError, IoError  if that was in the second step, what was written by then is empty now, and the message
///                               names its keys; else the model is as it was
NNSTRUCT_DECLARE bool load_in_place(const schema_view& schema, held_values* const* values, const source& from,
                                    match_result& plan);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
