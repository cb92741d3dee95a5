// SPDX-License-Identifier: Apache-2.0
/// \file
/// The names that PyTorch's pickles use: storage classes for dtypes, and the functions that may be asked for.
#pragma once

#include <optional>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {
struct storage_class {
  std::string_view name;
  nnstruct::dtype dtype;
};
/// torch/storage.py: classes in module `torch`, and in `torch.cuda` in old files from GPUs.
inline constexpr storage_class storage_classes[] = {
    {"FloatStorage", dtype::float32},     {"DoubleStorage", dtype::float64}, {"HalfStorage", dtype::float16},
    {"BFloat16Storage", dtype::bfloat16}, {"LongStorage", dtype::int64},     {"IntStorage", dtype::int32},
    {"ShortStorage", dtype::int16},       {"CharStorage", dtype::int8},      {"ByteStorage", dtype::uint8},
    {"BoolStorage", dtype::boolean},
};
}  // namespace detail

/// The class of the storages that hold elements of this type: `FloatStorage`.
constexpr std::string_view storage_class_of(nnstruct::dtype dtype) noexcept {
  for (const auto& row : detail::storage_classes)
    if (row.dtype == dtype) return row.name;
  return {};
}

/// The type of a storage class's elements, if it is one that is read.
constexpr std::optional<nnstruct::dtype> dtype_of_storage(std::string_view module, std::string_view name) noexcept {
  if (module != "torch" && module != "torch.cuda") return std::nullopt;
  for (const auto& row : detail::storage_classes)
    if (row.name == name) return row.dtype;
  return std::nullopt;
}

/// What a pickle may call. Each is understood here; none is ever executed. (The sets stand in whole models.)
enum class known_function : unsigned char {
  none,
  ordered_dict,
  rebuild_tensor,
  rebuild_tensor_v2,
  rebuild_parameter,
  set
};

constexpr known_function function_named(std::string_view module, std::string_view name) noexcept {
  if (module == "collections" && name == "OrderedDict") return known_function::ordered_dict;
  if ((module == "__builtin__" || module == "builtins") && name == "set") return known_function::set;
  if (module != "torch._utils") return known_function::none;
  if (name == "_rebuild_tensor_v2") return known_function::rebuild_tensor_v2;
  if (name == "_rebuild_tensor") return known_function::rebuild_tensor;
  if (name == "_rebuild_parameter") return known_function::rebuild_parameter;
  return known_function::none;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
