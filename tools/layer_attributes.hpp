// SPDX-License-Identifier: Apache-2.0
/// \file
/// What PyTorch prints of its layers' attributes, for those that nnstruct has no type for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nnstruct/format/pytorch/module_tree.hpp>

namespace nnstruct_command {

/// Whose printing it is: some layers show more than they did.
enum class print_style : unsigned char { torch_1, torch_2 };

/// What extra_repr() of a class of torch.nn gives: `3, 6, kernel_size=(5, 5), stride=(1, 1)`. Nothing, if it is not
/// known what is shown of a class. Texts of the file are made printable.
std::optional<std::string> extra_repr(const nnstruct::format::pytorch::module_tree& tree,
                                      const nnstruct::format::pytorch::module_record& module, print_style style);

/// The attributes that print(module) of PyTorch 2.14 shows, as expressions of type nnstruct::detail::attribute.
/// Nothing, if it is not known what is shown of a class.
std::optional<std::vector<std::string>> printed_attributes(const nnstruct::format::pytorch::module_tree& tree,
                                                           const nnstruct::format::pytorch::module_record& module);

}  // namespace nnstruct_command
