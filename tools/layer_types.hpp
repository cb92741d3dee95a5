// SPDX-License-Identifier: Apache-2.0
/// \file
/// A layer of PyTorch's as the type that nnstruct has for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/pytorch/module_tree.hpp>

namespace nnstruct_command {

/// What a module is in C++.
struct layer_type {
  std::string type;  ///< `nnstruct::Linear<3, 2>`, with all options; empty: there is no such layer
  std::string
      missing;  ///< then what nnstruct does not have, where it has a layer of that name: `padding_mode='reflect'`
  std::vector<std::string> notes = {};  ///< what differs otherwise
};

/// \param module  one of the tree's, of any class
layer_type layer_type_of(const nnstruct::format::pytorch::module_tree& tree,
                         const nnstruct::format::pytorch::module_record& module);

/// What to say of an attribute that a type of nnstruct's cannot have.
std::string other_attribute_note(std::string_view name);

/// The module is one of torch.nn's, not of a class of the user's.
bool is_of_torch(const nnstruct::format::pytorch::module_record& module);

/// The module is one of torchvision's models, or of its layers.
bool is_of_torchvision(const nnstruct::format::pytorch::module_record& module);

/// nnstruct has a class of that name.
bool is_name_of_library(std::string_view name);

}  // namespace nnstruct_command
