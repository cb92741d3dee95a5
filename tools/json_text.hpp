// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the command prints with --json. It is ASCII: everything else is escaped, and no text of a file can make a
/// terminal do anything.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "listing.hpp"

namespace nnstruct_command {

/// The object of `nnstruct inspect --json`.
/// \param hashes  of each tensor; empty: they were not asked for
std::string json_of(const listing& file, const std::vector<std::string>& hashes);

/// `{"error":{"kind":…,"message":…,"record":…,"offset":…}}`
std::string json_of(const std::exception& error);

}  // namespace nnstruct_command
