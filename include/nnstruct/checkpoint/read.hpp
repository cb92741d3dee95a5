// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads any checkpoint as a Value.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/io/embedded_file.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/limits.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// \param at  where in the file it is
/// \param verified  set to whether every storage had a checksum, and it was right
NNSTRUCT_DECLARE Value read(io::input_file file, std::string_view at, format::elements wanted, const limits& allowed,
                            bool& verified);
}  // namespace detail

/// What torch.load(path) gives in Python: dictionaries, lists, numbers, tensors. Nothing in the file is executed: what
/// an unknown call would make is an inert object (`nn::limits{.unknown_calls = nn::refuse}` refuses such files), a name
/// that payloads call refuses the file. A model that was saved whole is an inert object, whose attributes at() finds
/// and whose as<nn::StateDict>() is its state_dict. Of safetensors, one file or several with an index, a dictionary of
/// its tensors, with what its header says besides under
/// "__metadata__"; of TorchScript one of its parameters and buffers, then of tensors that are attributes, under the
/// paths to them, and of those that its code calls CONSTANTS.c0 and so on. Tensors that share a storage in the file
/// share memory; each is a value of its own, written without the others seeing it. \code
///   nn::Value checkpoint = nn::read("checkpoint.pth");
///   std::cout << checkpoint["epoch"] << '\n';
///   nn::load_state_dict(net, checkpoint["model_state_dict"].as<nn::StateDict>());
/// \endcode
/// \throws IoError      the file cannot be opened or read
/// \throws FormatError  it is damaged, or no such file
NNSTRUCT_DECLARE Value read(const std::string& path, const limits& allowed = {});
/// The same of a file that is part of the program: the tensors point into it, and no checksum is compared.
NNSTRUCT_DECLARE Value read(const EmbeddedFile& file, const limits& allowed = {});

}  // namespace nnstruct::inline NNSTRUCT_ABI
