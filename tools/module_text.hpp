// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whole models as text.
#pragma once

#include <string>

#include <nnstruct/format/pytorch/module_tree.hpp>

namespace nnstruct_command {

/// What print(model) shows: in PyTorch 1.13 if it was saved by a PyTorch before 2.0, otherwise in 2.14. That is so of
/// the classes of torch.nn, torchvision.ops and torchvision.models; of another class nobody can know what its
/// extra_repr() gives, so of these the modules in them are shown, and a ModuleList shows two of them as one only if
/// everything in them is equal. Names are made printable.
/// \throws FormatError  limit: modules that are shared often make the text too long
std::string module_text(const nnstruct::format::pytorch::module_tree& tree);

}  // namespace nnstruct_command
