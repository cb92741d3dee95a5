// SPDX-License-Identifier: Apache-2.0
/// \file
/// Parameter and Buffer: the tensors that a model holds by value. They start empty and are copied on write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/history.hpp>
#include <nnstruct/tensor/raise.hpp>
#include <nnstruct/tensor/storage.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// What the untyped core sees of every Parameter and Buffer: values, or none yet.
///
/// A copy is another value. It shares the memory with the original until one of them is written, or until one
/// of them has handed out a pointer for writing. It has no gradient, as a deepcopy in Python; what moves takes its
/// gradient along, and so does what a tape knows of it.
class held_values {
 public:
  held_values() = default;
  held_values(const held_values& other)
      : storage_(detail::snapshot(other.storage_)), requires_grad_(other.requires_grad_) {}
  held_values(held_values&&) noexcept = default;
  held_values& operator=(const held_values& other) {
    if (this == &other) return *this;  // a pointer that was handed out stays good
    held_values copy(other);
    return *this = static_cast<held_values&&>(copy);
  }
  held_values& operator=(held_values&&) noexcept = default;
  ~held_values() = default;

  bool has_values() const noexcept { return static_cast<bool>(storage_); }
  const storage_handle& storage() const noexcept { return storage_; }
  /// New values in place of the old; nothing is copied and nothing can fail. `key`, here and below, is what the model
  /// calls them, for the error of a tape that still needs the old ones.
  void replace(storage_handle values, std::string_view key = {}) noexcept {
    storage_ = static_cast<storage_handle&&>(values);
    changed(key);
  }
  /// The memory for writing now, through a pointer that is not kept: nobody else sees what is written.
  std::byte* unshared(std::string_view key = {}) {
    make_unique();
    changed(key);
    return storage_.data();
  }
  /// The same through a pointer that may be kept. This alone is no change: many only read so.
  std::byte* writable() {
    make_unique();
    storage_.expose();
    return storage_.data();
  }
  /// The values were changed where they are.
  void changed(std::string_view key) noexcept {
    if (leaf_) leaf_->changed(key);
  }

  bool requires_grad() const noexcept { return requires_grad_; }
  /// A parameter that is frozen loses its gradient, and gets none of a tape that knows it: no optimizer finds a stale
  /// one.
  void requires_grad(bool wanted) noexcept {
    requires_grad_ = wanted;
    if (!wanted) leaf_ = {};
  }

  /// The gradient that backward() has left, or none.
  storage_handle gradient() const noexcept { return leaf_ ? leaf_->gradient : storage_handle(); }
  void gradient(storage_handle values) { leaf()->gradient = static_cast<storage_handle&&>(values); }
  /// Forgets the gradient.
  void zero_grad() noexcept {
    if (leaf_) leaf_->gradient = {};
  }
  /// What a tape knows these values by; it outlives them if it must.
  grad_node* leaf() {
    if (!leaf_) leaf_ = history(detail::new_leaf());
    return leaf_.get();
  }

 private:
  void make_unique() {
    if (!storage_.unique()) storage_ = detail::clone(storage_);
  }

  storage_handle storage_;
  history leaf_;
  bool requires_grad_ = true;
};

/// The typed part that Parameter and Buffer have in common.
template <class T, std::int64_t... E> class held_tensor : public held_values {
  static_assert(tensor_element<T>,
                "nn: the elements of a Parameter or Buffer are none of PyTorch's: float, double, std::int8_t to "
                "std::int64_t, bool, nn::float16 and so on");
  static_assert(((E >= 0) && ...),
                "nn: the extents of a Parameter or Buffer are known when the program is compiled, and not negative");
  static_assert(sizeof...(E) <= extent_list::max_rank, "nn: a Parameter or Buffer has at most eight extents");

 public:
  using element_type = T;

  static constexpr std::size_t rank() noexcept { return sizeof...(E); }
  static constexpr std::int64_t numel() noexcept { return (E * ... * std::int64_t{1}); }
  static constexpr std::int64_t extent(std::size_t i) noexcept { return shape()[i]; }
  static constexpr std::int64_t static_extent(std::size_t i) noexcept { return shape()[i]; }
  static constexpr extent_list shape() noexcept {
    if constexpr (sizeof...(E) == 0 || sizeof...(E) > extent_list::max_rank) return {};
    else return extent_list(E...);
  }

  /// The elements, row-major. Throws ShapeError while there are none.
  const T* data() const {
    require_values();
    return reinterpret_cast<const T*>(storage().data());
  }
  /// The elements for writing: from now on this value shares its memory with no other.
  /// Throws ShapeError while there are none.
  T* data() {
    require_values();
    return reinterpret_cast<T*>(writable());
  }

  /// Takes over the elements of a tensor, as in PyTorch's `p.copy_(t)`; an empty parameter has values from then on.
  /// This, fill_ and a load put new memory in the place of the old: a pointer that data() gave before is then not
  /// good any more.
  void copy_(const Tensor<T, E...>& values) { replace(detail::clone(values.storage())); }
  /// Sets every element, as in PyTorch's `p.fill_(v)`; an empty parameter has values from then on.
  void fill_(T value) {
    Tensor<T, E...> values(uninitialized, {E..., 0});
    for (std::int64_t i = 0; i < numel(); ++i) values.data()[i] = value;
    replace(values.storage());
  }

 private:
  void require_values() const {
    if (!has_values())
      throw_shape_error(
          "a parameter has no values yet: nn::load or nn::init the model, or set them with copy_ or "
          "fill_");
  }
};

}  // namespace detail

/// A learnable tensor of a module: the key of a state_dict. T comes first, then the extents, as in Tensor.
/// \code
///   nn::Parameter<float, 10, 84> weight;   // [out_features, in_features]
/// \endcode
template <class T, std::int64_t... E> class Parameter : public detail::held_tensor<T, E...> {
 public:
  /// backward() has left a gradient here, and nobody has forgotten it (nn::zero_grad) since.
  bool has_grad() const noexcept { return static_cast<bool>(this->gradient()); }
  /// The gradient, as `p.grad` in Python: a handle on what backward() has added up.
  /// Throws GradError if there is none.
  Tensor<T, E...> grad() const {
    const std::int64_t extents[] = {E..., 0};
    if (!has_grad()) detail::throw_no_gradient({}, {extents, sizeof...(E)});
    return Tensor<T, E...>(this->gradient(), extents);
  }
};

/// A tensor of a module that is saved but not learned.
template <class T, std::int64_t... E> class Buffer : public detail::held_tensor<T, E...> {};

// The core finds the values at the address of the field.
static_assert(std::is_standard_layout_v<Parameter<float, 1>> &&
              sizeof(Parameter<float, 1>) == sizeof(detail::held_values));

}  // namespace nnstruct::inline NNSTRUCT_ABI
