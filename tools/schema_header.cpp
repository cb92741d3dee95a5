// SPDX-License-Identifier: Apache-2.0
#include "schema_header.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/schema/checkpoint.hpp>
#include <nnstruct/schema/summary.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>

#include "command.hpp"
#include "cpp_text.hpp"

namespace nnstruct_command {

using nnstruct::format::pytorch::state_dict_file;
using nnstruct::format::pytorch::tensor_record;

namespace {

/// The type's own members, which cannot be called as it is, and namespaces that are there already.
bool is_taken(std::string_view name, std::string_view in_namespace) {
  constexpr std::string_view members[] = {"at", "rows", "others", "modules"};
  return std::find(std::begin(members), std::end(members), name) != std::end(members) ||
         (in_namespace.empty() && (name == "nnstruct" || name == "std"));
}

std::string count_of(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// One of the type's tables. An array without elements has other braces.
std::string table(const char* type, const char* name, const std::vector<std::string>& rows) {
  std::string out = "  static constexpr std::array<::nnstruct::" + std::string(type) + ", " +
                    std::to_string(rows.size()) + "> " + name + (rows.empty() ? "{};\n" : "{{\n");
  for (const std::string& row : rows) out += "      {" + row + "},\n";
  return rows.empty() ? out : out + "  }};\n";
}

std::string row_of(const state_dict_file& file, const tensor_record& tensor) {
  if (tensor.rank > nnstruct::extent_list::max_rank)
    throw nnstruct::FormatError(nnstruct::format_problem::unsupported, {file.path(), {}, {}},
                                "tensor \"" + std::string(tensor.key) + "\" has " + std::to_string(tensor.rank) +
                                    " dimensions, and no struct's tensor has more than " +
                                    std::to_string(nnstruct::extent_list::max_rank));
  const std::string_view dtype = tensor.dtype == nnstruct::dtype::boolean ? "boolean" : name_of(tensor.dtype);
  std::string out = string_literal(tensor.key) + ", ::nnstruct::dtype::" + std::string(dtype);
  const char* before = ", {";
  for (std::int64_t extent : file.shape(tensor)) out += before + integer_literal(extent), before = ", ";
  return tensor.rank == 0 ? out : out + "}";
}

/// Somebody may look for the keys of another dictionary of the file.
std::string other_state_dicts(const state_dict_file& file) {
  std::string out;
  if (file.others().empty()) return out;
  for (const std::string& path : file.file().state_dict_paths())
    out += "// Another state_dict is in the file: --at " + string_literal(path) + "\n";
  return out;
}

}  // namespace

void check_names(const header_names& names) {
  if (!names.in_namespace.empty() && !is_qualified_name(names.in_namespace))
    throw usage_error("\"" + names.in_namespace + "\" is no namespace of C++; give one like models::trained");
  if (!is_identifier(names.name))
    throw usage_error("\"" + names.name + "\" is no name that a type of C++ can have; give one like resnet18");
  if (is_taken(names.name, names.in_namespace))
    throw usage_error("a checkpoint's type cannot be called " + names.name + ", which is taken; give another name");
}

std::string name_from(const std::string& path) {
  std::string name = identifier_from(std::filesystem::path(path).stem().string());
  if (is_taken(name, {})) name += '_';
  return name;
}

std::uint64_t fingerprint(const state_dict_file& file) {
  nnstruct::detail::fingerprint_hash hash;
  for (const tensor_record& tensor : file.tensors())
    hash.add(tensor.key, tensor.dtype, file.shape(tensor).data(), tensor.rank);
  return hash.value();
}

std::string hexadecimal(std::uint64_t number) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%016llx", static_cast<unsigned long long>(number));
  return text;
}

std::string schema_header(const state_dict_file& file, const header_names& names) {
  std::vector<std::string> rows, others, modules;
  for (const tensor_record& tensor : file.tensors()) rows.push_back(row_of(file, tensor));
  for (const auto& other : file.others())
    others.push_back(string_literal(other.key) + ", " + string_literal(other.type));
  for (const auto& [path, version] : file.metadata())
    modules.push_back(string_literal(path) + ", " + integer_literal(version));

  std::string out = "// Written by `nnstruct schema` from " +
                    string_literal(std::filesystem::path(file.path()).filename().string()) + ": " +
                    count_of(rows.size(), "tensor") + ", fingerprint " + hexadecimal(fingerprint(file)) + ".\n";
  out += other_state_dicts(file);
  out +=
      "#pragma once\n\n"
      "#include <array>\n"
      "#include <string_view>\n\n"
      "#include <nnstruct/schema/checkpoint.hpp>\n\n";
  if (!names.in_namespace.empty()) out += "namespace " + names.in_namespace + " {\n\n";
  out += "struct " + names.name + " {\n";
  out += "  static constexpr std::string_view at = " + string_literal(names.at) + ";\n";
  out += table("checkpoint_row", "rows", rows);
  if (!others.empty()) out += table("checkpoint_other", "others", others);
  if (!modules.empty()) out += table("checkpoint_module", "modules", modules);
  out += "};\n";
  if (!names.in_namespace.empty()) out += "\n}  // namespace " + names.in_namespace + "\n";
  return out;
}

}  // namespace nnstruct_command
