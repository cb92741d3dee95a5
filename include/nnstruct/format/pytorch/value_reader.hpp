// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file of torch.save as a Value, whatever is in it.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// A Value, and how it was read.
struct value_read {
  Value value;
  bool verified = true;  ///< every storage had a checksum, and it was right
};

/// Reads what is at a path of the file (see checkpoint_file::find()). Values that are one object in the file are copies
/// of one Value, tensors of one storage share it; what is no value of Value's kinds becomes an inert object.
/// \param with_elements  without, tensors have shapes and no data, and only the pickle is read
/// \throws IoError      the file cannot be opened or read
/// \throws FormatError  it is no such file, or damaged, or asks for what is not understood
value_read read_value(const std::string& path, std::string_view at, bool with_elements);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
