// SPDX-License-Identifier: Apache-2.0
/// \file
/// What tests/data/make_contents.py says of a file, and the same of what this library read from it.
#pragma once

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/state_dict/value.hpp>

#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

namespace nnstruct_test {

using content_rows = std::vector<std::string>;

/// Files and their rows, of a table that make_contents.py wrote.
inline std::map<std::string, content_rows> read_contents(const std::string& path) {
  std::map<std::string, content_rows> out;
  content_rows* rows = nullptr;
  std::istringstream lines(content_of(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("== ")) rows = &out[line.substr(3)];
    else if (rows != nullptr) rows->push_back(line);
  }
  return out;
}

/// The files in a folder and those in it that hold checkpoints, by their paths from there, sorted.
inline std::vector<std::string> checkpoints_in(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& found : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string extension = found.path().extension().string();
    if (extension == ".pt" || extension == ".pth" || extension == ".pkl" || extension == ".safetensors")
      out.push_back(std::filesystem::relative(found.path(), folder).string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Writes rows as make_contents.py does.
class content_writer {
 public:
  void tensor(const std::string& path, const nnstruct::AnyTensor& t, const std::string& flags) {
    std::string storage = "-";
    if (const auto* memory = t.data.storage().identity(); t.data.storage().bytes() != 0)
      storage = std::to_string(storages_.try_emplace(memory, storages_.size()).first->second);
    const nnstruct::AnyTensor elements = t.contiguous();
    add({"tensor", path, std::string(nnstruct::name_of(t.dtype)), numbers(t.shape), numbers(t.strides), storage,
         std::to_string(t.data.offset() / nnstruct::size_of(t.dtype)), flags,
         sha256_of(elements.data.get(), elements.data.size())});
  }
  void value(const std::string& path, const nnstruct::Value& v) {
    using kind = nnstruct::Value::kind;
    const auto inner = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
    const std::string type(v.type_name());
    if (v.is(kind::tensor)) {
      const std::string flags = std::string(v.is_parameter() ? "P" : "") + (v.requires_grad() ? "G" : "");
      tensor(path, *v.tensor(), flags.empty() ? "-" : flags);
    } else if (v.is(kind::dict) && !v.is_counter()) {
      add({"dict", path, type, std::to_string(v.size())});
      for (const auto& [name, version] : v.metadata()) add({"version", name, std::to_string(version)});
      for (const auto& [key, mapped] : v.pairs())
        value(inner(key.is(kind::string) ? std::string(key.text()) : nnstruct::repr(key)), mapped);
    } else if ((v.is(kind::list) || v.is(kind::tuple)) && has_tensor(v)) {
      add({"list", path, type, std::to_string(v.size())});
      for (std::size_t i = 0; i < v.size(); ++i) value(inner(std::to_string(i)), v.items()[i]);
    } else {
      add({"value", path, type, nnstruct::repr(v)});
    }
  }
  content_rows rows;

 private:
  void add(const std::vector<std::string>& words) {
    std::string row;
    for (const std::string& word : words) row += (row.empty() ? "" : "\t") + word;
    rows.push_back(row);
  }
  static std::string numbers(const std::vector<std::int64_t>& values) {
    std::string out;
    for (std::int64_t value : values) out += (out.empty() ? "" : "x") + std::to_string(value);
    return out.empty() ? "-" : out;
  }
  static bool has_tensor(const nnstruct::Value& v) {
    if (v.is(nnstruct::Value::kind::tensor)) return true;
    for (const nnstruct::Value& item : v.items())
      if (has_tensor(item)) return true;
    for (const auto& [key, mapped] : v.pairs())
      if (has_tensor(mapped)) return true;
    return false;
  }

  std::map<const void*, std::size_t> storages_;
};

inline content_rows rows_of(const nnstruct::Value& value) {
  content_writer out;
  out.value("", value);
  return std::move(out.rows);
}
/// Without the rows of the dictionary itself.
inline content_rows rows_of(const nnstruct::StateDict& dict) {
  content_writer out;
  for (const auto& [key, tensor] : dict) out.tensor(key, tensor, "-");
  return std::move(out.rows);
}

}  // namespace nnstruct_test
