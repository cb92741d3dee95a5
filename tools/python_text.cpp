// SPDX-License-Identifier: Apache-2.0
#include "python_text.hpp"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/parts.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/tensor/python_string.hpp>
#include <nnstruct/tensor/repr.hpp>

#include "command.hpp"
#include "container_cursor.hpp"
#include "elements.hpp"
#include "hashes.hpp"
#include "listing.hpp"
#include "module_text.hpp"
#include "output.hpp"

namespace nnstruct_command {

using namespace nnstruct::format::pytorch;
using nnstruct::Value;
using nnstruct::detail::concat;
using nnstruct::format::tensor_file;
using nnstruct::format::tensor_record;
namespace pickle = nnstruct::format::pickle;

namespace {

/// What stands in front of part number i of a container; behind the last one, what closes it.
std::string_view before_part(const Value& v, std::size_t i) {
  const bool first = i == 0, behind = i == v.size();
  if (v.is(Value::kind::list)) return first ? "[" : behind ? "]" : ", ";
  if (v.is(Value::kind::tuple)) return first ? "(" : !behind ? ", " : v.size() == 1 ? ",)" : ")";
  if (v.is_ordered()) return first ? "OrderedDict([(" : behind ? ")])" : "), (";
  return first ? "{" : behind ? "}" : ", ";
}

std::string tensor_text(const tensor_file& file, const tensor_record& tensor, element_reader& elements,
                        std::string_view type = "tensor") {
  const auto shape = file.shape(tensor);
  std::vector<std::int64_t> strides(file.strides(tensor).begin(), file.strides(tensor).end());
  std::vector<std::byte> resolved;
  const std::byte* first = elements.first_of(tensor);
  if (!tensor.is_as_stored()) {
    resolved.resize(static_cast<std::size_t>(tensor.numel) * size_of(tensor.dtype));
    elements.open(tensor)->read(resolved.data(), resolved.size());
    first = resolved.data();
    strides = nnstruct::detail::row_major({shape.begin(), shape.end()});
  }
  return (tensor.parameter ? "Parameter containing:\n" : "") +
         nnstruct::detail::tensor_repr(
             {tensor.dtype, shape.data(), strides.data(), tensor.rank, first, tensor.requires_grad, type});
}

class printer {
 public:
  explicit printer(checkpoint_file file) : file_(std::move(file)), elements_(file_, element_reader::checksums::known) {}

  void run(pickle::value root, const Value& value) {
    begin(root, value);
    while (!around_.empty()) {
      container_cursor& at = around_.back();
      out_.write(before_part(at.container(), at.number()));
      if (at.done()) {
        around_.pop_back();
        continue;
      }
      if (at.is_dict()) {
        out_.write(nnstruct::repr(at.key()));
        out_.write(at.container().is_ordered() ? ", " : ": ");
      }
      const pickle::value part = at.part();
      const Value& x = at.value();
      at.advance();
      begin(part, x);  // which may add to around_
    }
    out_.write("\n");
    out_.finish();
  }

 private:
  void begin(pickle::value v, const Value& x) {
    if (file_.is_tensor(v))
      return out_.write(tensor_text(file_, file_.tensor({}, v), elements_,
                                    x.class_name().empty() ? std::string("tensor") : printable(x.type_name())));
    if (file_.is_sparse(v)) {  // as its parts, which it is read as
      std::string before = "{";
      for (const auto& [name, part] : file_.sparse_parts({}, v)) {
        out_.write(concat({before, "'", name, "': ", tensor_text(file_, file_.tensor({}, part), elements_)}));
        before = ", ";
      }
      return out_.write("}");
    }
    if (is_module(file_, v)) {
      module_tree tree(std::move(file_), v);
      out_.write(module_text(tree));
      file_ = std::move(tree).take_file();
      return;
    }
    if (container_cursor::is_one(file_, v, x)) around_.emplace_back(file_, v, x);
    else out_.write(nnstruct::detail::repr_with_names(x, printable));  // a tensor in it has lines
  }

  checkpoint_file file_;
  element_reader elements_;
  text_output out_;
  std::vector<container_cursor> around_;
};

/// As print(safetensors.torch.load_file(path)).
void show_dictionary(const listing& file) {
  text_output out;
  std::vector<std::unique_ptr<element_reader>> readers;
  for (const auto& one : file.files)
    readers.push_back(std::make_unique<element_reader>(*one, element_reader::checksums::known));
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    const listed_tensor& tensor = file.tensors[i];
    out.write(i == 0 ? "{" : ", ");
    out.write(nnstruct::detail::python_repr(tensor.key));
    out.write(": ");
    out.write(tensor_text(file.file_of(tensor), tensor.record, *readers[tensor.file]));
  }
  out.write(file.tensors.empty() ? "{}\n" : "}\n");
  out.finish();
}

bool holds_tensors_in_calls(const checkpoint_file& file) {
  const tensor_holders holders(file, file.document().root());
  for (const pickle::call_record& call : file.document().calls())
    if (call.self.is(pickle::kind::call) && holders(call.self) && !file.is_tensor(call.self) &&
        !file.is_sparse(call.self) && !file.is_dict(call.self))
      return true;
  return false;
}

}  // namespace

void show_file(const std::string& path, std::string_view at) {
  const listing file = list_file(path, at);
  if (file.kind != "module") verify_storages(file, "reading");
  if (dynamic_cast<const checkpoint_file*>(file.files.front().get()) == nullptr || file.by_index)
    return show_dictionary(file);
  checkpoint_file checkpoint(path, allowed);
  const pickle::value root = checkpoint.find(at);
  const bool has_values = file.kind != "module";
  // An object prints its tensors itself, so they are there; of others the elements are read where they are printed.
  const auto wanted =
      holds_tensors_in_calls(checkpoint) ? nnstruct::format::elements::mapped : nnstruct::format::elements::left_out;
  const Value value = has_values ? read_value(checkpoint_file(path, allowed), at, wanted).value : Value();
  printer(std::move(checkpoint)).run(root, value);
}

}  // namespace nnstruct_command
