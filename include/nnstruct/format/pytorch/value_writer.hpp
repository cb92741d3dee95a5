// SPDX-License-Identifier: Apache-2.0
/// \file
/// The pickle of any Value.
#pragma once

#include <string>
#include <unordered_map>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/pickler.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Tensors of a Value that are saved as others than they are.
using retyped_values = std::unordered_map<const AnyTensor*, saved_tensor>;

/// What Python's pickler writes of the same object. Copies of one Value are one object.
/// \param out  has the storages afterwards; they are good as long as the Value is
/// \param retyped  instead of these tensors others are written
/// \throws Error  an object that is not written, or a tensor that is not consistent; the message names its path
NNSTRUCT_DECLARE std::string pickle_of_value(pickler& out, const Value& value, const retyped_values* retyped = nullptr);

/// The same in the midst of a pickle: the object is on top of the stack afterwards. The Value must stay as long as the
/// pickler.
NNSTRUCT_DECLARE void write_value(pickler& out, const Value& value);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
