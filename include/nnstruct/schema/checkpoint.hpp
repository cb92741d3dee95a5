// SPDX-License-Identifier: Apache-2.0
/// \file
/// A checkpoint as a type: the keys, dtypes and shapes of one file, as `nnstruct schema` writes them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/summary.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// One tensor of a checkpoint: `{"conv1.weight", nnstruct::dtype::float32, {64, 3, 7, 7}}`, and `{}` for a 0-d one.
/// The key is a literal, any bytes in it. No constructor loops over it: of thousands of rows the steps would be too
/// many for a constant.
struct checkpoint_row {
  std::string_view key;
  nnstruct::dtype dtype;
  extent_list shape;

  template <std::size_t N>
  constexpr checkpoint_row(const char (&key_literal)[N], nnstruct::dtype dtype_, const extent_list& shape_ = {})
      : key(key_literal, N - 1), dtype(dtype_), shape(shape_) {}
  template <std::size_t N, std::size_t Rank>
  constexpr checkpoint_row(const char (&key_literal)[N], nnstruct::dtype dtype_, const std::int64_t (&shape_)[Rank])
      : key(key_literal, N - 1), dtype(dtype_), shape(shape_, Rank) {
    static_assert(Rank <= extent_list::max_rank, "nn: a tensor has at most 8 dimensions");
  }
};

/// A value of a checkpoint's dictionary that is no tensor, with Python's name of its type: `{"epoch", "int"}`.
struct checkpoint_other {
  std::string_view key;
  std::string_view type;

  template <std::size_t N, std::size_t M>
  constexpr checkpoint_other(const char (&key_literal)[N], const char (&type_literal)[M])
      : key(key_literal, N - 1), type(type_literal, M - 1) {}
};

/// A module that `_metadata` names, with its version: `{"layer1.0.bn1", 2}`; the root's path is empty.
struct checkpoint_module {
  std::string_view path;
  std::int64_t version;

  template <std::size_t N>
  constexpr checkpoint_module(const char (&path_literal)[N], std::int64_t version_)
      : path(path_literal, N - 1), version(version_) {}
};

namespace detail {
template <class Row, class Rows>
concept rows_of = requires(const Rows& rows) {
  static_cast<const Row*>(std::data(rows));
  std::size(rows);
};
}  // namespace detail

/// T is a checkpoint: a type with a table of tensors. What nn::fits and nn::require_fits compare with a struct.
/// \code
///   struct resnet18 {
///     static constexpr std::string_view at = "";  // where in the file the dictionary is: "model_state_dict"
///     static constexpr std::array<nnstruct::checkpoint_row, 2> rows{{
///         {"fc.weight", nnstruct::dtype::float32, {10, 512}},
///         {"fc.bias", nnstruct::dtype::float32, {10}},
///     }};
///     // only where there are any:
///     static constexpr std::array<nnstruct::checkpoint_other, 1> others{{{"epoch", "int"}}};
///     static constexpr std::array<nnstruct::checkpoint_module, 2> modules{{{"", 1}, {"fc", 1}}};
///   };
/// \endcode
template <class T>
concept is_checkpoint = detail::rows_of<checkpoint_row, decltype(T::rows)>;

namespace detail {

/// A checkpoint as ordinary code takes it.
struct checkpoint_view {
  std::string_view at;
  const checkpoint_row* rows;
  std::size_t row_count;
  const checkpoint_other* others;
  std::size_t other_count;
  const checkpoint_module* modules;
  std::size_t module_count;
};

template <is_checkpoint T> constexpr checkpoint_view view_checkpoint() {
  checkpoint_view view{{}, std::data(T::rows), std::size(T::rows), nullptr, 0, nullptr, 0};
  if constexpr (requires { T::at; }) view.at = T::at;
  if constexpr (requires { T::others; }) view.others = std::data(T::others), view.other_count = std::size(T::others);
  if constexpr (requires { T::modules; })
    view.modules = std::data(T::modules), view.module_count = std::size(T::modules);
  return view;
}

template <is_checkpoint T> struct table_of<T> {
  static constexpr const auto& rows = T::rows;
  static constexpr bool is_alias(const checkpoint_row&) noexcept { return false; }
};

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
