// SPDX-License-Identifier: Apache-2.0
/// \file
/// Weights that a state_dict does not hold, but what they are computed from: weight norm, pruning, spectral norm and
/// other parametrizations of torch.nn.utils.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

enum class reparametrization : std::uint8_t {
  weight_norm,    ///< weight_g and weight_v; parametrizations.weight.original0 and original1
  mask,           ///< weight_orig and weight_mask
  spectral_norm,  ///< weight_orig, weight_u and weight_v
  parametrized,   ///< anything else in parametrizations.weight
};

/// One weight, and the keys that it is made of.
struct reparametrized {
  reparametrization kind;
  std::string key;                 ///< of the weight: `fc.weight`
  std::vector<std::size_t> parts;  ///< items; g and v of weight norm, orig and mask of pruning; orig the first else
  std::string lacks;               ///< the key that is not there, if one is missing
  bool is_older = false;           ///< beside the weight's place, not in `parametrizations`
};

/// A key's module with its dot, and its name there.
struct split_key {
  std::string_view path;
  std::string_view name;
};
constexpr split_key split(std::string_view key) {
  const std::size_t dot = key.rfind('.');
  return dot == key.npos ? split_key{{}, key} : split_key{key.substr(0, dot + 1), key.substr(dot + 1)};
}

/// A key in `parametrizations`, of torch.nn.utils.parametrize: `fc.`, `weight` and `original0`.
struct parametrization_key {
  std::string_view path;
  std::string_view name;  ///< empty if the key is none
  std::string_view part;
};
NNSTRUCT_DECLARE parametrization_key parse_parametrization(std::string_view key);

/// The name, without `_g`, `_mask` and the like, tells that it is a weight's: "weight" is in it, or for pruning "bias".
/// (Not for weight norm: attention has a `bias_v` beside its `bias_k`, or a `pos_bias_v` beside its `pos_bias_u`.)
NNSTRUCT_DECLARE bool is_weight_name(reparametrization kind, std::string_view name);

/// All such weights, in the order of their first parts. One part alone, of weight norm or pruning, counts if it has a
/// weight's name and that weight is not there; others only look alike, as does `weight_v` beside `weight_k`, `weight_q`
/// or `weight_u`.
NNSTRUCT_DECLARE std::vector<reparametrized> find_reparametrized(span<const offered_tensor> items);

/// Along which dimension weight norm's `g` scales `v`: its extents are 1 but for that one, which is v's. The rank of v:
/// along none, there is one norm of it all. -1: PyTorch makes no two tensors of these shapes of one weight.
NNSTRUCT_DECLARE std::int64_t weight_norm_dim(span<const std::int64_t> g, span<const std::int64_t> v);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
