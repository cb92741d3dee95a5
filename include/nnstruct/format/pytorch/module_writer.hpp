// SPDX-License-Identifier: Apache-2.0
/// \file
/// The pickle of a whole model.
#pragma once

#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/pickler.hpp>
#include <nnstruct/schema/node.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/dtype_rules.hpp>
#include <nnstruct/tensor/parameter.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// What Python's pickler writes of a model, byte for byte as PyTorch 1.13 does, which later ones load too: each module
/// as an object of its class, with its parameters, buffers, modules and attributes. PyTorch 2 has hooks of more kinds;
/// what a file lacks of them it adds when it loads the file.
///
/// A module that holds no nn::Mode is in training if any module in it is, or, where none in it holds one, as the module
/// around it. The outermost is in training where nobody says anything.
/// \param object  what `root` describes
/// \param values  of its parameters and buffers, in the order of its schema; of tied ones their owner's. All are there.
/// \param out     has the storages afterwards; they are good as long as the object is
/// \param dtypes  what these are saved as; empty: as what they are
/// \param choose  is asked for the transient buffers, if it is given
/// \throws Error  a transient buffer has no values; the message names it
NNSTRUCT_DECLARE std::string pickle_of_module(pickler& out, const nnstruct::detail::node& root, void* object,
                                              span<nnstruct::detail::held_values* const> values,
                                              span<const nnstruct::dtype> dtypes = {},
                                              nnstruct::detail::dtype_chooser* choose = nullptr);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
