// SPDX-License-Identifier: Apache-2.0
/// \file
/// What PyTorch's and torchvision's classes print of their attributes, and attributes as a struct has them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/pytorch/module_tree.hpp>

namespace nnstruct_command {

/// Whose printing it is: some layers show more than they did.
enum class print_style : unsigned char { torch_1, torch_2 };

/// What stands in the parentheses of a printed module beside the modules in it.
struct extra_text {
  std::string text;     ///< `3, 6, kernel_size=(5, 5), stride=(1, 1)`; texts of the file are made printable
  bool proven = false;  ///< otherwise it may be something else in Python, whose code is not in the file
};

/// What extra_repr() or __repr__() gives, of the classes of torch.nn, torchvision.ops and torchvision.models up to
/// PyTorch 2.14 and torchvision 0.29. Of others nothing is proven, and the text is empty, as a class's is that has no
/// extra_repr of its own.
extra_text extra_repr(const nnstruct::format::pytorch::module_tree& tree,
                      const nnstruct::format::pytorch::module_record& module, print_style style);

/// What a module knows beside its parts, as a struct has it.
struct attribute_rows {
  std::vector<std::string> rows = {};      ///< expressions of type nnstruct::detail::attribute
  std::vector<std::string> not_kept = {};  ///< `name, of type T`: no attribute can be that
};
/// First what print(module) of PyTorch 2.14 shows, then the others, which are hidden.
/// \param fields  names of what is there otherwise
attribute_rows attributes_of(const nnstruct::format::pytorch::module_tree& tree,
                             const nnstruct::format::pytorch::module_record& module,
                             const std::set<std::string_view>& fields);

}  // namespace nnstruct_command
