// SPDX-License-Identifier: Apache-2.0
/// \file
/// What somebody's own function computed without the tape's knowledge.
#pragma once

#include <cstddef>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/history.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

/// A tensor as the tape sees it; null pointers for what gradients never flow to.
struct traced {
  const nnstruct::detail::history* history = nullptr;
  const nnstruct::detail::storage_handle* values = nullptr;
};

/// `who`, such as a module's class, was given some tensors, and its result has no place on the tape: nothing that the
/// tape knows computed it. Where one of these tensors has one, or `who` has learned parameters, a gradient would be
/// lost there in silence; so the result gets a place, and a backward() that comes there throws GradError. Not so where
/// nothing is recorded, where the tape was ended on purpose meanwhile, by detach() or a no_grad, and where the result
/// is what was given. \param ends_before  deliberate_ends() before `who` was called
NNSTRUCT_DECLARE void record_if_lost(nnstruct::detail::history& of_result,
                                     const nnstruct::detail::storage_handle& result, std::string_view who,
                                     bool has_learned_parameters, unsigned ends_before, const traced* given,
                                     std::size_t count);

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
