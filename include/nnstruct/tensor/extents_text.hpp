// SPDX-License-Identifier: Apache-2.0
/// \file
/// Extents as errors print them.
#pragma once

#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/raise.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// `[2, 3, *]`: dyn is shown as `*`.
NNSTRUCT_DECLARE std::string text_of(extents_view extents);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
