// SPDX-License-Identifier: Apache-2.0
/// \file
/// Weights out of what torch.nn.utils keeps instead of them: weight norm and pruning.
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/state_dict.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The state_dict with the weights that weight norm has made of two, as `remove_weight_norm` and
/// `parametrize.remove_parametrizations` compute them: weight = v * (g / norm of v), the norm over all dimensions but
/// the one that g has (`dim`, 0 by default; of a 0-d g over all). `weight_g` and `weight_v` become `weight`; so do
/// `parametrizations.weight.original0` and `original1`, and get behind the keys of their module, as in PyTorch (which
/// has buffers of the module itself behind it). Everything else stays as it is, with its order. For float64, float32,
/// float16 and bfloat16, computed as PyTorch does, which adds up in another order: the last bit may differ.
///
/// A pair is what PyTorch makes of one parameter: `x_g` and `x_v` of one module and dtype, without an `x` beside them;
/// g has v's rank, with v's extent in one dimension and 1 in all others, or is 0-d (`dim=None`). Each such pair is
/// folded, whatever x is called: a state_dict does not tell a parameter from two values of other meaning that happen to
/// have these names and shapes; take those out first.
///
/// All else stays as it is. But an `x_g` or `x_v` that is of no such pair is an error if "weight" is in its name, and
/// so are `original0` and `original1`: a weight is missing then. (A `weight_v` alone is none beside `weight`,
/// `weight_k`, `weight_q` or `weight_u`; `bias_v` is MultiheadAttention's.) \throws Error  naming the keys: one of two
/// is missing, their shapes or dtypes are not those of one weight, the
///                weight itself is there too, or there is a second parametrization of it
/// \code
///   auto dict = nn::fold_weight_norm(nn::load<nn::StateDict>("vocoder.pth"));
///   nn::load_state_dict(net, dict);
/// \endcode
NNSTRUCT_DECLARE StateDict fold_weight_norm(StateDict dict);

/// The state_dict with the pruned weights, as torch.nn.utils.prune.remove makes them: `weight_orig` times `weight_mask`
/// is `weight`, in the place of `weight_orig`; everything else stays as it is. float64, float32, float16 and bfloat16.
/// A pair is `x_orig` and `x_mask` of one module and shape without an `x` beside them, whatever x is called. All else
/// stays as it is. But an `x_orig` or `x_mask` that is of no such pair is an error if "weight" or "bias" is in its
/// name, unless it stands alone beside an `x`. \throws Error  naming the keys, as nn::fold_weight_norm
NNSTRUCT_DECLARE StateDict apply_masks(StateDict dict);

}  // namespace nnstruct::inline NNSTRUCT_ABI
