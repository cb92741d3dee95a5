// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file of torch.save as a Value, whatever is in it.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// A Value, and how it was read.
struct value_read {
  Value value;
  bool verified = true;  ///< every storage had a checksum, and it was right
};

/// Reads what is at a path of the file (see checkpoint_file::find()). Values that are one object in the file are copies
/// of one Value, tensors of one storage share it; what is no value of Value's kinds becomes an inert object.
/// \throws IoError      the file cannot be read
/// \throws FormatError  it is no such file, or damaged, or asks for what is not understood
NNSTRUCT_DECLARE value_read read_value(checkpoint_file file, std::string_view at, elements wanted);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
