// SPDX-License-Identifier: Apache-2.0
/// \file
/// Values of a pickle's objects: lists, dictionaries, tensors, and what is made by calls and as instances of classes.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/plain_values.hpp>
#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Makes the Value of one object after another, each from the Values of its parts, and keeps them.
class object_values {
 public:
  NNSTRUCT_DECLARE explicit object_values(checkpoint_file& file);

  /// What has parts that are Values of their own.
  NNSTRUCT_DECLARE bool is_container(pickle::value v) const;
  /// Calls f(part, key) of all that make() needs of v; the key is empty where there is none, or no text.
  template <class F> void each_part(pickle::value v, F f) const;

  /// Understands v if it is a tensor or storage: all of them are found before their elements are read.
  NNSTRUCT_DECLARE void find_tensor(std::string_view key, pickle::value v);
  /// Reads the elements of all that was found.
  /// \returns whether every storage had a checksum, and it was right
  NNSTRUCT_DECLARE bool read_elements(elements wanted);

  /// Makes the Value of an object whose parts are made.
  NNSTRUCT_DECLARE void make(pickle::value v);
  /// The Value of an object that is made, or of what is no object.
  NNSTRUCT_DECLARE Value value_of(pickle::value v);

 private:
  /// A tensor of a class of its own, or with attributes.
  NNSTRUCT_DECLARE bool has_class(pickle::value v) const;
  /// Of an OrderedDict, what Python code has given it besides a `_metadata` of which checkpoint_file::metadata() tells
  /// all.
  template <class F> void each_attribute(pickle::value dict, F f) const;
  NNSTRUCT_DECLARE std::vector<Value> items(pickle::value v);
  NNSTRUCT_DECLARE std::vector<Value::pair> pairs(pickle::value v);
  NNSTRUCT_DECLARE Value container(pickle::value v);
  NNSTRUCT_DECLARE Value dict(pickle::value v);
  NNSTRUCT_DECLARE Value tensor(pickle::value v);
  /// An object without parts of its own.
  NNSTRUCT_DECLARE Value leaf(pickle::value v);
  /// An inert object with all that the file says of it.
  NNSTRUCT_DECLARE Value object(pickle::value v, object_parts::form form);
  NNSTRUCT_DECLARE void finish_numpy(pickle::value v, object_parts& out) const;
  NNSTRUCT_DECLARE Value call(pickle::value v);
  NNSTRUCT_DECLARE Value number(const numpy_number& number) const;

  checkpoint_file& file_;
  const pickle::document& doc_;
  bool with_elements_ = false;
  plain_values plain_;
  std::vector<Value> made_;
  std::unordered_map<std::uint32_t, tensor_record> tensors_;
  std::vector<nnstruct::detail::storage_handle> storages_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
