// SPDX-License-Identifier: Apache-2.0
/// \file
/// SHA-256 of tensors' elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "listing.hpp"

namespace nnstruct_command {

/// Of each tensor's elements, row-major and little-endian, in the listing's order. Checksums are compared on the way.
/// \throws IoError, FormatError  also limit: views of the same memory that, written out, would be far larger than it
std::vector<std::string> hashes_of(const listing& file);

/// Reads all storages of its tensors and compares their checksums.
/// \param what  the work is called so where it is long
/// \throws IoError, FormatError
void verify_storages(const listing& file, const char* what);

/// Equal for tensors of one listing that are the same view of the same memory.
using tensor_identity = std::tuple<std::size_t, std::size_t, std::uint64_t, nnstruct::dtype, bool, bool,
                                   std::vector<std::int64_t>, std::vector<std::int64_t>>;
tensor_identity identity_of(const listing& file, const listed_tensor& tensor);

/// The order in which tensors stand in their files.
std::vector<std::size_t> file_order(const listing& file);

/// Throws if the tensors' elements, each view written out, are far more than what is in the file.
void require_bounded_views(const listing& file);

}  // namespace nnstruct_command
