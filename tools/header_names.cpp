// SPDX-License-Identifier: Apache-2.0
#include "header_names.hpp"

#include <filesystem>

#include <CLI/CLI.hpp>

#include <nnstruct/concat.hpp>

#include "cpp_text.hpp"

namespace nnstruct_command {

using nnstruct::detail::concat;

void add_name_options(CLI::App& command, header_names& names, const char* about_name, const char* about_at) {
  const auto check_name = [](const std::string& name) {
    return is_identifier(name)
               ? std::string()
               : concat({"\"", name, "\" is no name that a type of C++ can have; give one like resnet18"});
  };
  const auto check_namespace = [](const std::string& name) {
    const bool is_library = concat({"::", name, "::"}).find("::nnstruct::") != std::string::npos;
    return is_qualified_name(name) && !is_library
               ? std::string()
               : concat({"\"", name, "\" is no namespace of C++ that is free; give one like models::trained"});
  };
  command.add_option("--name", names.name, about_name)->check(check_name);
  command.add_option("--namespace", names.in_namespace, "The namespace it is in, such as models::trained")
      ->check(check_namespace);
  command.add_option("--at", names.at, about_at);
}

void add_output_options(CLI::App& command, output_place& to) {
  CLI::Option* const output = command.add_option(
      "-o,--output", to.path, "The header; a file that is like this already is not touched. Without, it is printed");
  command.add_flag("--force", to.force, "Replaces a header that was edited since it was written, or is somebody's own")
      ->needs(output);
}

std::string name_from(const std::string& path) { return identifier_from(std::filesystem::path(path).stem().string()); }

std::string in_namespace(const header_names& names, std::string_view declarations) {
  if (names.in_namespace.empty()) return std::string(declarations);
  return concat(
      {"namespace ", names.in_namespace, " {\n\n", declarations, "\n}  // namespace ", names.in_namespace, "\n"});
}

}  // namespace nnstruct_command
