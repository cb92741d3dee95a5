// SPDX-License-Identifier: Apache-2.0
/// \file
/// Tensor: a handle on row-major elements whose extents are in its type, as far as they are known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/history.hpp>
#include <nnstruct/tensor/raise.hpp>
#include <nnstruct/tensor/storage.hpp>
#include <nnstruct/tensor/unwired.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// Says that every element is going to be written before it is read.
struct uninitialized_t {};
inline constexpr uninitialized_t uninitialized{};
}  // namespace detail

/// Given to backward(), it keeps the tape for another one: `loss.backward(nn::retain_graph)`.
struct retain_graph_t {};
inline constexpr retain_graph_t retain_graph{};

/// A tensor of T with the extents E..., dyn where only run time knows.
///
/// A handle, as in PyTorch: a copy is another name for the same elements. Elements are row-major and 64-byte
/// aligned. A const Tensor gives its elements for reading only; a copy of it gives them for writing.
///
/// \code
///   nn::Tensor<float, 2, 3> a;                        // six zeros
///   nn::Tensor<float, nn::dyn, 3, 32, 32> images(8);  // the dynamic extents in order
///   images(0, 2, 31, 31) = 0.5f;
/// \endcode
template <class T, std::int64_t... E> class Tensor {
  static_assert(tensor_element<T>,
                "nn: a tensor's elements are none of PyTorch's: float, double, std::int8_t to std::int64_t, bool, "
                "nn::float16 and so on");
  static_assert(((E >= 0 || E == dyn) && ...), "nn: an extent of a Tensor is negative; use nn::dyn for an unknown one");
  static_assert(sizeof...(E) <= extent_list::max_rank, "nn: a Tensor has at most eight extents");

 public:
  using element_type = T;

  static constexpr std::size_t rank() noexcept { return sizeof...(E); }
  static constexpr std::size_t rank_dynamic() noexcept { return ((E == dyn) + ... + std::size_t{0}); }
  /// The extent that the type says, dyn if it does not.
  static constexpr std::int64_t static_extent(std::size_t i) noexcept { return static_extents[i]; }

  /// Zeros; dynamic extents are 0.
  Tensor() { allocate_zeros(); }

  /// Zeros, with the dynamic extents given in order.
  /// Throws ShapeError if one is negative.
  template <class... N>
    requires(sizeof...(N) > 0 && sizeof...(N) == ((E == dyn) + ... + 0) &&
             (std::is_convertible_v<N, std::int64_t> && ...))
  explicit Tensor(N... dynamic_extents) {
    const std::int64_t given[] = {static_cast<std::int64_t>(dynamic_extents)...};
    std::size_t next = 0;
    for (std::size_t i = 0; i < rank(); ++i)
      if (static_extents[i] == dyn) extents_[i] = given[next++];
    for (std::int64_t extent : given)
      if (extent < 0) detail::throw_shape_error("an extent of a Tensor is negative");
    allocate_zeros();
  }

  /// Elements with any values, for those who write them all. All extents are given, static ones too.
  Tensor(detail::uninitialized_t, const std::int64_t (&extents)[sizeof...(E) + 1]) {
    for (std::size_t i = 0; i < rank(); ++i) extents_[i] = extents[i];
    allocate(false);
  }

  /// The same elements under a type that knows less (implicit), or more (explicit).
  /// Throws ShapeError if an extent is not what this type says.
  template <std::int64_t... F>
    requires(sizeof...(F) == sizeof...(E) && ((E == F || E == dyn || F == dyn) && ...) && !((E == F) && ...) &&
             ((F != detail::unwired) && ...))
  explicit(((E != dyn && F == dyn) || ...)) Tensor(const Tensor<T, F...>& other)
      : storage_(other.storage_), history_(other.history_) {
    for (std::size_t i = 0; i < rank(); ++i) {
      extents_[i] = other.extents_[i];
      if (static_extents[i] != dyn && static_extents[i] != extents_[i])
        detail::throw_shape_error("a Tensor has other extents than its new type", {static_extents, rank()},
                                  {other.extents_, rank()});
    }
  }

  std::int64_t extent(std::size_t i) const noexcept { return extents_[i]; }
  const std::int64_t* extents() const noexcept { return extents_; }
  /// The number of elements.
  std::int64_t numel() const noexcept {
    std::int64_t product = 1;
    for (std::size_t i = 0; i < rank(); ++i) product *= extents_[i];
    return product;
  }

  T* data() noexcept { return reinterpret_cast<T*>(storage_.data()); }
  const T* data() const noexcept { return reinterpret_cast<const T*>(storage_.data()); }

  /// One element, by an index for each extent; not checked, as in std::mdspan.
  template <class... I>
    requires(sizeof...(I) == sizeof...(E))
  T& operator()(I... indices) noexcept { return data()[offset(static_cast<std::int64_t>(indices)...)]; }
  template <class... I>
    requires(sizeof...(I) == sizeof...(E))
  const T& operator()(I... indices) const noexcept { return data()[offset(static_cast<std::int64_t>(indices)...)]; }

  /// The one element of a tensor that has one. Throws ShapeError if it has more or none.
  T item() const {
    if (numel() != 1)
      detail::throw_shape_error("item() needs a tensor of one element", {nullptr, 0}, {extents_, rank()});
    return *data();
  }

  /// Gradients flow to this tensor: it asked for that, or was computed from what did while gradients were recorded.
  bool requires_grad() const noexcept { return static_cast<bool>(history_); }
  /// Asks for the gradient of an input, as `x.requires_grad_()` in Python; false takes that back.
  /// Throws GradError if the tensor was computed: then detach() gives a constant.
  Tensor& requires_grad_(bool wanted = true) requires std::is_same_v<T, float> {
    if (wanted == requires_grad()) return *this;
    if (wanted) history_ = detail::history(detail::new_leaf());
    else if (history_->is_leaf) history_ = {};
    else detail::throw_not_a_leaf();
    return *this;
  }
  /// The same elements as a constant: no gradient flows through this handle.
  Tensor detach() const {
    Tensor constant = *this;
    constant.history_ = {};
    ++detail::deliberate_ends();
    return constant;
  }

  /// Computes the gradients of everything that this number was computed from and that asked for it: parameters of
  /// models, and inputs. They are added to the gradients that are there already. The tape is used up thereby.
  /// https://pytorch.org/docs/stable/generated/torch.Tensor.backward.html
  /// Throws GradError, with no gradient changed, if this tensor has not one element, if nothing was recorded, if the
  /// tape was used up already, or if a parameter has changed since.
  void backward() const requires std::is_same_v<T, float> { backward_from(nullptr, false); }
  void backward(retain_graph_t) const requires std::is_same_v<T, float> { backward_from(nullptr, true); }
  /// The same from any number of elements: `gradient` is that of this tensor.
  void backward(const Tensor& gradient) const requires std::is_same_v<T, float> { backward_given(gradient, false); }
  void backward(const Tensor& gradient, retain_graph_t) const requires std::is_same_v<T, float> {
    backward_given(gradient, true);
  }

  /// backward() has left a gradient for this tensor, which asked for it with requires_grad_().
  bool has_grad() const noexcept { return history_ && history_->gradient; }
  /// The gradient, as `x.grad` in Python. Throws GradError if there is none.
  Tensor grad() const {
    if (!has_grad()) detail::throw_no_gradient({}, {extents_, rank()});
    Tensor result = *this;
    result.storage_ = history_->gradient;
    result.history_ = {};
    return result;
  }

  /// The memory behind the handle.
  const detail::storage_handle& storage() const noexcept { return storage_; }
  /// How the elements came to be.
  const detail::history& history() const noexcept { return history_; }
  detail::history& history() noexcept { return history_; }
  /// The same elements, in order, under other extents: the caller has checked that there are as many.
  Tensor(const detail::storage_handle& storage, const std::int64_t (&extents)[sizeof...(E) + 1],
         const detail::history& history = {})
      : storage_(storage), history_(history) {
    for (std::size_t i = 0; i < rank(); ++i) extents_[i] = extents[i];
  }

 private:
  template <class, std::int64_t...> friend class Tensor;

  // One more than the rank: an array of rank 0 is no array.
  static constexpr std::int64_t static_extents[sizeof...(E) + 1] = {E..., 0};

  template <class... I> std::int64_t offset(I... indices) const noexcept {
    std::int64_t result = 0;
    std::size_t i = 0;
    ((result = result * extents_[i++] + indices), ...);
    return result;
  }
  void allocate_zeros() {
    if (numel() != 0) allocate(true);
  }
  void allocate(bool zeroed) {
    storage_ = detail::storage_handle(detail::allocate_storage(static_cast<std::size_t>(numel()) * sizeof(T), zeroed));
  }

  void backward_given(const Tensor& gradient, bool retain) const {
    for (std::size_t i = 0; i < rank(); ++i)
      if (gradient.extents_[i] != extents_[i])
        detail::throw_shape_error("backward() got a gradient of other extents than the tensor's", {extents_, rank()},
                                  {gradient.extents_, rank()});
    const float nothing = 0;  // of no elements there is no address, and null says that none are given
    backward_from(gradient.data() ? gradient.data() : &nothing, retain);
  }
  void backward_from(const float* gradient, bool retain) const {
    detail::backward(history_, {extents_, rank()}, gradient, retain);
  }

  detail::storage_handle storage_;
  detail::history history_;
  std::int64_t extents_[sizeof...(E) + 1] = {(E == dyn ? 0 : E)..., 0};
};

/// A batch of images: N (known at run time), channels, height, width.
template <std::int64_t C, std::int64_t H, std::int64_t W> using Batch = Tensor<float, dyn, C, H, W>;

namespace detail {
template <class T> inline constexpr bool is_tensor = false;
template <class T, std::int64_t... E> inline constexpr bool is_tensor<Tensor<T, E...>> = true;
}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
