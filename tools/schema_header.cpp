// SPDX-License-Identifier: Apache-2.0
#include "schema_header.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>

#include "command.hpp"
#include "cpp_text.hpp"

namespace nnstruct_command {

namespace {

/// The type's own members, which cannot be called as it is, and namespaces that are there already.
bool is_taken(const header_names& names) {
  constexpr std::string_view members[] = {"at", "rows", "others", "modules"};
  return std::find(std::begin(members), std::end(members), names.name) != std::end(members) ||
         (names.in_namespace.empty() && (names.name == "nnstruct" || names.name == "std"));
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

std::string row_text(const std::string& path, const file_schema::row& row) {
  if (row.shape.size() > nnstruct::extent_list::max_rank)
    throw nnstruct::FormatError(nnstruct::format_problem::unsupported, {path, {}, {}},
                                "tensor \"" + row.key + "\" has " + std::to_string(row.shape.size()) +
                                    " dimensions, and no struct's tensor has more than " +
                                    std::to_string(nnstruct::extent_list::max_rank));
  const std::string_view dtype = row.dtype == nnstruct::dtype::boolean ? "boolean" : name_of(row.dtype);
  std::string out = string_literal(row.key) + ", ::nnstruct::dtype::" + std::string(dtype);
  const char* before = ", {";
  for (std::int64_t extent : row.shape) out += before + integer_literal(extent), before = ", ";
  return row.shape.empty() ? out : out + "}";
}

}  // namespace

void complete_names(header_names& names, const std::string& path) {
  const bool given = !names.name.empty();
  if (!given) names.name = name_from(path);
  if (!is_taken(names)) return;
  if (given)
    throw usage_error("a checkpoint's type cannot be called " + names.name + ", which is taken; give another name");
  names.name += '_';
}

std::string hexadecimal(std::uint64_t number) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%016llx", static_cast<unsigned long long>(number));
  return text;
}

std::string schema_header(const file_schema& schema, const header_names& names) {
  std::vector<std::string> rows, others, modules;
  for (const auto& row : schema.rows) rows.push_back(row_text(schema.path, row));
  for (const auto& [key, type] : schema.others) others.push_back(string_literal(key) + ", " + string_literal(type));
  for (const auto& [path, version] : schema.modules)
    modules.push_back(string_literal(path) + ", " + integer_literal(version));

  std::string out = "// Written by `nnstruct schema` from " +
                    string_literal(std::filesystem::path(schema.path).filename().string()) + ": " +
                    count_of(rows.size(), "tensor") + ", fingerprint " + hexadecimal(fingerprint(schema)) + ".\n";
  for (const std::string& path : schema.other_state_dicts)  // somebody may look for the keys of another one
    out += "// Another state_dict is in the file: --at " + string_literal(path) + "\n";
  out +=
      "#pragma once\n\n"
      "#include <array>\n"
      "#include <string_view>\n\n"
      "#include <nnstruct/schema/checkpoint.hpp>\n\n";
  std::string type = "struct " + names.name + " {\n";
  type += "  static constexpr std::string_view at = " + string_literal(names.at) + ";\n";
  type += table("checkpoint_row", "rows", rows);
  if (!others.empty()) type += table("checkpoint_other", "others", others);
  if (!modules.empty()) type += table("checkpoint_module", "modules", modules);
  return out + in_namespace(names, type + "};\n");
}

}  // namespace nnstruct_command
