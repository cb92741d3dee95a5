// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files of tests/data/make_data_sets.py, what Python read from them, and others like them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/tensor/tensor.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace nnstruct_test {

inline std::string data_set(const std::string& name) { return NNSTRUCT_TEST_DATA "/data_sets/" + name; }

inline const nnstruct::AnyTensor& read_by_python(const std::string& key) {
  static const auto all = nnstruct::load<nnstruct::StateDict>(NNSTRUCT_TEST_DATA "/data_sets.pth");
  return all[key];
}

/// The same dtype, shape and bits.
template <class T, std::int64_t... E>
bool is_equal(const nnstruct::Tensor<T, E...>& found, const nnstruct::AnyTensor& expected) {
  if (expected.dtype != nnstruct::dtype_of<T>) return false;
  if (!std::equal(found.extents(), found.extents() + found.rank(), expected.shape.begin(), expected.shape.end()))
    return false;
  return std::equal(found.data(), found.data() + found.numel(), expected.values<T>());
}

/// What is said of a file with this content.
template <class Read> nnstruct::FormatError refused(const std::string& content, Read read) {
  const temp_folder folder;
  put_content(folder / "file", content);
  const auto error = thrown_by<nnstruct::FormatError>([&] { read(folder / "file"); });
  CHECK(error.file() == folder / "file");
  return error;
}
inline bool says(const nnstruct::FormatError& error, std::string_view text,
                 nnstruct::format_problem problem = nnstruct::format_problem::data_set) {
  return contains(error.what(), error.file() + ": " + std::string(text)) && error.problem() == problem;
}

}  // namespace nnstruct_test
