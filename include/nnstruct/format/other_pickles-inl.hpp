// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/other_pickles.hpp>
#include <nnstruct/format/pickle/outline.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::detail {

/// \returns whether it is a pickle
NNSTRUCT_DECLARE bool read_outline(const io::input_file& file, pickle::outline& out) {
  constexpr std::uint64_t most = 1 << 16;
  std::string bytes(static_cast<std::size_t>(std::min(file.size(), most)), '\0');
  file.read(0, bytes.data(), bytes.size());
  const std::string_view start = bytes;
  // From protocol 2 on its number comes first. Before, a pickle of an object, a dict or a list begins so, and texts of
  // other kinds may too: those are told by what follows.
  const bool numbered = start.size() > 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5;
  if (!numbered && (start.empty() || std::string_view("c(}]").find(start[0]) == start.npos)) return false;
  out = pickle::outline_of(start);
  if (numbered) return out.sound || !out.globals.empty();
  return out.sound && (out.size == file.size() || (file.size() > most && !out.globals.empty()));
}

/// Of PyTorch 2; of 1.13, which newer ones do not convert.
constexpr std::string_view distributed_cure_of(std::string_view global) noexcept {
  if (global == "torch.distributed.checkpoint.metadata.Metadata") return one_file_of_distributed;
  if (global == "torch.distributed._shard.checkpoint.metadata.Metadata")
    return "with the PyTorch that wrote it, 1.13, torch.distributed._shard.checkpoint.load_state_dict reads it into a "
           "model's state_dict: torch.save that";
  return {};
}

/// A class that says nothing about who wrote the file.
constexpr bool is_common(std::string_view global) noexcept {
  for (std::string_view module : {"builtins.", "__builtin__.", "copyreg.", "copy_reg.", "collections.", "_codecs."})
    if (global.starts_with(module)) return true;
  return false;
}

NNSTRUCT_DEFINE std::string_view distributed_cure(const io::input_file& file) {
  pickle::outline found;
  if (!read_outline(file, found) || found.globals.empty()) return {};
  return distributed_cure_of(found.globals.front());
}

constexpr bool is_of_package(std::string_view global, std::string_view package) noexcept {
  return global.starts_with(package) && global.substr(package.size()).starts_with('.');
}

NNSTRUCT_DEFINE bool is_plain_pickle(const io::input_file& file) {
  pickle::outline found;
  if (!read_outline(file, found) || !found.sound || found.persistent_ids) return false;
  for (std::string_view global : found.globals)
    if (is_of_package(global, "sklearn") || is_of_package(global, "joblib") || !distributed_cure_of(global).empty())
      return false;
  return true;
}

NNSTRUCT_DEFINE std::string other_pickle(const io::input_file& file) {
  pickle::outline found;
  if (!read_outline(file, found)) return {};
  std::string_view first;
  bool storages = false;
  for (std::string_view global : found.globals) {
    if (first.empty() && !is_common(global)) first = global;
    storages = storages || (global.starts_with("torch.") && global.ends_with("Storage"));
  }
  if (const std::string_view cure = distributed_cure_of(first); !cure.empty())
    return concat({"the .metadata of a distributed checkpoint of PyTorch, which is the folder that it is in: ", cure});
  if (found.persistent_ids && storages)
    return "a part of an unpacked .pth, as data.pkl is, and the numbers of its tensors are in the files beside it: "
           "give "
           "the .pth itself, or pack the folder that it is in, from the one above: zip -r0 model.pth FOLDER";
  const auto is_of = [&](std::string_view package) { return is_of_package(first, package); };
  const std::string_view plain = "a plain pickle, not written by torch.save: in Python, ";
  if (is_of("sklearn"))
    return concat({"a plain pickle of scikit-learn (", first,
                   "): load it in Python with joblib.load, and torch.save its arrays as a dict of tensors "
                   "(torch.from_numpy(model.coef_))"});
  if (is_of("numpy") || is_of("joblib"))
    return concat({plain, "load it", is_of("joblib") ? " with joblib.load" : "",
                   ", and torch.save its arrays as a dict of tensors (torch.from_numpy)"});
  if (first.empty() || is_of("torch"))
    return concat({plain, "torch.save(pickle.load(open(FILE, \"rb\")), \"out.pth\")"});
  return concat(
      {"a plain pickle of ", first,
       ", not written by torch.save: load it in Python, and torch.save its state_dict or its arrays as a dict "
       "of tensors"});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::detail
