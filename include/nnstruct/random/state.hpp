// SPDX-License-Identifier: Apache-2.0
/// \file
/// The state of the process's generator as a tensor, the one that PyTorch keeps in checkpoints.
/// https://pytorch.org/docs/stable/generated/torch.get_rng_state.html
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// What torch.get_rng_state() gives, byte for byte, where as much was drawn from the same seed: see
/// Generator::get_state.
/// \code
///   struct Checkpoint {
///     int epoch;
///     Net model_state_dict;
///     nn::Tensor<std::uint8_t, 5056> rng_state;   // or nn::Generator, which is saved as the same tensor
///   };
///   nn::save(Checkpoint{epoch, net, nn::get_rng_state()}, "checkpoint.pth");
///   nn::set_rng_state(nn::load<Checkpoint>("checkpoint.pth").rng_state);
/// \endcode
NNSTRUCT_DECLARE Tensor<std::uint8_t, Generator::state_bytes> get_rng_state();

/// From here on the process's generator draws what PyTorch's does after torch.set_rng_state(state).
/// Throws Error as Generator::set_state, and nothing has changed.
NNSTRUCT_DECLARE void set_rng_state(const Tensor<std::uint8_t, dyn>& state);

}  // namespace nnstruct::inline NNSTRUCT_ABI
