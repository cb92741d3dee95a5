// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/safetensors/dtypes.hpp>
#include <nnstruct/format/safetensors/json.hpp>
#include <nnstruct/format/safetensors/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

namespace detail {

/// A string of JSON.
NNSTRUCT_DECLARE std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const std::size_t named = std::string_view("\"\\\b\f\n\r\t").find(c);
    if (named != std::string_view::npos) {
      out += '\\';
      out += "\"\\bfnrt"[named];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += concat({"\\u00", c < 0x10 ? '0' : '1', "0123456789abcdef"[c & 15]});
    } else {
      out += c;
    }
  }
  return out += '"';
}

NNSTRUCT_DECLARE std::string json_list(span<const std::int64_t> numbers) {
  std::string out = "[";
  for (const std::int64_t number : numbers) out += concat({out.size() == 1 ? "" : ",", number});
  return out += ']';
}

}  // namespace detail

NNSTRUCT_DEFINE void write_safetensors(const std::string& path, std::vector<saved_tensor> tensors,
                                       std::vector<std::pair<std::string, std::string>> metadata, bool durable,
                                       const io::stream_source* from) {
  const auto refuse = [&](std::string_view key, std::string_view why) {
    throw Error(concat({"cannot save \"", key, "\" to \"", path, "\": ", why}));
  };
  for (const saved_tensor& tensor : tensors) {
    if (safetensors_name(tensor.dtype).empty())
      refuse(tensor.key, concat({"safetensors has no elements of ", name_of(tensor.dtype),
                                 "; save it to a file of another name, in PyTorch's format"}));
    if (tensor.key == "__metadata__") refuse(tensor.key, "the format keeps something else under this key");
    if (!is_unicode(tensor.key)) refuse(tensor.key, "a key in safetensors is UTF-8");
  }
  const io::name_index keys(tensors, tensors.size(), [](const saved_tensor& tensor) { return tensor.key; });
  if (const auto twice = keys.same_names()) refuse(tensors[twice->first].key, "two tensors have this key");
  std::sort(tensors.begin(), tensors.end(), [](const saved_tensor& a, const saved_tensor& b) {
    const std::size_t rank_a = rank_of(a.dtype), rank_b = rank_of(b.dtype);
    return rank_a != rank_b ? rank_a > rank_b : a.key.compare(b.key) < 0;
  });
  std::sort(metadata.begin(), metadata.end());
  for (const auto& [name, value] : metadata)
    if (!is_unicode(name) || !is_unicode(value)) refuse(name, "metadata in safetensors is UTF-8");

  std::string header;
  const auto add = [&](std::string_view key, std::string_view value) {
    header += concat({header.empty() ? "{" : ",", detail::json_text(key), ":", value});
  };
  if (!metadata.empty()) {
    std::string facts;
    for (const auto& [name, value] : metadata)
      facts += concat({facts.empty() ? "{" : ",", detail::json_text(name), ":", detail::json_text(value)});
    add("__metadata__", facts + "}");
  }
  std::int64_t at = 0;
  for (const saved_tensor& tensor : tensors) {
    const std::int64_t offsets[] = {at, at + static_cast<std::int64_t>(tensor.bytes)};
    at = offsets[1];
    add(tensor.key, concat({"{\"dtype\":\"", safetensors_name(tensor.dtype), "\",\"shape\":",
                            detail::json_list(tensor.shape), ",\"data_offsets\":", detail::json_list(offsets), "}"}));
  }
  header += header.empty() ? "{}" : "}";
  header.append((8 - header.size() % 8) % 8, ' ');

  io::atomic_file file(path);
  char length[8];
  for (std::size_t i = 0; i < sizeof length; ++i) length[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
  file.write(length, sizeof length);
  file.write(header.data(), header.size());
  for (const saved_tensor& tensor : tensors) {
    if (from == nullptr) file.write(tensor.data, static_cast<std::size_t>(tensor.bytes));
    else
      io::each_piece(*from, tensor.number, tensor.bytes,
                     [&](const void* bytes, std::size_t count) { file.write(bytes, count); });
  }
  file.commit(durable);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
