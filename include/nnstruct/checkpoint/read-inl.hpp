// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_INLINE Value read(const std::string& path) { return format::pytorch::read_value(path, {}, true).value; }

}  // namespace nnstruct::inline NNSTRUCT_ABI
