// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/writer.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

NNSTRUCT_INLINE std::uint64_t numel(std::span<const std::int64_t> shape) {
  std::uint64_t product = 1;
  for (std::int64_t extent : shape) product *= static_cast<std::uint64_t>(extent);
  return product;
}
NNSTRUCT_INLINE std::uint64_t bytes_of(const saved_tensor& tensor) {
  return numel(tensor.shape) * size_of(tensor.dtype);
}

/// Writes values so that Python's pickler would have written the same bytes: what Python holds as one object
/// (constants of its source, classes, interned names) is written once and then fetched from the memo.
class state_dict_pickler {
 public:
  std::string run(std::span<const saved_tensor> tensors, std::span<const saved_metadata> modules) {
    out_.proto();
    ordered_dict();
    pickle::batch items(out_, tensors.size(), pickle::batch_rule::reduced_mapping);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      items.begin_item();
      key(tensors[i].key);
      tensor(tensors[i], i);
      items.end_item();
    }
    items.finish();
    if (!modules.empty()) metadata(modules);
    out_.stop();
    return out_.take();
  }

 private:
  struct constant {
    std::string_view module;  // of a global; empty for a string
    std::string_view text;
    std::uint32_t id;
  };

  bool fetch(std::string_view module, std::string_view text) {
    for (const constant& known : constants_)
      if (known.module == module && known.text == text) {
        out_.get(known.id);
        return true;
      }
    return false;
  }
  void global(std::string_view module, std::string_view name) {
    if (fetch(module, name)) return;
    out_.global(module, name);
    constants_.push_back({module, name, out_.memoize()});
  }
  /// A string that Python holds once, wherever it is written.
  void interned(std::string_view text) {
    if (fetch({}, text)) return;
    out_.unicode(text);
    constants_.push_back({{}, text, out_.memoize()});
  }
  void fresh(std::string_view text) {
    out_.unicode(text);
    out_.memoize();
  }
  /// The root module's own parameters have their attribute's name as key, and Python interns those: one named
  /// `storage` is the very string that stands in each tensor.
  void key(std::string_view text) {
    for (std::string_view shared : {"storage", "cpu", "version", "_metadata"})
      if (text == shared) return interned(shared);
    fresh(text);
  }
  void ordered_dict() {
    global("collections", "OrderedDict");
    out_.empty_tuple();
    out_.reduce();
    out_.memoize();
  }

  /// _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)
  void tensor(const saved_tensor& t, std::size_t number) {
    global("torch._utils", "_rebuild_tensor_v2");
    out_.mark();
    storage(t, number);
    out_.integer(0);
    numbers(t.shape);
    strides(t.shape);
    out_.boolean(false);
    global("collections", "OrderedDict");
    out_.empty_tuple();
    out_.reduce();
    out_.memoize();
    out_.tuple(6);
    out_.memoize();
    out_.reduce();
    out_.memoize();
  }
  /// The persistent id ('storage', class, key, location, numel).
  void storage(const saved_tensor& t, std::size_t number) {
    out_.mark();
    interned("storage");
    global("torch", storage_class_of(t.dtype));
    fresh(std::to_string(number));
    interned("cpu");
    out_.integer(static_cast<std::int64_t>(detail::numel(t.shape)));
    out_.tuple(5);
    out_.memoize();
    out_.binpersid();
  }
  void numbers(std::span<const std::int64_t> values) {
    if (values.empty()) return out_.empty_tuple();
    if (values.size() > 3) out_.mark();
    for (std::int64_t value : values) out_.integer(value);
    out_.tuple(values.size());
    out_.memoize();
  }
  void strides(std::span<const std::int64_t> shape) {
    std::vector<std::int64_t> result(shape.size());
    std::int64_t next = 1;
    for (std::size_t i = shape.size(); i-- > 0;) {
      result[i] = next;
      next *= std::max<std::int64_t>(shape[i], 1);
    }
    numbers(result);
  }

  /// The dictionary's attribute `_metadata`, as the state of its BUILD.
  void metadata(std::span<const saved_metadata> modules) {
    out_.empty_dict();
    out_.memoize();
    interned("_metadata");
    ordered_dict();
    pickle::batch items(out_, modules.size(), pickle::batch_rule::reduced_mapping);
    for (const auto& [path, version] : modules) {
      items.begin_item();
      fresh(path);
      out_.empty_dict();
      out_.memoize();
      interned("version");
      out_.integer(version);
      out_.setitem();
      items.end_item();
    }
    items.finish();
    out_.setitem();
    out_.build();
  }

  pickle::writer out_;
  std::vector<constant> constants_;
};

/// The folder inside of the archive: the file's name without its last extension, as torch.save names it.
NNSTRUCT_INLINE std::string root_for(const std::string& path) {
  std::string name = path.substr(path.find_last_of("/\\") + 1);
  name = name.substr(0, name.find_last_of('.'));
  const auto printable = [](char c) { return c >= 0x20 && c < 0x7f; };
  if (name.empty() || !std::all_of(name.begin(), name.end(), printable)) return "archive";
  return name;
}

}  // namespace detail

NNSTRUCT_INLINE std::string pickle_of_state_dict(std::span<const saved_tensor> tensors,
                                                 std::span<const saved_metadata> modules) {
  return detail::state_dict_pickler().run(tensors, modules);
}

NNSTRUCT_INLINE void write_state_dict(const std::string& path, std::span<const saved_tensor> tensors,
                                      std::span<const saved_metadata> modules, bool durable) {
  const std::string pickle = pickle_of_state_dict(tensors, modules);
  const std::string root = detail::root_for(path) + "/";
  io::atomic_file file(path);
  zip::writer archive(file);
  const auto add = [&](const std::string& name, std::string_view content) {
    archive.add(root + name, content.data(), content.size());
  };
  // Names, contents and order as PyTorch 2.14 writes them.
  add("data.pkl", pickle);
  add(".format_version", "1");
  add(".storage_alignment", "64");
  add("byteorder", "little");
  for (std::size_t i = 0; i < tensors.size(); ++i)
    archive.add(root + "data/" + std::to_string(i), tensors[i].data, detail::bytes_of(tensors[i]));
  add("version", "3\n");
  archive.finish();
  file.commit(durable);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
