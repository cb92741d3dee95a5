// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file of torch.save, whatever is in it: its pickle is read and checked, its tensors are found in its storages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/open_file.hpp>
#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/numpy.hpp>
#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Elements that stand in the pickle, as one storage.
struct pickled_elements {
  std::string_view bytes;
  numpy_elements type;  ///< of what stands there; the storage may be of another one
};

/// A file of torch.save. It knows which of the pickle's objects are dictionaries and tensors.
class checkpoint_file final : public tensor_file {
 public:
  /// Reads and checks the container, and the pickle as far as what it calls.
  /// \throws IoError      the file cannot be opened or read
  /// \throws FormatError  it is no such file, or damaged, or asks for what is not understood
  NNSTRUCT_DECLARE explicit checkpoint_file(io::input_file file, const limits& allowed = {});
  template <class = void>
  explicit checkpoint_file(const std::string& path, const limits& allowed = {})
      : checkpoint_file(open_file(path), allowed) {}

  const io::input_file& input() const noexcept override { return container_->file(); }
  const container& kept_in() const noexcept { return *container_; }
  /// The constants of the code in a TorchScript archive: a tuple of what the code calls CONSTANTS.c0, CONSTANTS.c1 …
  /// torch.jit.freeze and torch.jit.trace put weights there.
  /// \throws IoError, FormatError
  NNSTRUCT_DECLARE static checkpoint_file constants(io::input_file file, const limits& allowed = {});

  /// As `nnstruct inspect` calls it: `zip`.
  std::string_view format() const noexcept { return container_->format(); }
  /// pickle::document::take_items().
  template <class F> void take_items(pickle::value v, F f) { document_.take_items(v, f); }
  const pickle::document& document() const noexcept { return document_; }
  /// What a call or instance calls: a global, unless it is something strange. (In files of PyTorch 1.5 and older, a
  /// module's class is in a persistent id, with its source code.)
  NNSTRUCT_DECLARE pickle::value callable_of(pickle::value v) const;
  /// The global in such a persistent id; every other value as it is.
  NNSTRUCT_DECLARE pickle::value class_of(pickle::value v) const;

  /// A dict or an OrderedDict; its items are document().pairs().
  NNSTRUCT_DECLARE bool is_dict(pickle::value v) const;
  /// A dict, or an object of a class that derives from one, as far as the file shows it: it is given keys.
  NNSTRUCT_DECLARE bool is_mapping(pickle::value v) const;
  /// Its elements stand at strides in a storage; or it is an array of NumPy, whose elements stand in the pickle.
  /// (Quantized tensors, and those of the meta device, are tensors too, and tensor() refuses them by name.)
  NNSTRUCT_DECLARE bool is_tensor(pickle::value v) const;
  /// A sparse or nested tensor, or a Parameter that is one: it is read as its parts, which are tensors.
  NNSTRUCT_DECLARE bool is_sparse(pickle::value v) const;
  /// A storage that was saved by itself: tensor() gives its elements in a row.
  NNSTRUCT_DECLARE bool is_storage(pickle::value v) const;
  /// As pytorch::is_state_dict.
  NNSTRUCT_DECLARE bool is_state_dict(pickle::value v) const;
  /// The class of a tensor that was saved with it, as one that derives from torch.Tensor is: a global. Otherwise None.
  NNSTRUCT_DECLARE pickle::value class_of_tensor(pickle::value v) const;
  /// The attributes that Python code has given a tensor: a dict as a rule. None if there are none.
  NNSTRUCT_DECLARE pickle::value state_of_tensor(pickle::value v) const;
  NNSTRUCT_DECLARE known_function function_of(pickle::value v) const;
  /// `an integer`, `an instance of torch.nn.modules.container.Sequential`.
  NNSTRUCT_DECLARE std::string described(pickle::value v) const;
  /// Python's name of its type, as `type(v)` prints it: `int`, `collections.OrderedDict`.
  NNSTRUCT_DECLARE std::string python_type(pickle::value v) const;

  /// The object at a path: keys, indices and attributes joined by dots, as Value::at takes it; keys that are objects
  /// other than tuples have no path. The root, if the path is empty.
  /// \throws FormatError  unsupported: there is no such object, naming what is there; or two, naming both
  NNSTRUCT_DECLARE pickle::value find(std::string_view at) const;
  /// Where the state_dicts of this file are, as find() takes it: those nearest to the root, in the file's order.
  NNSTRUCT_DECLARE std::vector<std::string> state_dict_paths() const;

  /// Understands a tensor.
  /// \param key  for messages
  /// \throws FormatError
  NNSTRUCT_DECLARE tensor_record tensor(std::string_view key, pickle::value v);
  /// The parts of a sparse tensor under the names that PyTorch has for them: `indices` and `values`; of compressed rows
  /// `crow_indices`, `col_indices` and `values`. Of a nested one `buffer`, `sizes`, `strides` and `storage_offsets`.
  /// \throws FormatError
  NNSTRUCT_DECLARE std::vector<std::pair<std::string_view, pickle::value>> sparse_parts(std::string_view key,
                                                                                        pickle::value v) const;
  /// `_metadata` of an OrderedDict: the modules' paths and versions.
  NNSTRUCT_DECLARE std::vector<std::pair<std::string, std::int64_t>> metadata(pickle::value dict) const;
  /// An attribute of a dictionary is a `_metadata` of which metadata() tells all, as PyTorch's own modules write it.
  NNSTRUCT_DECLARE bool is_plain_metadata(pickle::value name, pickle::value attribute) const;

  bool is_plain(const storage_record& storage) const noexcept override {
    return storage.place.plain && (!container_->big_endian() || size_of(storage.dtype) == 1);
  }
  /// A storage may stand in the pickle, as NumPy's arrays do: then it is copied from there.
  NNSTRUCT_INLINE bool read(const storage_record& storage, void* to, io::read_ahead& window) const override;
  NNSTRUCT_INLINE std::unique_ptr<io::byte_stream> stream(const storage_record& storage) const override;

  NNSTRUCT_DECLARE [[noreturn]] void refuse(pickle::value at, format_problem problem, const std::string& what) const;
  /// By which it is read.
  const limits& allowed() const noexcept { return allowed_; }

 private:
  struct rebuild {
    known_function function;
    pickle::item_range args;
  };

  NNSTRUCT_DECLARE [[noreturn]] void refuse_tensor(pickle::value at, std::string_view key, format_problem problem,
                                                   const std::string& what) const;
  NNSTRUCT_DECLARE std::string name_of_global(pickle::value global) const;
  NNSTRUCT_DECLARE rebuild rebuild_of(pickle::value v) const;
  NNSTRUCT_DECLARE pickle::value data_of(pickle::value v) const;
  /// A part of a storage's memory, as its id names it.
  struct storage_part {
    std::size_t storage;    // an index into storages_
    nnstruct::dtype dtype;  // as this id has it; another id may see the same bytes otherwise
    std::uint64_t offset;   // in elements
    std::uint64_t numel;
  };
  NNSTRUCT_DECLARE void start_tensor(std::string_view key, pickle::value at);
  NNSTRUCT_DECLARE void require_rank(std::string_view key, pickle::value at, std::size_t rank) const;
  NNSTRUCT_DECLARE void check_calls() const;
  NNSTRUCT_DECLARE void check_names() const;
  NNSTRUCT_DECLARE [[noreturn]] void refuse_unknown(std::uint64_t at, std::string_view what) const;
  NNSTRUCT_DECLARE void check_changes(const pickle::call_record& call) const;
  NNSTRUCT_DECLARE io::checked number(pickle::value at, std::string_view key, pickle::value v, const char* what) const;
  NNSTRUCT_DECLARE pickle::item_range sizes(pickle::value at, std::string_view key, pickle::value v) const;
  NNSTRUCT_DECLARE void read_view(tensor_record& out, pickle::value at, const rebuild& made,
                                  const storage_part& memory);
  NNSTRUCT_DECLARE void read_flags(tensor_record& out, pickle::value at, pickle::value flags) const;
  NNSTRUCT_DECLARE void check_view(tensor_record& out, pickle::value at, io::checked offset, std::uint64_t base,
                                   std::uint64_t available);
  /// Of a container that describes its tensors itself: the one that a persistent id names.
  NNSTRUCT_DECLARE const kept_tensor* kept(pickle::value v) const;
  /// \param out  of a Parameter, what it says besides
  NNSTRUCT_DECLARE tensor_record tensor(std::string_view key, pickle::value at, const kept_tensor& kept,
                                        tensor_record out);
  NNSTRUCT_DECLARE std::size_t add_storage(pickle::value at, std::string_view key, storage_place place,
                                           nnstruct::dtype dtype, bool untyped, std::uint64_t numel);
  NNSTRUCT_DECLARE storage_part storage(pickle::value at, std::string_view key, pickle::value v, bool untyped);

  NNSTRUCT_DECLARE void read_array(tensor_record& out, pickle::value at, const numpy_array& array,
                                   nnstruct::dtype wanted);
  NNSTRUCT_DECLARE storage_part pickled_storage(pickle::value at, std::string_view key, pickle::value v, bool untyped);
  NNSTRUCT_DECLARE std::size_t add_pickled(pickle::value at, std::string_view key, pickle::value object,
                                           const pickled_elements& elements, std::uint64_t numel, nnstruct::dtype dtype,
                                           bool untyped);
  /// Null if the storage is one of the container.
  NNSTRUCT_DECLARE const pickled_elements* pickled(const storage_record& storage) const noexcept;

  NNSTRUCT_DECLARE checkpoint_file(opened_file file, const limits& allowed);

  std::unique_ptr<const container> container_;
  pickle::document document_;
  std::vector<known_function> functions_;  // of the document's globals: each is called many times
  std::string record_;
  std::vector<std::size_t> storage_of_place_;
  std::vector<pickled_elements> pickled_;  // their places are numbered behind those of the container
  std::unordered_map<std::uint64_t, std::size_t> storage_of_pickled_;  // by where the bytes stand, or by the object
  bool objects_verified_;                                              // the pickle had a checksum, and it was right
  limits allowed_;
  std::uint64_t tensor_count_ = 0;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
