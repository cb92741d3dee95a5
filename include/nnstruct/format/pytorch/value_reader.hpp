// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file of torch.save as a Value, whatever is in it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/object_values.hpp>
#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Goes through what is at a path of a file (see checkpoint_file::find()), each object once, from the inside out and
/// without recursion, and has the Values made. Values that are one object in the file are copies of one Value, tensors
/// of one storage share it; what is no value of Value's kinds becomes an inert object.
class value_reader {
 public:
  /// \throws IoError      the file cannot be read
  /// \throws FormatError  it is no such file, or damaged, or asks for what is not understood
  NNSTRUCT_DECLARE value_reader(checkpoint_file file, std::string_view at, elements wanted);
  value_reader(const value_reader&) = delete;
  value_reader& operator=(const value_reader&) = delete;

  pickle::value root() const noexcept { return root_; }
  /// The Value of the root, or of what it holds at whatever depth: what parts_of() gives, and keys.
  /// \param v  of this file, or of the same one opened once more
  template <class = void> Value value_of(pickle::value v) { return objects_.value_of(v); }
  /// Every storage had a checksum, and it was right.
  bool verified() const noexcept { return verified_; }

 private:
  enum : char { unseen, waiting, done };
  NNSTRUCT_DECLARE void find_tensors();
  NNSTRUCT_DECLARE void build();
  NNSTRUCT_DECLARE void require_light_keys(pickle::value dict) const;
  NNSTRUCT_DECLARE void weigh(pickle::value v);
  NNSTRUCT_DECLARE void require_few_shared() const;

  checkpoint_file file_;
  pickle::value root_;
  object_values objects_;
  std::vector<char> state_;
  std::vector<std::uint64_t> weights_;
  std::uint64_t own_ = 0;  // the sum, if nothing were shared
  bool verified_ = true;
};

/// A Value, and how it was read.
struct value_read {
  Value value;
  bool verified = true;  ///< as value_reader::verified()
};

/// Reads what is at a path of the file, as value_reader does.
NNSTRUCT_DECLARE value_read read_value(checkpoint_file file, std::string_view at, elements wanted);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
