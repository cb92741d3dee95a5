// SPDX-License-Identifier: Apache-2.0
/// \file
/// Any file as Python prints it.
#pragma once

#include <string>
#include <string_view>

namespace nnstruct_command {

/// Prints to stdout what print(torch.load(path)) prints in Python. Of tensors only the elements that are shown are
/// looked at, after the checksums of all were compared.
/// \param at  where in the file to begin
/// \throws IoError, FormatError
void show_file(const std::string& path, std::string_view at);

}  // namespace nnstruct_command
