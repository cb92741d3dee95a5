// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/safetensors/index.hpp>
#include <nnstruct/format/safetensors/json.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

NNSTRUCT_DEFINE std::optional<shard_index> read_index(const io::input_file& file, const limits& allowed) {
  char first = 0;
  if (file.size() == 0) return std::nullopt;
  file.read(0, &first, 1);
  if (first != '{') return std::nullopt;
  if (file.size() > allowed.index_bytes)
    throw FormatError(
        format_problem::limit, {file.path(), {}, {}},
        nnstruct::detail::over_limit(concat({"JSON of ", file.size(), " bytes"}), "index_bytes", allowed.index_bytes));
  std::string text(static_cast<std::size_t>(file.size()), '\0');
  file.read(0, text.data(), text.size());
  if (text.find("\"weight_map\"") == text.npos) return std::nullopt;

  json_reader in(text, {file.path(), {}, 0}, allowed.nesting);
  shard_index out;
  std::map<std::string, std::size_t> numbers;
  bool found = false;
  in.expect('{');
  do {
    const std::size_t at = in.position();
    const std::string name = in.string();
    in.expect(':');
    if (name != "weight_map") {
      in.skip();
      continue;
    }
    if (std::exchange(found, true)) in.refuse(at, "weight_map comes twice; the index has two meanings");
    in.expect('{');
    if (in.take('}')) continue;
    do {
      std::string key = in.string();
      in.expect(':');
      const std::string shard = in.string();
      if (shard.empty() || shard == "." || shard == ".." ||
          shard.find_first_of(std::string_view("/\\\0", 3)) != shard.npos)
        in.refuse(concat({"expected the name of a file in the same folder for \"", key, "\", found \"", shard, "\""}));
      const auto [place, added] = numbers.try_emplace(shard, out.files.size());
      if (added) out.files.push_back(shard);
      if (out.files.size() > allowed.records)
        in.over_limit(concat({out.files.size(), " files"}), "records", allowed.records);
      if (out.weight_map.size() >= allowed.tensors)
        in.over_limit(concat({out.weight_map.size() + 1, " tensors"}), "tensors", allowed.tensors);
      if (key.size() > allowed.name_length)
        in.over_limit(concat({"a key of ", key.size(), " bytes"}), "name_length", allowed.name_length);
      out.weight_map.emplace_back(std::move(key), place->second);
    } while (in.take(','));
    in.expect('}');
  } while (in.take(','));
  in.expect('}');
  in.end();
  if (!found) return std::nullopt;
  const io::name_index keys(out.weight_map, out.weight_map.size(),
                            [](const auto& item) { return std::string_view(item.first); });
  if (const auto twice = keys.same_names())
    in.refuse(0,
              concat({"the key \"", out.weight_map[twice->first].first, "\" comes twice; the index has two meanings"}));
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
