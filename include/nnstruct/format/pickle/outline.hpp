// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the beginning of a pickle tells of it, where the whole is not to be read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

/// As far as the bytes go, or up to what is no pickle: libraries put bytes of their own into the middle of theirs.
struct outline {
  std::vector<std::string> globals;  ///< as `collections.OrderedDict`, in the stream's order
  bool persistent_ids = false;       ///< it refers to what is outside of it
  bool sound = true;                 ///< there is nothing but opcodes, and names that can be names
  std::uint64_t size = 0;            ///< of the pickle, STOP included; 0 if it does not end in these bytes
};

/// Looks at the first bytes of a pickle of any protocol. Never throws because of what they are.
NNSTRUCT_DECLARE outline outline_of(std::string_view bytes);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
