// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a generated header's type is called, and the namespace around it.
#pragma once

#include <string>
#include <string_view>

#include "command.hpp"
#include "output.hpp"

namespace nnstruct_command {

/// What the type is called, and what it is of.
struct header_names {
  std::string name;          ///< empty: as what it is of
  std::string in_namespace;  ///< `a::b`; empty: the global one
  std::string at;            ///< where in the file the state_dict or model is
};

/// The options --name, --namespace and --at, of which the first two are checked as they are read.
void add_name_options(CLI::App& command, header_names& names, const char* about_name, const char* about_at);

/// The options --output and --force.
void add_output_options(CLI::App& command, output_place& to);

/// A name from a file's: of `weights/resnet18-f37072fd.pth` it is `resnet18_f37072fd`.
std::string name_from(const std::string& path);

/// The declarations in the namespace.
std::string in_namespace(const header_names& names, std::string_view declarations);

}  // namespace nnstruct_command
