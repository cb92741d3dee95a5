// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an object of a checkpoint holds, beside the Values that the library makes of it.
#pragma once

#include <string>
#include <vector>

#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct_command {

/// A part of an object: the pickle's, which knows tensors and models, and the Value of it.
struct valued_part {
  std::string name;  ///< as a path has it
  nnstruct::format::pickle::value object;
  nnstruct::Value value;
};

/// parts_of the library, and their Values.
/// \param x  the Value of v
std::vector<valued_part> valued_parts(const nnstruct::format::pytorch::checkpoint_file& file,
                                      nnstruct::format::pickle::value v, const nnstruct::Value& x);

/// A key of a dictionary, as paths have it.
std::string path_part(const nnstruct::Value& key);

}  // namespace nnstruct_command
