// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/converted_source.hpp>
#include <nnstruct/format/pytorch/legacy_writer.hpp>
#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {
/// The folder inside of the archive: the file's name without its last extension, as torch.save names it.
NNSTRUCT_DECLARE std::string root_for(const std::string& path) {
  std::string name = path.substr(path.find_last_of("/\\") + 1);
  name = name.substr(0, name.find_last_of('.'));
  const auto printable = [](char c) { return c >= 0x20 && c < 0x7f; };
  if (name.empty() || !std::all_of(name.begin(), name.end(), printable)) return "archive";
  return name;
}
}  // namespace detail

NNSTRUCT_DEFINE std::string pickle_of_state_dict(pickler& out, span<const saved_item> items,
                                                 span<const saved_metadata> modules) {
  out.ordered_dict();
  pickle::batch batch(out.out(), items.size(), pickle::batch_rule::reduced_mapping);
  for (const auto& [key, tensor] : items) {
    batch.begin_item();
    out.name(key);  // the root module's own parameters have their attribute's name as key
    out.tensor(tensor);
    batch.end_item();
  }
  batch.finish();
  if (!modules.empty()) out.metadata(modules);
  return out.finish();
}

namespace detail {
/// In the order of PyTorch 2.14, with its names and contents.
NNSTRUCT_DECLARE void write_zip(io::atomic_file& file, std::string_view pickle, span<const saved_storage> storages,
                                const io::stream_source* from) {
  const std::string root = concat({root_for(file.path()), "/"});
  zip::writer archive(file);
  const auto add = [&](const std::string& name, std::string_view content) {
    archive.add(root + name, content.data(), content.size());
  };
  add("data.pkl", pickle);
  add(".format_version", "1");
  add(".storage_alignment", "64");
  add("byteorder", "little");
  for (std::size_t i = 0; i < storages.size(); ++i) {
    const std::string name = concat({root, "data/", i});
    if (from == nullptr) {
      archive.add(name, storages[i].data, storages[i].bytes);
      continue;
    }
    archive.begin(name, storages[i].bytes);
    io::each_piece(*from, i, storages[i].bytes,
                   [&](const void* bytes, std::size_t count) { archive.append(bytes, count); });
    archive.end();
  }
  add("version", "3\n");
  archive.finish();
}
}  // namespace detail

NNSTRUCT_DEFINE void write_checkpoint(const std::string& path, std::string_view pickle,
                                      span<const saved_storage> storages, container_kind container, bool durable,
                                      const io::stream_source* from) {
  const bool converts = std::any_of(storages.begin(), storages.end(),
                                    [](const saved_storage& storage) { return storage.held != storage.written; });
  if (from == nullptr && converts) {
    std::vector<converted_source::part> parts;
    for (const saved_storage& storage : storages) parts.push_back({storage.data, storage.held, storage.written});
    const converted_source converted(std::move(parts));
    return write_checkpoint(path, pickle, storages, container, durable, &converted);
  }
  io::atomic_file file(path);
  if (container == container_kind::legacy) write_legacy(file, pickle, storages, from);
  else detail::write_zip(file, pickle, storages, from);
  file.commit(durable);
}

NNSTRUCT_DEFINE void write_state_dict(const std::string& path, span<const saved_item> items,
                                      span<const saved_metadata> modules, container_kind container, bool durable) {
  pickler out(container);
  const std::string pickle = pickle_of_state_dict(out, items, modules);
  write_checkpoint(path, pickle, out.storages(), container, durable);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
