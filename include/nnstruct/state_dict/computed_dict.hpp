// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a state_dict would offer if its weights were computed from what it holds of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/reparametrized.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Who can compute them.
enum class computed_by : std::uint8_t {
  nobody,  ///< as it is
  us,      ///< nn::apply_masks, then nn::fold_weight_norm
  python,  ///< and what only PyTorch knows
};

struct computed_dict {
  std::vector<offered_tensor> items;
  std::vector<reparametrized> weights;  ///< those that would be computed
  std::string first_parts;              ///< the keys of the first of them: `"fc.weight_g" and "fc.weight_v"`
  std::vector<std::string> keys;        ///< which `items` point to
};

/// \param schema  what a model has itself in this form, it wants so: none of that kind is computed
NNSTRUCT_DECLARE computed_dict compute_weights(const schema_view& schema, span<const offered_tensor> items,
                                               computed_by who);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
