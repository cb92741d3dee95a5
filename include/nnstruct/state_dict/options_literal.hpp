// SPDX-License-Identifier: Apache-2.0
/// \file
/// Options as C++ that makes them.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/options.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// A literal of C++ for these characters, with its quotes.
NNSTRUCT_DECLARE std::string string_literal(std::string_view characters);

/// `{.strip_prefix = "module.", .at = "model"}`: what differs from nn::strict, in the order of the fields, which C++
/// demands. All but `limits`, which is a pointer.
NNSTRUCT_DECLARE std::string options_literal(const LoadOptions& options);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
