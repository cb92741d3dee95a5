// SPDX-License-Identifier: Apache-2.0
/// \file
/// All that was read from a file as one text, to compare it, whatever the file was. On the way it is looked at whether
/// all of it is in bounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include <nnstruct/checkpoint/source.hpp>
#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct_test {

inline void must(bool fine, const char* what) {
  if (!fine) throw std::logic_error(what);  // no nnstruct::Error: no refusal
}

/// The storages that stand in a file as they are, stand in it.
inline void must_be_within(const nnstruct::format::tensor_file& file) {
  const std::uint64_t size = file.input().size();
  for (const auto& storage : file.storages()) {
    if (!storage.place.plain) continue;
    must(storage.place.offset <= size && storage.place.bytes <= size - storage.place.offset,
         "a storage reaches beyond the file");
    must(storage.untyped || storage.numel * size_of(storage.dtype) == storage.place.bytes,
         "a storage's bytes are not its elements'");
  }
}

inline void append(std::string& out, const nnstruct::AnyTensor& tensor) {
  out += std::to_string(static_cast<int>(tensor.dtype)) + '[';
  for (std::int64_t extent : tensor.shape) out += std::to_string(extent) + ' ';
  for (std::int64_t stride : tensor.strides) out += std::to_string(stride) + ' ';
  out += ']';
  must(nnstruct::detail::is_consistent(tensor), "a tensor's shape, strides and data do not go together");
  if (tensor.data.get() != nullptr) out.append(reinterpret_cast<const char*>(tensor.data.get()), tensor.data.size());
}

/// A value as a text that is another one where the value is another one; as far as so many values in it.
inline std::string text_of(const nnstruct::Value& root) {
  std::string out;
  std::vector<const nnstruct::Value*> todo = {&root};
  for (int left = 10'000; left > 0 && !todo.empty(); --left) {
    const nnstruct::Value& v = *todo.back();
    todo.pop_back();
    out += static_cast<char>('a' + static_cast<int>(v.what()));
    const double real = v.real();
    const std::int64_t integer = v.integer();
    char number[sizeof real + sizeof integer];
    std::memcpy(number, &real, sizeof real);
    std::memcpy(number + sizeof real, &integer, sizeof integer);
    out.append(number, sizeof number);
    out += static_cast<char>('0' + v.boolean() + 2 * v.is_ordered() + 4 * v.is_parameter() + 8 * v.requires_grad());
    out += std::to_string(v.size()) + ':' + std::to_string(v.text().size()) + ':';
    out.append(v.text());
    for (const auto& [path, version] : v.metadata()) out.append(path).append(std::to_string(version));
    for (const nnstruct::Value& item : v.items()) todo.push_back(&item);
    for (const auto& [key, mapped] : v.pairs()) todo.push_back(&key), todo.push_back(&mapped);
    if (v.tensor() != nullptr) append(out, *v.tensor());
  }
  return out;
}

/// A state_dict of a file, with all elements.
inline std::string text_of(const nnstruct::detail::source& from) {
  std::string out;
  std::vector<nnstruct::detail::source_tensor> wanted;
  std::uint64_t left = 1 << 20;  // elements: expanded views may be larger than any memory
  for (const auto& file : from.files) must_be_within(*file.file);
  for (std::size_t i = 0; i < from.items.size(); ++i) {
    const auto& item = from.items[i];
    out += item.key + '=' + item.other_type + ';';
    if (!item.other_type.empty()) continue;
    const auto& tensor = from.tensor_of(item);
    for (std::int64_t extent : from.file_of(item).shape(tensor)) out += std::to_string(extent) + ' ';
    if (tensor.numel > left) continue;
    left -= tensor.numel;
    wanted.push_back({i, tensor.dtype});
  }
  const auto read = read_from(from, wanted, false);
  for (const auto& values : read.values) out.append(reinterpret_cast<const char*>(values.data()), values.bytes());
  return out;
}

}  // namespace nnstruct_test
