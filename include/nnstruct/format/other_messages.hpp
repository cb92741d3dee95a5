// SPDX-License-Identifier: Apache-2.0
/// \file
/// Models that are one message of protocol buffers or of MessagePack: neither has a signature.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::detail {

/// What such a file is, by the fields that it has from its first byte to its last, and what to do. Empty if it is none
/// that is known.
NNSTRUCT_DECLARE std::string_view other_message(const io::input_file& file);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::detail
