// SPDX-License-Identifier: Apache-2.0
/// \file
/// What PyTorch prints of its layers' attributes, for those that nnstruct has no type for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nnstruct/format/pytorch/module_tree.hpp>

namespace nnstruct_command {

/// The attributes that print(module) of PyTorch 2.14 shows, as expressions of type nnstruct::detail::attribute.
/// Nothing, if it is not known what is shown of a class.
std::optional<std::vector<std::string>> printed_attributes(const nnstruct::format::pytorch::module_tree& tree,
                                                           const nnstruct::format::pytorch::module_record& module);

}  // namespace nnstruct_command
