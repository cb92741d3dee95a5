// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file's keys, dtypes and shapes as the C++ type that nn::fits and nn::require_fits take.
#pragma once

#include <cstdint>
#include <string>

#include "file_schema.hpp"
#include "header_names.hpp"

namespace nnstruct_command {

/// Names the type as the file, if it has no name.
/// \throws usage_error  the name that was given cannot be the type's in that namespace
void complete_names(header_names& names, const std::string& path);

/// A fingerprint as it is printed: `0x` and 16 digits.
std::string hexadecimal(std::uint64_t number);

/// The whole header; see <nnstruct/schema/checkpoint.hpp>. Of the path it has the last part alone: the same file gives
/// the same header wherever it is.
/// \throws FormatError  unsupported: a tensor has more dimensions than a struct's tensors can
std::string schema_header(const file_schema& schema, const header_names& names);

}  // namespace nnstruct_command
