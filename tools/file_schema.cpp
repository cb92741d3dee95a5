// SPDX-License-Identifier: Apache-2.0
#include "file_schema.hpp"

#include <span>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/schema/summary.hpp>

#include "command.hpp"

namespace nnstruct_command {

using namespace nnstruct::format::pytorch;
using nnstruct::format::tensor_record;

namespace {

file_schema::row row_of(std::string_view key, const tensor_record& tensor, std::span<const std::int64_t> shape) {
  return {std::string(key), tensor.dtype, {shape.begin(), shape.end()}};
}

file_schema schema_of_model(const module_tree& tree) {
  file_schema out;
  for (const module_entry& entry : state_dict_entries(tree))
    out.rows.push_back(row_of(entry.key, tree.tensors()[entry.tensor], tree.shape(entry.tensor)));
  return out;
}

/// A general checkpoint has its state_dict in a dictionary of its own.
void require_tensors(const state_dict_file& file) {
  if (!file.tensors().empty() || file.others().empty()) return;
  std::string what = "there is no tensor in this dictionary, so it is no state_dict of a module";
  const std::string places = places_of_models(file.file());
  if (!places.empty()) what += "; some are in the file: " + places;
  else if (file.file().is_state_dict(file.file().document().root())) what += "; the whole file is one, without --at";
  else what += "; save one in Python: torch.save(model.state_dict(), path)";
  throw nnstruct::FormatError(nnstruct::format_problem::unsupported, {file.path(), {}, {}}, what);
}

file_schema schema_of_state_dict(const state_dict_file& file) {
  require_tensors(file);
  file_schema out;
  for (const tensor_record& tensor : file.tensors()) out.rows.push_back(row_of(tensor.key, tensor, file.shape(tensor)));
  for (const auto& other : file.others()) out.others.push_back({std::string(other.key), std::string(other.type)});
  out.modules.assign(file.metadata().begin(), file.metadata().end());
  if (!file.others().empty()) out.other_state_dicts = file.file().state_dict_paths();
  if (out.other_state_dicts == std::vector<std::string>{{}}) {  // it is one itself, and others may be in it
    out.other_state_dicts.clear();
    for (const auto& other : file.others())
      if (file.file().is_state_dict(file.file().find(other.key))) out.other_state_dicts.emplace_back(other.key);
  }
  return out;
}

}  // namespace

std::string places_of_models(const checkpoint_file& file) {
  std::vector<std::string> paths = module_paths(file);
  for (std::string& path : file.state_dict_paths()) paths.push_back(std::move(path));
  std::string out;
  for (std::size_t i = 0; i < paths.size() && i < 5; ++i)
    if (!paths[i].empty()) out += (out.empty() ? "--at " : ", --at ") + paths[i];
  return out;
}

file_schema read_schema(const std::string& path, std::string_view at) {
  checkpoint_file file(path, allowed);
  file_schema out = is_module(file, file.find(at))
                        ? schema_of_model(module_tree(std::move(file), at))
                        : schema_of_state_dict(state_dict_file(nnstruct::io::input_file(path), at, allowed));
  out.path = path;
  return out;
}

std::uint64_t fingerprint(const file_schema& schema) {
  nnstruct::detail::fingerprint_hash hash;
  for (const file_schema::row& row : schema.rows) hash.add(row.key, row.dtype, row.shape.data(), row.shape.size());
  return hash.value();
}

}  // namespace nnstruct_command
