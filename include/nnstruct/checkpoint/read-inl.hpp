// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_INLINE Value read(const std::string& path, const limits& allowed) {
  return format::pytorch::read_value(io::input_file(path), {}, format::pytorch::elements::read, allowed).value;
}

NNSTRUCT_INLINE Value read(const EmbeddedFile& file, const limits& allowed) {
  return format::pytorch::read_value(io::input_file(file), {}, format::pytorch::elements::mapped, allowed).value;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
