// SPDX-License-Identifier: Apache-2.0
/// \file
/// Tensors as text, as `print(tensor)` shows them in PyTorch 2.14 with its default options.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// What printing needs to know of any tensor.
struct printed_tensor {
  nnstruct::dtype dtype;
  const std::int64_t* shape;
  const std::int64_t* strides;  // in elements
  std::size_t rank;
  const std::byte* first;  // element; null if there are no values
  bool requires_grad = false;
  std::string_view class_name = "tensor";  // in front of the values; of a subclass its name
};
NNSTRUCT_DECLARE std::string tensor_repr(const printed_tensor& tensor);
NNSTRUCT_DECLARE std::string tensor_repr(const AnyTensor& tensor, bool parameter, bool requires_grad,
                                         std::string_view class_name = "tensor");
NNSTRUCT_DECLARE std::string contiguous_repr(nnstruct::dtype dtype, const std::int64_t* shape, std::size_t rank,
                                             const std::byte* first, bool parameter, bool requires_grad);

/// Bytes as Python's repr shows them: `b'\x00'`.
NNSTRUCT_DECLARE std::string python_bytes_repr(std::string_view bytes);

}  // namespace detail

/// `tensor([[1., 2.],\n        [3., 4.]])`, of more than 1000 elements the first and last three of each extent.
/// One without memory is what PyTorch calls a meta tensor: `tensor(..., device='meta', size=(2, 3))`.
/// https://pytorch.org/docs/stable/generated/torch.set_printoptions.html
/// Throws ShapeError if shape, strides and data do not go together.
NNSTRUCT_DECLARE std::string repr(const AnyTensor& tensor);
template <tensor_element T, std::int64_t... E> std::string repr(const Tensor<T, E...>& tensor) {
  return detail::contiguous_repr(dtype_of<T>, tensor.extents(), sizeof...(E),
                                 reinterpret_cast<const std::byte*>(tensor.data()), false, false);
}
/// `Parameter containing:\ntensor([1., 2.], requires_grad=True)`; without values `tensor(..., device='meta', ...)`.
template <tensor_element T, std::int64_t... E> std::string repr(const Parameter<T, E...>& parameter) {
  return detail::contiguous_repr(dtype_of<T>, Parameter<T, E...>::shape().data(), sizeof...(E),
                                 parameter.storage().data(), true, parameter.requires_grad());
}
template <tensor_element T, std::int64_t... E> std::string repr(const Buffer<T, E...>& buffer) {
  return detail::contiguous_repr(dtype_of<T>, Buffer<T, E...>::shape().data(), sizeof...(E), buffer.storage().data(),
                                 false, false);
}

namespace detail {
template <class T>
concept printable_tensor = std::same_as<T, AnyTensor> || is_tensor<T> || std::is_base_of_v<held_values, T>;
}  // namespace detail

/// A template, so that this header needs no <ostream>; of standard streams alone, since what else has a << for
/// everything would have two for a tensor.
template <class Traits, detail::printable_tensor T>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const T& tensor) {
  return out << repr(tensor);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
