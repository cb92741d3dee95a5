// SPDX-License-Identifier: Apache-2.0
/// \file
/// A model that torch.save(model) wrote whole: its modules, what they hold and what they say of themselves, as data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/script_code.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// In the place of an index: None stands there.
inline constexpr std::size_t no_index = static_cast<std::size_t>(-1);

/// A parameter or buffer of a module.
struct module_tensor {
  std::string_view name;
  std::size_t tensor;      ///< an index into module_tree::tensors(); no_index: it is None, sparse, or uninitialized
  bool persistent = true;  ///< a buffer that is not makes no key in a state_dict
  /// Of a sparse tensor its parts under PyTorch's names, with indices into module_tree::tensors().
  std::vector<std::pair<std::string_view, std::size_t>> parts = {};
  bool uninitialized = false;  ///< a lazy layer's, which has no shape before the model has run once

  bool is_none() const noexcept { return tensor == no_index && parts.empty() && !uninitialized; }
};

/// A module in a module.
struct module_child {
  std::string_view name;
  std::size_t module;  ///< an index into module_tree::modules(); no_index: it is None
};

/// What else Python keeps in a module: `in_features`, `stride`.
struct module_attribute {
  std::string_view name;
  pickle::value value;
};

/// An object of a class that derives from torch.nn.Module. Everything in it is in the order of registration.
struct module_record {
  pickle::value object;
  std::string_view class_module;  ///< `torch.nn.modules.linear`
  std::string_view class_name;    ///< `Linear`; of a class in a class `Outer.Inner`
  bool training = true;
  std::vector<pickle::value> child_objects;  // of `children`, while reading
  bool hooks = false;  ///< functions hang on it that change what it does; PyTorch's own weight_norm is such a one
  std::vector<module_tensor> parameters;
  std::vector<module_tensor> buffers;
  std::vector<module_child> children;
  std::vector<module_attribute> attributes;  ///< without what every module has
};

/// The modules of a model, each object once: what Python shares is shared here. Nothing is executed, and of the tensors
/// only the shapes are read. Files of every PyTorch since 1.6 are read, and all pickle protocols that they use.
class module_tree {
 public:
  /// \param at  where in the file the model is, as checkpoint_file::find() takes it; empty: it is the whole file
  /// \throws FormatError  unsupported: there is no model, naming what is there instead; or it is damaged
  NNSTRUCT_DECLARE explicit module_tree(checkpoint_file file, std::string_view at = {});
  /// \param root  an object of this file for which is_module() holds
  NNSTRUCT_DECLARE module_tree(checkpoint_file file, pickle::value root);

  /// Children come before the modules that hold them, the root comes last: a loop over them needs no recursion.
  span<const module_record> modules() const noexcept { return modules_; }
  const module_record& root() const noexcept { return modules_.back(); }
  /// Each Parameter and buffer object once, in the order in which the model names them first.
  span<const tensor_record> tensors() const noexcept { return tensors_; }
  /// How many modules and tensors a walk of the whole model meets, shared ones as often as they are named;
  /// limits::shared_values bounds it.
  std::size_t walked() const noexcept { return walked_; }

  span<const std::int64_t> shape(std::size_t tensor) const noexcept { return file_.shape(tensors_[tensor]); }
  const checkpoint_file& file() const noexcept { return file_; }
  /// The file, to which the tensors belong.
  template <class = void> checkpoint_file take_file() && noexcept { return std::move(file_); }

 private:
  struct visit;
  NNSTRUCT_DECLARE void read_all(pickle::value root);
  NNSTRUCT_DECLARE void read(pickle::value root);
  NNSTRUCT_DECLARE module_record enter(pickle::value object);
  NNSTRUCT_DECLARE module_record enter_script(pickle::value object);
  NNSTRUCT_DECLARE module_record enter_compiled(pickle::value object, pickle::value inner);
  NNSTRUCT_DECLARE std::vector<module_tensor> read_tensors(const module_record& module, pickle::value dict,
                                                           std::string_view what);
  NNSTRUCT_DECLARE module_tensor read_tensor(const module_record& module, pickle::value holder, std::string_view name,
                                             pickle::value v);
  NNSTRUCT_DECLARE std::size_t number_of(std::string_view name, pickle::value tensor);
  NNSTRUCT_DECLARE void count(pickle::value root);

  checkpoint_file file_;
  script_code code_;  // of TorchScript
  std::vector<module_record> modules_;
  std::vector<tensor_record> tensors_;
  std::vector<std::size_t> number_of_;  // of each of the pickle's objects: its place in tensors_, while reading
  std::size_t walked_ = 0;
};

/// A tensor of a model under its key in the model's state_dict.
struct module_entry {
  std::string key;
  std::size_t tensor;  ///< an index into module_tree::tensors()
};

/// What `model.state_dict()` has in Python, in its order: of each module its parameters, then the buffers that are
/// persistent, then those of its children. A tensor that is shared comes under each of its keys; a sparse one as its
/// parts, under `KEY.indices` and so on.
/// \throws FormatError  limit: the keys are longer in all than limits::key_bytes
NNSTRUCT_DECLARE std::vector<module_entry> state_dict_entries(const module_tree& tree);

/// An object of a class that derives from torch.nn.Module, as far as its parts tell. What torch.compile makes of one is
/// another, which holds it as `_orig_mod`.
NNSTRUCT_DECLARE bool is_module(const checkpoint_file& file, pickle::value v);

/// What a lazy layer holds until it has seen an input: an UninitializedParameter or UninitializedBuffer.
NNSTRUCT_DECLARE bool is_uninitialized(const checkpoint_file& file, pickle::value v);

/// Where the models of this file are, as find() takes it: those nearest to the root, in the file's order.
NNSTRUCT_DECLARE std::vector<std::string> module_paths(const checkpoint_file& file);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
