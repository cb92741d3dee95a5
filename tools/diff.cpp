// SPDX-License-Identifier: Apache-2.0
// nnstruct diff: how two files differ, whatever their formats.
#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/state_dict/repr.hpp>

#include "command.hpp"
#include "difference.hpp"
#include "elements.hpp"
#include "hashes.hpp"
#include "listing.hpp"
#include "output.hpp"
#include "table.hpp"

namespace nnstruct_command {

using nnstruct::detail::concat;

namespace {

/// Things of a file, by their paths.
class places {
 public:
  template <class T> void add(const std::vector<T>& things) {
    for (std::size_t i = 0; i < things.size(); ++i) {
      by_exact_.emplace(things[i].exact, i);
      // What has one path for all that, such as two keys of one name: the second is compared with the other's second.
      if (by_key_.emplace(things[i].key, i).second) continue;
      for (int again = 2; !by_key_.emplace(things[i].key + "#" + std::to_string(again), i).second;) ++again;
    }
    names_.resize(things.size());
    for (const auto& [name, i] : by_key_) names_[i] = name;
  }
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  bool empty() const { return names_.empty(); }
  std::size_t size() const { return names_.size(); }
  /// Of the thing with this number: its path, told from others.
  const std::string& name(std::size_t i) const { return names_[i]; }
  /// What is at that place of another file. With two meanings of a path in only one of them, brackets tell.
  std::size_t find(const std::string& name, const listed_place& place) const {
    if (const auto same = by_exact_.find(place.exact); same != by_exact_.end() && name == place.key)
      return same->second;
    const auto found = by_key_.find(name);
    return found == by_key_.end() ? none : found->second;
  }

 private:
  std::unordered_map<std::string, std::size_t> by_key_, by_exact_;
  std::vector<std::string> names_;
};

/// A file, and what is in it.
struct side {
  listing file;
  places tensors, values, sizes, attributes, containers;
  std::vector<std::unique_ptr<element_reader>> readers;

  explicit side(const std::string& path) : file(list_file(path)) {
    require_bounded_views(file);
    tensors.add(file.tensors);
    values.add(file.values);
    sizes.add(file.sizes);
    attributes.add(file.attributes);
    containers.add(file.containers);
    for (const auto& one : file.files) readers.push_back(std::make_unique<element_reader>(*one));
  }

  std::unique_ptr<nnstruct::io::byte_stream> open(const listed_tensor& tensor) {
    return readers[tensor.file]->open(tensor.record);
  }
  /// Both say of tensors whether they are parameters and require gradients.
  bool tells_parameters_as(const side& other) const {
    const auto is_saved = [](const listing& f) { return f.format == "zip" || f.format == "legacy"; };
    return (is_saved(file) && is_saved(other.file)) ||
           (file.format == "torchscript" && other.file.format == "torchscript");
  }
};

std::string facts_of(const listing& file, const listed_tensor& tensor) {
  return std::string(name_of(tensor.record.dtype)) + " " + shape_text(file.file_of(tensor).shape(tensor.record));
}

std::string text_of(const nnstruct::Value& value) { return shortened(nnstruct::repr(value), 60); }

class comparison {
 public:
  comparison(const std::string& a, const std::string& b) : a_(a), b_(b) {
    std::uint64_t total = 0;
    for (const listed_tensor& tensor : a_.file.tensors) total += listing::bytes_of(tensor);
    progress shown("comparing", total);
    details_.resize(a_.file.tensors.size());
    // Tensors are read as they stand in the file, and reported in the order of their keys.
    for (const std::size_t i : file_order(a_.file)) compare_elements(i, shown);
    report();
    report_attributes();
    report_code();
  }

  std::size_t differences() const { return differences_; }
  std::string text() const { return rows_.text(); }
  std::string same() const {
    const bool both = !a_.attributes.empty() && !b_.attributes.empty();
    return "no difference: " + counted(a_.file.tensors.size(), "tensor") + ", " +
           counted(a_.file.values.size(), "other value") +
           (both ? ", " + counted(a_.attributes.size(), "attribute") : "") + "\n";
  }
  /// Of two files only one of which is a whole model, that its modules' attributes have no counterpart.
  std::string notes() const {
    std::string out;
    for (const side* one : {&a_, &b_})
      if (const side& other = one == &a_ ? b_ : a_; !one->attributes.empty() && other.attributes.empty())
        out += "only tensors and values were compared: " + printable(other.file.path) +
               " is no whole model, and has nothing like the " + counted(one->attributes.size(), "attribute") +
               " of the modules in " + printable(one->file.path) + "\n";
    return out;
  }

 private:
  const listed_tensor* counterpart(std::size_t i) const {
    const std::size_t found = b_.tensors.find(a_.tensors.name(i), a_.file.tensors[i]);
    return found == places::none ? nullptr : &b_.file.tensors[found];
  }

  bool same_shape(const listed_tensor& one, const listed_tensor& other) const {
    const auto a = a_.file.file_of(one).shape(one.record), b = b_.file.file_of(other).shape(other.record);
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

  void compare_elements(std::size_t i, progress& shown) {
    const listed_tensor& one = a_.file.tensors[i];
    const listed_tensor* const other = counterpart(i);
    if (other == nullptr || one.record.dtype != other->record.dtype || !same_shape(one, *other)) {
      shown.add(listing::bytes_of(one));
      return;
    }
    element_differences found(one.record.dtype);
    const auto second = b_.open(*other);
    const auto piece = std::make_unique<std::byte[]>(piece_bytes);
    each_piece(*a_.open(one), listing::bytes_of(one), shown, [&](const std::byte* first, std::size_t bytes) {
      second->read(piece.get(), bytes);
      found.add(first, piece.get(), bytes);
    });
    second->finish();
    if (found.count() != 0)
      details_[i] = with_commas(found.count()) + " of " + counted(one.record.numel, "element") +
                    (is_raw(one.record.dtype) ? "" : ", maximum absolute difference " + found.maximum());
  }

  void add(const char* what, const std::string& key, std::string details) {
    rows_.add({what, key, std::move(details)});
    ++differences_;
  }

  void report() {
    report_containers();
    for (std::size_t i = 0; i < details_.size(); ++i) {
      const listed_tensor& one = a_.file.tensors[i];
      const listed_tensor* const other = counterpart(i);
      if (other == nullptr) {
        const std::size_t value = b_.values.find(a_.tensors.name(i), one);
        if (value == places::none) add("removed", one.shown(), facts_of(a_.file, one));
        else add("retyped", one.shown(), facts_of(a_.file, one) + " -> " + text_of(b_.file.values[value].value));
        continue;
      }
      report_keys(one, *other);
      if (!same_shape(one, *other))
        add("reshaped", one.shown(),
            shape_text(a_.file.file_of(one).shape(one.record)) + " -> " +
                shape_text(b_.file.file_of(*other).shape(other->record)));
      report_class(one, *other);
      if (one.record.dtype != other->record.dtype)
        add("retyped", one.shown(),
            std::string(name_of(one.record.dtype)) + " -> " + std::string(name_of(other->record.dtype)));
      if (!details_[i].empty()) add("changed", one.shown(), details_[i]);
    }
    for (std::size_t i = 0; i < b_.tensors.size(); ++i) {
      const listed_tensor& other = b_.file.tensors[i];
      const std::string& name = b_.tensors.name(i);
      if (a_.tensors.find(name, other) == places::none && a_.values.find(name, other) == places::none)
        add("added", other.shown(), facts_of(b_.file, other));
    }
    for (std::size_t i = 0; i < a_.sizes.size(); ++i) {
      const listed_value& one = a_.file.sizes[i];
      const std::size_t other = b_.sizes.find(a_.sizes.name(i), one);
      if (other != places::none && !(one.value == b_.file.sizes[other].value))
        add("changed", one.shown(), text_of(one.value) + " -> " + text_of(b_.file.sizes[other].value));
    }
    report_values();
  }

  /// Python takes a list, a tuple, a set and a dictionary of the same items for four things.
  void report_containers() {
    for (std::size_t i = 0; i < a_.containers.size(); ++i) {
      const listed_container& one = a_.file.containers[i];
      const std::size_t found = b_.containers.find(a_.containers.name(i), one);
      if (found == places::none) continue;  // what is in it tells
      const listed_container& other = b_.file.containers[found];
      report_keys(one, other);
      if (one.type != other.type) add("retyped", one.shown(), concat({one.type, " -> ", other.type}));
    }
  }
  /// Of two things at one path, whether the keys that lead there are of one type.
  void report_keys(const listed_place& one, const listed_place& other) {
    if (one.has_key && other.has_key && one.last() != other.last())
      add("rekeyed", one.shown(), concat({one.last(), " -> ", other.last()}));
  }

  /// Parameters are compared where both files have them: in a state_dict no tensor is one, as a rule, in safetensors
  /// never.
  void report_class(const listed_tensor& one, const listed_tensor& other) {
    const bool both = a_.tells_parameters_as(b_) && one.in_model == other.in_model;
    const auto class_of = [&](const listed_tensor& tensor) {
      if (!tensor.type.empty()) return tensor.type;
      return std::string(both && tensor.record.parameter ? "torch.nn.Parameter" : "torch.Tensor");
    };
    if (class_of(one) != class_of(other)) add("retyped", one.shown(), class_of(one) + " -> " + class_of(other));
    if (both && one.record.requires_grad != other.record.requires_grad)
      add("changed", one.shown(),
          concat({"requires_grad ", one.record.requires_grad ? "True -> False" : "False -> True"}));
  }

  void report_values() {
    for (std::size_t i = 0; i < a_.values.size(); ++i) {
      const listed_value& one = a_.file.values[i];
      const std::string& name = a_.values.name(i);
      if (const std::size_t found = b_.values.find(name, one); found != places::none) {
        const listed_value& other = b_.file.values[found];
        report_keys(one, other);
        if (!(one.value == other.value))
          add("changed", one.shown(), text_of(one.value) + " -> " + text_of(other.value));
      } else if (const std::size_t tensor = b_.tensors.find(name, one); tensor != places::none) {
        add("retyped", one.shown(), text_of(one.value) + " -> " + facts_of(b_.file, b_.file.tensors[tensor]));
      } else {
        add("removed", one.shown(), text_of(one.value));
      }
    }
    for (std::size_t i = 0; i < b_.values.size(); ++i) {
      const listed_value& other = b_.file.values[i];
      const std::string& name = b_.values.name(i);
      if (a_.values.find(name, other) == places::none && a_.tensors.find(name, other) == places::none)
        add("added", other.shown(), text_of(other.value));
    }
  }

  /// Only where both files are whole models: a state_dict has none.
  void report_attributes() {
    if (a_.attributes.empty() || b_.attributes.empty()) return;
    for (std::size_t i = 0; i < a_.attributes.size(); ++i) {
      const listed_value& one = a_.file.attributes[i];
      const std::string& name = a_.attributes.name(i);
      const std::size_t other = b_.attributes.find(name, one);
      if (other == places::none) add("removed", name, text_of(one.value));
      else if (const nnstruct::Value& value = b_.file.attributes[other].value; !(one.value == value))
        add("changed", name, text_of(one.value) + " -> " + text_of(value));
    }
    for (std::size_t i = 0; i < b_.attributes.size(); ++i) {
      const std::string& name = b_.attributes.name(i);
      if (a_.attributes.find(name, b_.file.attributes[i]) == places::none)
        add("added", name, text_of(b_.file.attributes[i].value));
    }
  }

  /// Where both are TorchScript, its code and what was saved beside it count too.
  void report_code() {
    if (a_.file.format != "torchscript" || b_.file.format != "torchscript") return;
    const auto a = code_of(a_.file.path), b = code_of(b_.file.path);
    for (const auto& [name, text] : a)
      if (const auto other = b.find(name); other == b.end()) add("removed", name, counted(text.size(), "byte"));
      else if (text != other->second) add("changed", name, "other code or data");
    for (const auto& [name, text] : b)
      if (!a.contains(name)) add("added", name, counted(text.size(), "byte"));
  }
  static std::map<std::string, std::string> code_of(const std::string& path) {
    const nnstruct::format::zip::archive archive{nnstruct::io::input_file(path)};
    std::map<std::string, std::string> out;
    for (const auto& entry : archive.entries()) {
      const std::string name(entry.name.substr(std::min(entry.name.find('/'), entry.name.size() - 1) + 1));
      const bool code = name.starts_with("code/") && name.ends_with(".py");
      if (code || name.starts_with("extra/")) out[name] = archive.read(entry);
    }
    return out;
  }

  side a_, b_;
  std::vector<std::string> details_;  // of each tensor of a: how its elements differ
  table rows_{{"", "", ""}};
  std::size_t differences_ = 0;
};

int run(const std::string& a, const std::string& b) {
  const comparison found(a, b);
  if (found.differences() == 0) {
    write_stdout(found.same() + found.notes());
    return fine;
  }
  write_stdout(found.text() + counted(found.differences(), "difference") + "\n" + found.notes());
  return differs;
}

}  // namespace

void add_diff(CLI::App& app, subcommand& chosen) {
  const auto paths = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App* command = app.add_subcommand("diff", "Compares two files, of whatever formats, tensor by tensor");
  command->add_option("A", paths->first, "A file of PyTorch's, of any version, or of safetensors")->required();
  command->add_option("B", paths->second, "Another one")->required();
  command->footer(
      "Lists what B has and A has not (added), the other way round (removed), tensors of another shape\n"
      "(reshaped), dtype or class (retyped), and those whose elements are others (changed), with the largest |a\n"
      "- b|; then other values. A list is no tuple and no dictionary (retyped), and a key 1 is not \"1\"\n"
      "(rekeyed). Elements are compared by their bits: a NaN equals a NaN of the same bits, and 0 is not -0,\n"
      "though their difference is 0. With a NaN among those that differ, the maximum is nan. What does not\n"
      "count: the order of keys (that of a whole model's modules does), strides, file format, versions of\n"
      "modules, whether a dictionary is an OrderedDict. Whether a tensor is a parameter and requires a gradient\n"
      "counts between two files that both say it: not in safetensors, and not of a whole model and a\n"
      "state_dict. Of two whole models their modules' attributes are compared too, of two TorchScript archives\n"
      "their code; where only one file has such, a line says so. Exits with 0 if there is no difference, with 1\n"
      "if there is one, with 2 if something could not be read and compared.\n\n"
      "Example:\n  nnstruct diff epoch_5.pth epoch_6.safetensors");
  command->callback([&chosen, paths] { chosen.run = [paths] { return run(paths->first, paths->second); }; });
}

}  // namespace nnstruct_command
