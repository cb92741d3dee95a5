// SPDX-License-Identifier: Apache-2.0
/// \file
/// NumPy's arrays, numbers and dtypes in a pickle, as far as tensors and Python's numbers can be what they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// The elements of an array: of a type that a tensor can have.
struct numpy_elements {
  nnstruct::dtype dtype;
  bool swapped = false;  ///< their highest byte comes first
};

/// An array as a pickle says what is in it. Nothing of that is checked yet but that it is there.
struct numpy_array {
  numpy_elements elements;
  pickle::value shape;   ///< a tuple
  pickle::value axes;    ///< a tuple: where each extent stands in `shape`; None: where it is
  bool fortran = false;  ///< the first index runs fastest
  pickle::value data;    ///< bytes, a bytearray, or a string of Python 2
};

/// A number (`numpy.float64`): its type and bytes.
struct numpy_number {
  numpy_elements elements;
  std::string_view bytes;
};

/// The bytes of a value. Of Python 2 they are a string, if they happen to be UTF-8.
inline bool holds_bytes(pickle::value v) noexcept {
  return v.is(pickle::kind::bytes) || v.is(pickle::kind::bytearray) || v.is(pickle::kind::string);
}

/// What `numpy.dtype('f4', False, True)` and its state (3, '<', None, None, None, -1, -1, 0) say, or the call of one of
/// numpy.dtypes' classes. None of a dtype that no tensor has: of texts, dates, Python objects, records.
NNSTRUCT_DECLARE std::optional<numpy_elements> numpy_elements_of(const pickle::document& doc, pickle::value dtype);
/// As NumPy prints it: `dtype('float32')`, `dtype('>i4')`, `dtype('<U3')`. Empty of dates and records.
NNSTRUCT_DECLARE std::string numpy_dtype_text(const pickle::document& doc, pickle::value dtype);

/// `_reconstruct(class, (0,), b'b')` with the state (version, shape, dtype, is_fortran, bytes), of whatever class that
/// has the state of an array; or `_frombuffer(bytes, dtype, shape, order[, axes])`. None of other arrays: of dtypes
/// that no tensor has, and of classes whose state says more.
NNSTRUCT_DECLARE std::optional<numpy_array> numpy_array_of(const pickle::document& doc, pickle::value v);
/// `scalar(dtype, bytes)`. None of dtypes that no tensor has, or if these are not its bytes.
NNSTRUCT_DECLARE std::optional<numpy_number> numpy_number_of(const pickle::document& doc, pickle::value v);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
