// SPDX-License-Identifier: Apache-2.0
#include "struct_header.hpp"

#include <filesystem>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>

#include "command.hpp"
#include "cpp_text.hpp"
#include "file_schema.hpp"
#include "layer_types.hpp"
#include "output.hpp"
#include "struct_writer.hpp"

namespace nnstruct_command {

namespace {

using nnstruct::format::pytorch::checkpoint_file;
using nnstruct::format::pytorch::module_tree;
using nnstruct::format::pytorch::state_dict_file;

std::string name_of_file(const std::string& path) {
  const std::string name = name_from(path);
  return is_field_name(name) ? name : "Model";
}

/// Its class's, if that is the user's own.
std::string name_of_model(const module_tree& tree) {
  const std::string name = identifier_from(tree.root().class_name);
  return is_of_torch(tree.root()) || !is_field_name(name) ? name_of_file(tree.file().path()) : name;
}

/// There is no model at this place, and no dictionary of tensors alone; somewhere else there may be.
[[noreturn]] void refuse(const checkpoint_file& file, const std::string& at, const std::string& found) {
  std::string what = "expected a model or a state_dict" + (at.empty() ? "" : " at \"" + at + "\"") + ", found " + found;
  if (const std::string places = places_of_models(file); !places.empty()) what += "; some are in the file: " + places;
  else if (!at.empty() && file.is_state_dict(file.document().root())) what += "; the whole file is one, without --at";
  file.refuse(file.find(at), nnstruct::format_problem::unsupported, what);
}

/// What a load makes of the values that layers hold; nothing, if the file has float32 for all of them.
std::string comment_on_types(const std::set<nnstruct::dtype>& of_layers) {
  std::string types;
  bool exact = false, rounded = false;
  for (const nnstruct::dtype type : of_layers) {
    if (type == nnstruct::dtype::float32) continue;
    types += (types.empty() ? "" : ", ") + std::string(name_of(type));
    (type == nnstruct::dtype::float64 ? rounded : exact) = true;
  }
  if (types.empty()) return {};
  const std::string how = !rounded ? "exactly" : exact ? "exactly, but float64 to the nearest" : "to the nearest";
  return "// Layers hold float32, and the file has for some of their values " + types +
         ". A load converts these to float32,\n// " + how +
         ", and lists them in its report; nn::save(net, path, {.dtypes = report}) gives the file's\n"
         "// types back. What is in no layer has the type that it has in the file.\n";
}

}  // namespace

std::string struct_header(const std::string& path, header_names names) {
  if (!names.name.empty() && !is_field_name(names.name))
    throw usage_error("a model cannot be called " + names.name + ", which is taken; give another name");
  checkpoint_file file(path, allowed);
  const bool whole = is_module(file, file.find(names.at));
  struct_text text;
  std::string facts;
  if (whole) {
    const module_tree tree(std::move(file), names.at);
    if (names.name.empty()) names.name = name_of_model(tree);
    text = struct_of_model(tree, names.name);
    facts = "a model that was saved whole, of class " + std::string(tree.root().class_module) + "." +
            std::string(tree.root().class_name);
  } else {
    const auto found = file.find(names.at);  // what derives from a dictionary may hold tensors besides
    if (!file.is_dict(found) && !file.is_state_dict(found)) refuse(file, names.at, file.described(file.find(names.at)));
    const state_dict_file dictionary(path, names.at);
    if (!dictionary.others().empty() && !file.is_state_dict(file.find(names.at)))
      refuse(file, names.at,
             "\"" + std::string(dictionary.others()[0].key) + "\", of type " + dictionary.others()[0].type + ", in it");
    if (names.name.empty()) names.name = name_of_file(path);
    text = struct_of_state_dict(dictionary, names.name);
    facts = "a state_dict of " + std::to_string(dictionary.tensors().size()) + " tensors";
    for (const auto& other : dictionary.others())
      facts += ", without " + std::string(other.key) + ", which is a value of type " + other.type;
  }

  std::string out = "// Written by `nnstruct struct` from " +
                    string_literal(std::filesystem::path(path).filename().string()) +
                    (names.at.empty() ? "" : " at " + string_literal(names.at)) + ", " + printable(facts) + ".\n";
  const std::string conversions = comment_on_types(text.of_layers);
  if (!whole)
    out += "// " + std::string(conversions.empty() ? "Keys, shapes and types are" : "Keys and shapes are") +
           " the file's. A layer's options, and layers without values, are not in it: a model\n"
           "// that is saved whole, by torch.save(model), has them.\n";
  out += conversions;
  std::string& declarations = text.declarations;
  out += "#pragma once\n\n";
  if (declarations.find("std::array{") != std::string::npos) out += "#include <array>\n";
  if (declarations.find("std::int") != std::string::npos || declarations.find("std::uint") != std::string::npos)
    out += "#include <cstdint>\n";
  if (declarations.find("std::string_view") != std::string::npos) out += "#include <string_view>\n";
  if (!out.ends_with("\n\n")) out += "\n";
  out += "#include <nnstruct/declare.hpp>\n\n";
  declarations.pop_back();  // each struct has an empty line behind it
  return out + in_namespace(names, declarations);
}

}  // namespace nnstruct_command
