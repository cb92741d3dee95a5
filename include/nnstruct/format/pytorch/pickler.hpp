// SPDX-License-Identifier: Apache-2.0
/// \file
/// The parts of a checkpoint's pickle, byte for byte as PyTorch writes them: tensors, strings, OrderedDicts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pickle/writer.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Memory to save: one record `data/N`.
struct saved_storage {
  const std::byte* data;
  std::uint64_t bytes;
  std::uint64_t numel = 0;  ///< elements, of the type that the pickle says; the pickler counts them
  /// What is at `data`, and what it is converted to while it is written: `bytes` are those of that. Equal: it is
  /// written as it is.
  nnstruct::dtype held{}, written{};
};

/// The containers that PyTorch writes. Their pickles differ in how they name a storage.
enum class container_kind : unsigned char {
  zip,
  legacy,  ///< the stream of PyTorch before 1.6
};

/// A tensor to save, a view of a storage.
struct saved_tensor {
  nnstruct::dtype dtype;
  span<const std::int64_t> shape;
  span<const std::int64_t> strides;  ///< in elements
  std::uint64_t offset;              ///< of the first element, in elements
  const void* identity;              ///< tells one storage from another: tensors of one share it in the file
  saved_storage storage;             ///< whole
  bool parameter = false;            ///< a torch.nn.Parameter
  bool requires_grad = false;
};

/// An AnyTensor as it is saved: with its whole storage, which other tensors may share. Good as long as the tensor is.
NNSTRUCT_DECLARE saved_tensor saved(const AnyTensor& tensor);

/// A module's path and version, for `_metadata`.
using saved_metadata = std::pair<std::string_view, std::int64_t>;

/// Writes values so that Python's pickler would have written the same bytes: what Python holds as one object (constants
/// of its source, classes, interned names) is written once and then fetched from the memo.
class pickler {
 public:
  template <class = void> explicit pickler(container_kind container = container_kind::zip) : container_(container) {
    out_.proto();
  }

  container_kind container() const noexcept { return container_; }

  /// For what is not PyTorch's own: numbers, containers.
  pickle::writer& out() noexcept { return out_; }

  /// A class or function.
  NNSTRUCT_DECLARE void global(std::string_view module, std::string_view name);
  /// A class that derives from torch.nn.Module. In a legacy container its source stands where it is named first; here
  /// None does, and PyTorch then does not compare it with the one that is installed.
  NNSTRUCT_DECLARE void module_class(std::string_view module, std::string_view name);
  /// A string that Python makes anew wherever it is written; only the shortest are one object everywhere.
  /// The text must stay as long as the pickler.
  NNSTRUCT_DECLARE void fresh(std::string_view text);
  /// A string as a program's source has it: Python keeps one object for all that look like a name; others are one
  /// object for all that share an identity, if one is given.
  NNSTRUCT_DECLARE void name(std::string_view text, const void* identity = nullptr);
  /// A string that is one object for all that share this identity (an address, say).
  NNSTRUCT_DECLARE void identical(std::string_view text, const void* identity);
  /// An OrderedDict without items; memoized.
  /// \returns its memo id
  NNSTRUCT_DECLARE std::uint32_t ordered_dict();
  /// The attribute `_metadata` of the OrderedDict on top of the stack.
  NNSTRUCT_DECLARE void metadata(span<const saved_metadata> modules);
  /// Puts it into the dict on top of the stack, which becomes the OrderedDict's state.
  NNSTRUCT_DECLARE void metadata_item(span<const saved_metadata> modules);
  /// \returns its memo id
  /// \throws Error  a legacy container, and a dtype that PyTorch itself cannot read from there
  NNSTRUCT_DECLARE std::uint32_t tensor(const saved_tensor& t);
  /// A tensor of a class that derives from torch.Tensor, or with attributes, up to these: they are to be written next,
  /// as a dict, and then end_tensor() called. Of a Parameter the class does not count, as in PyTorch.
  NNSTRUCT_DECLARE void begin_tensor(const saved_tensor& t, std::string_view module, std::string_view name);
  NNSTRUCT_DECLARE std::uint32_t end_tensor();
  /// A storage by itself.
  NNSTRUCT_DECLARE void storage(const saved_tensor& t, bool untyped);

  /// Ends the pickle.
  NNSTRUCT_DECLARE std::string finish();
  /// In the order of their records `data/0`, `data/1` …
  span<const saved_storage> storages() const noexcept { return storages_; }

 private:
  struct stored {
    std::size_t number;
    std::uint32_t key_id;
  };
  NNSTRUCT_DECLARE void interned(std::string_view text);
  NNSTRUCT_DECLARE void require_type(nnstruct::dtype type, bool untyped) const;
  NNSTRUCT_DECLARE void tensor_arguments(const saved_tensor& t, bool untyped);
  NNSTRUCT_DECLARE void numbers(span<const std::int64_t> values);

  const container_kind container_;
  pickle::writer out_;
  std::map<std::pair<std::string_view, std::string_view>, std::uint32_t> globals_;
  std::map<std::string_view, std::uint32_t> names_;        // of PyTorch's source, or the program's
  std::map<std::string_view, std::uint32_t> known_names_;  // the first of those that have an identity
  std::map<const void*, std::uint32_t> identities_;
  std::map<std::pair<const void*, std::string_view>, stored>
      numbered_;  // by identity and storage class; uint8 is untyped
  std::vector<saved_storage> storages_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
