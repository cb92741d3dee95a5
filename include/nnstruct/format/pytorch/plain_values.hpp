// SPDX-License-Identifier: Apache-2.0
/// \file
/// Values of what has no parts in a pickle: numbers, texts, bytes, classes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Makes Values of what is no object of its own in a document. A text of the pickle and a class are one Value however
/// often they are asked for, as they are one object in Python.
class plain_values {
 public:
  explicit plain_values(const checkpoint_file& file) : file_(file) {}

  /// \throws FormatError  limit: an integer has more digits than limits::digits
  NNSTRUCT_DECLARE Value value_of(pickle::value v);

 private:
  NNSTRUCT_DECLARE Value text(pickle::value v);
  NNSTRUCT_DECLARE Value global(pickle::value v);
  NNSTRUCT_DECLARE Value back_reference(pickle::value v) const;

  const checkpoint_file& file_;
  std::unordered_map<const char*, Value> texts_;
  std::map<std::pair<std::string_view, std::string_view>, Value> globals_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
