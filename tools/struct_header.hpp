// SPDX-License-Identifier: Apache-2.0
/// \file
/// The C++ declaration of the model in a file: what `nnstruct struct` writes.
#pragma once

#include <set>
#include <string>

#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/tensor/dtype.hpp>

#include "header_names.hpp"

namespace nnstruct_command {

/// A header that declares a type with the given name for what a file of torch.save has: of a model that was saved whole
/// with every layer and option, of a state_dict with what keys and shapes prove. The type's schema is the file's, but
/// that layers hold float32; its first lines say what a load makes of floating numbers of other types.
/// Without a name it is called as its class is in Python, or else as the file.
/// \throws usage_error  the name cannot be a model's
/// \throws FormatError  the file is damaged, there is neither a model nor a state_dict, or no struct can have its keys
std::string struct_header(const std::string& path, header_names names);

/// The declarations in that header.
struct struct_text {
  std::string declarations;
  std::set<nnstruct::dtype> of_layers;  ///< the floating types in the file of what layers hold
};
struct_text struct_of_model(const nnstruct::format::pytorch::module_tree& tree, const std::string& name);
struct_text struct_of_state_dict(const nnstruct::format::pytorch::state_dict_file& file, const std::string& name);

}  // namespace nnstruct_command
