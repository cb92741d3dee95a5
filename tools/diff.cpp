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

namespace {

/// A file, and what is in it by its keys.
struct side {
  listing file;
  std::unordered_map<std::string, std::size_t> tensors, values, attributes;
  std::vector<std::unique_ptr<element_reader>> readers;

  explicit side(const std::string& path) : file(list_file(path)) {
    require_bounded_views(file);
    // Of {"a.b": 1, "a": {"b": 2}} both are "a.b": the second is compared with the other file's second.
    const auto add = [](auto& to, std::string& key, std::size_t i) {
      if (to.emplace(key, i).second) return;
      for (int again = 2; !to.emplace(key + "#" + std::to_string(again), i).second;) ++again;
    };
    for (std::size_t i = 0; i < file.tensors.size(); ++i) add(tensors, file.tensors[i].key, i);
    for (std::size_t i = 0; i < file.values.size(); ++i) add(values, file.values[i].key, i);
    for (std::size_t i = 0; i < file.attributes.size(); ++i) add(attributes, file.attributes[i].key, i);
    for (const auto& one : file.files) readers.push_back(std::make_unique<element_reader>(*one));
  }

  std::unique_ptr<nnstruct::io::byte_stream> open(const listed_tensor& tensor) {
    return readers[tensor.file]->open(tensor.record);
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
    const auto found = b_.tensors.find(names_of_tensors()[i]);
    return found == b_.tensors.end() ? nullptr : &b_.file.tensors[found->second];
  }

  const std::vector<std::string>& names_of_tensors() const {
    if (names_.empty() && !a_.tensors.empty()) {
      names_.resize(a_.tensors.size());
      for (const auto& [name, i] : a_.tensors) names_[i] = name;
    }
    return names_;
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
                    ", maximum absolute difference " + found.maximum();
  }

  void add(const char* what, const std::string& key, std::string details) {
    rows_.add({what, key, std::move(details)});
    ++differences_;
  }

  void report() {
    for (std::size_t i = 0; i < details_.size(); ++i) {
      const listed_tensor& one = a_.file.tensors[i];
      const listed_tensor* const other = counterpart(i);
      if (other == nullptr) {
        const auto value = b_.values.find(names_of_tensors()[i]);
        if (value == b_.values.end()) add("removed", one.key, facts_of(a_.file, one));
        else add("retyped", one.key, facts_of(a_.file, one) + " -> " + text_of(b_.file.values[value->second].value));
        continue;
      }
      if (!same_shape(one, *other))
        add("reshaped", one.key,
            shape_text(a_.file.file_of(one).shape(one.record)) + " -> " +
                shape_text(b_.file.file_of(*other).shape(other->record)));
      if (one.type != other->type)
        add("retyped", one.key,
            (one.type.empty() ? "torch.Tensor" : one.type) + " -> " +
                (other->type.empty() ? "torch.Tensor" : other->type));
      if (one.record.dtype != other->record.dtype)
        add("retyped", one.key,
            std::string(name_of(one.record.dtype)) + " -> " + std::string(name_of(other->record.dtype)));
      if (!details_[i].empty()) add("changed", one.key, details_[i]);
    }
    std::vector<std::string> names(b_.tensors.size());
    for (const auto& [name, i] : b_.tensors) names[i] = name;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!a_.tensors.contains(names[i]) && !a_.values.contains(names[i]))
        add("added", b_.file.tensors[i].key, facts_of(b_.file, b_.file.tensors[i]));
    report_values();
  }

  void report_values() {
    std::vector<std::string> names(a_.values.size());
    for (const auto& [name, i] : a_.values) names[i] = name;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const listed_value& one = a_.file.values[i];
      if (const auto found = b_.values.find(names[i]); found != b_.values.end()) {
        const nnstruct::Value& other = b_.file.values[found->second].value;
        if (!(one.value == other)) add("changed", one.key, text_of(one.value) + " -> " + text_of(other));
      } else if (const auto tensor = b_.tensors.find(names[i]); tensor != b_.tensors.end()) {
        add("retyped", one.key, text_of(one.value) + " -> " + facts_of(b_.file, b_.file.tensors[tensor->second]));
      } else {
        add("removed", one.key, text_of(one.value));
      }
    }
    names.assign(b_.values.size(), {});
    for (const auto& [name, i] : b_.values) names[i] = name;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!a_.values.contains(names[i]) && !a_.tensors.contains(names[i]))
        add("added", b_.file.values[i].key, text_of(b_.file.values[i].value));
  }

  /// Only where both files are whole models: a state_dict has none.
  void report_attributes() {
    if (a_.attributes.empty() || b_.attributes.empty()) return;
    for (const listed_value& one : in_order(a_.file.attributes, a_.attributes)) {
      const auto other = b_.attributes.find(one.key);
      if (other == b_.attributes.end()) add("removed", one.key, text_of(one.value));
      else if (const nnstruct::Value& value = b_.file.attributes[other->second].value; !(one.value == value))
        add("changed", one.key, text_of(one.value) + " -> " + text_of(value));
    }
    for (const listed_value& other : in_order(b_.file.attributes, b_.attributes))
      if (!a_.attributes.contains(other.key)) add("added", other.key, text_of(other.value));
  }
  /// Under their names, which tell those of one path from each other.
  static std::vector<listed_value> in_order(const std::vector<listed_value>& values,
                                            const std::unordered_map<std::string, std::size_t>& names) {
    std::vector<listed_value> out = values;
    for (const auto& [name, i] : names) out[i].key = name;
    return out;
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
  mutable std::vector<std::string> names_;
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
      "Lists what B has and A has not (added), the other way round (removed), tensors of another shape (reshaped) or\n"
      "dtype (retyped), and those whose elements are others (changed), with the largest |a - b|; then other values.\n"
      "Elements are compared by their bits: a NaN equals a NaN of the same bits, and 0 is not -0, though their\n"
      "difference is 0. With a NaN among those that differ, the maximum is nan. What does not count: order, strides, "
      "file\n"
      "format, whether a container is a list, tuple or dictionary and a key 1 or \"1\", whether a tensor is a "
      "parameter.\n"
      "Of two whole models their modules' attributes are compared too, of two TorchScript archives their code; where "
      "only\n"
      "one file has such, a line says so. Exits with 0 if there is no difference, with 1 if there is one, with 2 if\n"
      "something could not be read and compared.\n\n"
      "Example:\n  nnstruct diff epoch_5.pth epoch_6.safetensors");
  command->callback([&chosen, paths] { chosen.run = [paths] { return run(paths->first, paths->second); }; });
}

}  // namespace nnstruct_command
