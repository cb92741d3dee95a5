// SPDX-License-Identifier: Apache-2.0
/// \file
/// How exactly a state_dict must match a model. Usable in constants.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

enum class policy : std::uint8_t { refuse, allow };
inline constexpr policy refuse = policy::refuse;
inline constexpr policy allow = policy::allow;

/// What a load refuses and what it allows. The default is PyTorch's strict=True, and no change of dtype but between
/// floating types.
struct LoadOptions {
  policy missing = nnstruct::refuse;  ///< keys of the model that the state_dict lacks: allowed, they stay as they are
  policy unexpected = nnstruct::refuse;  ///< keys of the state_dict that the model lacks: allowed, they are ignored
  policy shape = nnstruct::refuse;       ///< another shape: allowed, the model's own tensor stays as it is
  policy dtype = nnstruct::refuse;       ///< another dtype, not floating on both sides: allowed, it is converted
};

/// Every key must be there, and no other. PyTorch's strict=True.
inline constexpr LoadOptions strict{};
/// Missing and unexpected keys are allowed, another shape is not. PyTorch's strict=False.
inline constexpr LoadOptions relaxed{.missing = allow, .unexpected = allow};
/// As relaxed; where the shapes differ, the model keeps its own tensor.
inline constexpr LoadOptions lenient{.missing = allow, .unexpected = allow, .shape = allow};

}  // namespace nnstruct::inline NNSTRUCT_ABI
