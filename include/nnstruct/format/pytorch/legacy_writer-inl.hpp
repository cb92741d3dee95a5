// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/format/pickle/writer.hpp>
#include <nnstruct/format/pytorch/legacy_container-inl.hpp>
#include <nnstruct/format/pytorch/legacy_writer.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {
/// MAGIC_NUMBER, PROTOCOL_VERSION and `sys_info` of torch/serialization.py, a pickle each.
NNSTRUCT_DECLARE std::string legacy_preamble() {
  std::string out;
  pickle::writer to;
  to.proto();
  to.big_integer(legacy_magic);
  to.stop();
  out += to.take();

  to.proto();
  to.integer(1001);
  to.stop();
  out += to.take();

  const auto key = [&](std::string_view name) {
    to.unicode(name);
    to.memoize();
  };
  to.proto();
  to.empty_dict();
  to.memoize();
  to.mark();
  key("protocol_version");
  to.integer(1001);
  key("little_endian");
  to.boolean(true);
  key("type_sizes");
  to.empty_dict();
  to.memoize();
  to.mark();
  for (const auto& [type, size] : {std::pair("short", 2), std::pair("int", 4), std::pair("long", 4)}) {
    key(type);
    to.integer(size);
  }
  to.setitems();
  to.setitems();
  to.stop();
  return out += to.take();
}
}  // namespace detail

NNSTRUCT_DEFINE void write_legacy(io::atomic_file& to, std::string_view pickle, span<const saved_storage> storages,
                                  const io::stream_source* from) {
  const auto put = [&](std::string_view bytes) { to.write(bytes.data(), bytes.size()); };
  put(detail::legacy_preamble());
  put(pickle);

  std::vector<std::pair<std::string, std::size_t>> keys;
  for (std::size_t i = 0; i < storages.size(); ++i) keys.emplace_back(std::to_string(i), i);
  std::sort(keys.begin(), keys.end());  // as text, which is how PyTorch sorts them
  pickle::writer list;
  list.proto();
  list.empty_list();
  list.memoize();
  pickle::batch items(list, keys.size(), pickle::batch_rule::list);
  for (const auto& [key, number] : keys) {
    items.begin_item();
    list.unicode(key);
    list.memoize();
    items.end_item();
  }
  items.finish();
  list.stop();
  put(list.bytes());

  for (const auto& [key, number] : keys) {
    char numel[8];
    for (int i = 0; i < 8; ++i) numel[i] = static_cast<char>(storages[number].numel >> (8 * i));
    put({numel, sizeof numel});
    if (from == nullptr) to.write(storages[number].data, storages[number].bytes);
    else
      io::each_piece(*from, number, storages[number].bytes,
                     [&](const void* bytes, std::size_t count) { to.write(bytes, count); });
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
