// SPDX-License-Identifier: Apache-2.0
/// \file
/// The parameters of a model as an ordered list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/module/walk.hpp>
#include <nnstruct/random/fill.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// One parameter of a model, by reference.
class parameter_reference {
 public:
  parameter_reference(const schema_entry& entry, detail::held_values& values) : entry_(&entry), values_(&values) {}

  std::string_view key() const noexcept { return entry_->key; }
  const extent_list& shape() const noexcept { return entry_->shape; }
  std::int64_t numel() const noexcept { return nnstruct::numel(entry_->shape); }
  bool has_values() const noexcept { return values_->has_values(); }
  bool requires_grad() const noexcept { return values_->requires_grad(); }
  void requires_grad(bool wanted) const noexcept { values_->requires_grad(wanted); }
  /// backward() has left a gradient here, and nobody has forgotten it since.
  bool has_grad() const noexcept { return static_cast<bool>(values_->gradient()); }
  /// The gradient, as `p.grad` in Python, sharing its memory. Throws GradError, naming the key, if there is none.
  NNSTRUCT_DECLARE AnyTensor grad() const;
  /// The values behind the reference.
  detail::held_values& values() const noexcept { return *values_; }
  /// For nn::normal_ and the like.
  operator fill_target() const noexcept { return {*values_, entry_->dtype, entry_->shape, entry_->key}; }

 private:
  const schema_entry* entry_;
  detail::held_values* values_;
};

/// Parameters in PyTorch's order. Holds the addresses of a model's fields: the model must live as long, and stay where
/// it is.
class parameter_list {
 public:
  explicit parameter_list(std::vector<parameter_reference> parameters) : parameters_(std::move(parameters)) {}

  std::size_t size() const noexcept { return parameters_.size(); }
  auto begin() const noexcept { return parameters_.begin(); }
  auto end() const noexcept { return parameters_.end(); }
  const parameter_reference& operator[](std::size_t i) const noexcept { return parameters_[i]; }

  /// Slices, in span's words, here cut to what there is. `p.first(p.size() - 2)`: all but the last two.
  parameter_list first(std::size_t count) const { return subspan(0, count); }
  parameter_list last(std::size_t count) const { return subspan(count < size() ? size() - count : 0, count); }
  NNSTRUCT_DECLARE parameter_list subspan(std::size_t offset, std::size_t count = static_cast<std::size_t>(-1)) const;

  /// Freezes (false) or frees all of them, as `for p in ...: p.requires_grad = wanted`.
  void requires_grad(bool wanted) const noexcept {
    for (const parameter_reference& p : parameters_) p.requires_grad(wanted);
  }

 private:
  std::vector<parameter_reference> parameters_;
};

namespace detail {
NNSTRUCT_DECLARE parameter_list collect_parameters(const schema_view& schema, held_values* const* values);
}  // namespace detail

/// The learnable parameters of a model (buffers are none), in PyTorch's order; one that others are tied to once, where
/// and under which key it comes first.
template <class T>
  requires detail::is_class_for_model<T> parameter_list parameters(T& model) {
    return detail::collect_parameters(detail::schema_view_of<T>, detail::values_of_model(model).data());
  }

}  // namespace nnstruct::inline NNSTRUCT_ABI
