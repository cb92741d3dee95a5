// SPDX-License-Identifier: Apache-2.0
/// \file
/// What Python prints of that which has no parts in a pickle: numbers, texts, bytes, classes. Loading a state_dict
/// needs the texts, for paths and messages, and no Values.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// As Python's repr() prints it: `1`, `'a'`, `<class 'int'>`. "None" of what has parts.
/// \throws FormatError  limit: an integer has more digits than limits::digits
NNSTRUCT_DECLARE std::string plain_text(const checkpoint_file& file, pickle::value v);

/// A large integer, of the little-endian bytes of its two's complement.
/// \throws FormatError  as above
NNSTRUCT_DECLARE std::string decimal_text(const checkpoint_file& file, std::string_view bytes);
/// A class, a function or a constant.
NNSTRUCT_DECLARE std::string global_text(const checkpoint_file& file, pickle::value v);
/// An object inside of itself.
NNSTRUCT_DECLARE std::string back_reference_text(const checkpoint_file& file, pickle::value v);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
