// SPDX-License-Identifier: Apache-2.0
/// \file
/// New values for a parameter, a buffer or a tensor: the functions of PyTorch whose names end with an underscore.
/// https://pytorch.org/docs/stable/torch.html#in-place-random-sampling
///
/// An empty parameter has values from then on; other models that share a parameter's memory keep theirs. What is drawn
/// has the bits of PyTorch 2.14 on a CPU, see draws.hpp. Without a generator the process's one is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// What can be given new values: made, for the time of a call, of a Parameter, Buffer, Tensor or parameter_reference.
class fill_target {
 public:
  template <tensor_element T, std::int64_t... E>
  fill_target(detail::held_tensor<T, E...>& parameter) noexcept
      : fill_target(parameter, dtype_of<T>, detail::held_tensor<T, E...>::shape()) {}
  template <tensor_element T, std::int64_t... E>
  fill_target(Tensor<T, E...>& tensor) noexcept
      : data_(reinterpret_cast<std::byte*>(tensor.data())),
        dtype_(dtype_of<T>),
        shape_(tensor.extents(), tensor.rank()) {}
  /// \param key  what the model calls the values, see held_values
  fill_target(detail::held_values& values, nnstruct::dtype type, const extent_list& shape,
              std::string_view key = {}) noexcept
      : values_(&values), key_(key), dtype_(type), shape_(shape) {}

  nnstruct::dtype dtype() const noexcept { return dtype_; }
  const extent_list& shape() const noexcept { return shape_; }
  std::size_t numel() const noexcept { return static_cast<std::size_t>(nnstruct::numel(shape_)); }

  /// Calls write with memory for all elements, every one of which it sets; then they are the values.
  template <class Write> void replace(Write write) const {
    if (!values_) return write(data_);
    // Memory that nobody else sees is written again: a model needs no second one beside it.
    detail::storage_handle memory =
        values_->storage().unique() ? values_->storage() : detail::storage_handle(allocate());
    write(memory.data());
    values_->replace(static_cast<detail::storage_handle&&>(memory), key_);
  }

 private:
  NNSTRUCT_DECLARE detail::storage* allocate() const;

  detail::held_values* values_ = nullptr;  // of a parameter or buffer
  std::string_view key_;                   // likewise
  std::byte* data_ = nullptr;              // of a tensor
  nnstruct::dtype dtype_;
  extent_list shape_;
};

/// Normal numbers. float32 or float64. Throws Error if std is negative.
NNSTRUCT_DECLARE void normal_(const fill_target& target, double mean = 0, double std = 1,
                              Generator& generator = default_generator());

/// Numbers uniform in [from, to), of a floating type. Throws Error if from > to, or if to - from is too large.
NNSTRUCT_DECLARE void uniform_(const fill_target& target, double from = 0, double to = 1,
                               Generator& generator = default_generator());

/// 1 with the probability p, else 0. float32. Throws Error if p is not in [0, 1].
NNSTRUCT_DECLARE void bernoulli_(const fill_target& target, double p = 0.5, Generator& generator = default_generator());

/// One value everywhere, converted to the elements' type. zeros_ and ones_ are their names in torch.nn.init.
NNSTRUCT_DECLARE void fill_(const fill_target& target, double value);
template <class = void> void zero_(const fill_target& target) { fill_(target, 0); }
template <class = void> void zeros_(const fill_target& target) { fill_(target, 0); }
template <class = void> void ones_(const fill_target& target) { fill_(target, 1); }

}  // namespace nnstruct::inline NNSTRUCT_ABI
