// SPDX-License-Identifier: Apache-2.0
/// \file
/// Walks containers of a checkpoint: the pickle's objects, which know tensors and models, and beside them the Values
/// that the library makes of everything else.
#pragma once

#include <cstddef>

#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct_command {

/// The parts of a list, tuple or dictionary, one after the other.
class container_cursor {
 public:
  using object = nnstruct::format::pickle::value;

  /// It is a container with items, in both.
  static bool is_one(const nnstruct::format::pytorch::checkpoint_file& file, object v, const nnstruct::Value& x) {
    using nnstruct::Value;
    using nnstruct::format::pickle::kind;
    if (x.empty()) return false;
    if (x.is(Value::kind::dict)) return file.is_dict(v) && file.document().pairs(v).size() == x.size();
    return (v.is(kind::list) || v.is(kind::tuple)) && file.document().items(v).size() == x.size();
  }
  container_cursor(const nnstruct::format::pytorch::checkpoint_file& file, object v, const nnstruct::Value& x)
      : x_(&x) {
    if (is_dict()) pair_ = file.document().pairs(v).begin();
    else item_ = file.document().items(v).begin();
  }

  const nnstruct::Value& container() const { return *x_; }
  bool is_dict() const { return x_->is(nnstruct::Value::kind::dict); }
  std::size_t number() const { return next_; }
  bool done() const { return next_ == x_->size(); }
  /// Of a dictionary.
  const nnstruct::Value& key() const { return x_->pairs()[next_].first; }
  object part() const { return is_dict() ? (*pair_).mapped : *item_; }
  const nnstruct::Value& value() const { return is_dict() ? x_->pairs()[next_].second : x_->items()[next_]; }
  void advance() {
    ++next_;
    if (is_dict()) ++pair_;
    else ++item_;
  }

 private:
  const nnstruct::Value* x_;
  std::size_t next_ = 0;
  nnstruct::format::pickle::pair_range::iterator pair_;
  nnstruct::format::pickle::item_range::iterator item_;
};

}  // namespace nnstruct_command
