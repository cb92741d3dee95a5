// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file's keys, dtypes and shapes as the C++ type that nn::fits and nn::require_fits take.
#pragma once

#include <cstdint>
#include <string>

#include "file_schema.hpp"

namespace nnstruct_command {

/// What the type is called, and what it is of.
struct header_names {
  std::string name;
  std::string in_namespace;  ///< `a::b`; empty: the global one
  std::string at;            ///< where in the file the state_dict is
};

/// \throws usage_error  the namespace cannot be one, or the name cannot be the type's, in that namespace
void check_names(const header_names& names);
/// A name for the type from the file's: `weights/resnet18-f37072fd.pth` is `resnet18_f37072fd`.
std::string name_from(const std::string& path);

/// A fingerprint as it is printed: `0x` and 16 digits.
std::string hexadecimal(std::uint64_t number);

/// The whole header; see <nnstruct/schema/checkpoint.hpp>. Of the path it has the last part alone: the same file gives
/// the same header wherever it is.
/// \throws FormatError  unsupported: a tensor has more dimensions than a struct's tensors can
std::string schema_header(const file_schema& schema, const header_names& names);

}  // namespace nnstruct_command
