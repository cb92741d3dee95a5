// SPDX-License-Identifier: Apache-2.0
/// \file
/// The names that PyTorch's pickles use: storage classes for dtypes, and the functions that may be asked for.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {
struct storage_class {
  std::string_view name;
  nnstruct::dtype dtype;
};
/// torch/storage.py: classes in module `torch`, and in `torch.cuda` in old files from GPUs.
inline constexpr storage_class storage_classes[] = {
    {"FloatStorage", dtype::float32},
    {"DoubleStorage", dtype::float64},
    {"HalfStorage", dtype::float16},
    {"BFloat16Storage", dtype::bfloat16},
    {"LongStorage", dtype::int64},
    {"IntStorage", dtype::int32},
    {"ShortStorage", dtype::int16},
    {"CharStorage", dtype::int8},
    {"ByteStorage", dtype::uint8},
    {"BoolStorage", dtype::boolean},
    {"ComplexFloatStorage", dtype::complex64},
    {"ComplexDoubleStorage", dtype::complex128},
};
}  // namespace detail

/// The class of the storages that hold elements of this type: `FloatStorage`. Empty for the types that came after
/// PyTorch's last storage class: their storages are of torch.storage.UntypedStorage.
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

/// Bytes that an element takes in storages of this class, whether they are read or not; 0 for no such class.
constexpr std::size_t element_size_of_storage(std::string_view module, std::string_view name) noexcept {
  if (const auto dtype = dtype_of_storage(module, name)) return size_of(*dtype);
  if (module == "torch.storage" && name == "UntypedStorage") return 1;
  if (module != "torch" && module != "torch.cuda") return 0;
  if (name == "QInt32Storage") return 4;
  const bool quantized =
      name == "QInt8Storage" || name == "QUInt8Storage" || name == "QUInt4x2Storage" || name == "QUInt2x4Storage";
  return quantized ? 1 : 0;
}

/// The class of storages that are bytes of no type.
constexpr bool is_untyped_storage(std::string_view module, std::string_view name) noexcept {
  return module == "torch.storage" && name == "UntypedStorage";
}

/// A class of tensors, of any version of PyTorch. Its objects are made by the functions below; where one is made
/// otherwise, nobody knows what its elements are.
constexpr bool is_tensor_class(std::string_view module, std::string_view name) noexcept {
  if (module == "torch" || module == "torch.cuda" || module == "torch.sparse" || module == "torch.cuda.sparse")
    return name.ends_with("Tensor");
  if (module == "torch.tensor" || module == "torch._tensor") return name == "Tensor" || name == "_TensorBase";
  return (module == "torch.autograd.variable" && name == "Variable") ||
         (module == "torch.nn.parameter" && (name == "Parameter" || name == "Buffer"));
}

/// What torch.compile makes of a module: PyTorch pickles it as a call with the module `_orig_mod` and `dynamo_ctx`.
constexpr bool is_compiled_module(std::string_view module, std::string_view name) noexcept {
  return module == "torch._dynamo.eval_frame" && name == "OptimizedModule";
}

/// The dtype that a global such as `torch.uint16` names.
constexpr std::optional<nnstruct::dtype> dtype_named(std::string_view module, std::string_view name) noexcept {
  if (module != "torch") return std::nullopt;
  for (std::size_t i = 0; i < sizeof nnstruct::detail::dtype_rows / sizeof *nnstruct::detail::dtype_rows; ++i)
    if (nnstruct::detail::dtype_rows[i].name == name) return static_cast<nnstruct::dtype>(i);
  return std::nullopt;
}

/// Constants of module `torch` that Python prints by their names, as it does dtypes: types of quantized elements and of
/// less than a byte, and how elements are quantized.
constexpr bool is_constant(std::string_view module, std::string_view name) noexcept {
  if (module != "torch") return false;
  for (std::string_view known :
       {"qint8", "qint32", "quint8", "quint4x2", "quint2x4", "per_tensor_affine", "per_tensor_symmetric",
        "per_channel_affine", "per_channel_symmetric", "per_channel_affine_float_qparams"})
    if (name == known) return true;
  if (name.starts_with('u')) name.remove_prefix(1);
  return name.size() == 4 && name.starts_with("int") && name[3] >= '1' && name[3] <= '7';
}

/// Names of Python's builtins that protocols 0 to 2 write as Python 2 had them (pickle's _compat_pickle).
struct python2_builtin {
  std::string_view python2, python3;
};
inline constexpr python2_builtin python2_builtins[] = {
    {"long", "int"}, {"unicode", "str"}, {"xrange", "range"}, {"unichr", "chr"}};

/// Python 3's name of a global, as python3_module() is of its module.
constexpr std::string_view python3_name(std::string_view module, std::string_view name) noexcept {
  if (module == "__builtin__")
    for (const python2_builtin& builtin : python2_builtins)
      if (builtin.python2 == name) return builtin.python3;
  return name;
}

/// Of the builtins that a pickle may name, those that are functions; the others are classes.
constexpr bool is_builtin_function(std::string_view name) noexcept {
  for (std::string_view function :
       {"abs",  "all", "any", "ascii", "bin",        "callable",   "chr",   "divmod", "format",
        "hash", "hex", "id",  "iter",  "isinstance", "issubclass", "len",   "max",    "min",
        "next", "oct", "ord", "pow",   "print",      "repr",       "round", "sorted", "sum"})
    if (name == function) return true;
  return false;
}

/// What a name in a module is called after: a class, by its capital letter or because Python has it, else a function.
constexpr bool is_class_name(std::string_view module, std::string_view name) noexcept {
  const std::string_view last = name.substr(name.rfind('.') + 1);  // of npos the whole
  const std::size_t letter = last.find_first_not_of('_');
  if (letter == last.npos || last[letter] < 'a' || last[letter] > 'z') return true;
  for (std::string_view with_classes : {"array", "builtins", "collections", "datetime", "itertools"})
    if (module == with_classes) return true;
  return (module == "functools" && name == "partial") || (module == "operator" && name == "itemgetter") ||
         (module == "torch" && (name == "device" || name == "dtype")) || (module == "numpy" && name == "dtype");
}

/// What a pickle may call. Each is understood here; none is ever executed.
enum class known_function : unsigned char {
  none,
  ordered_dict,
  rebuild_tensor,
  rebuild_tensor_v2,
  rebuild_tensor_v3,
  rebuild_from_type,
  rebuild_parameter,
  rebuild_parameter_with_state,
  rebuild_sparse,           ///< (layout, parts)
  rebuild_nested,           ///< (buffer, sizes, strides, storage_offsets)
  rebuild_from_numpy,       ///< of another device: (array, dtype, device, requires_grad)
  rebuild_from_cpu_tensor,  ///< the same of a tensor
  rebuild_quantized,        ///< named when it is refused, as is the next
  rebuild_meta,
  encode,  ///< _codecs.encode(text, 'latin1'): bytes
  bytes,
  bytearray,
  complex,
  set,
  frozenset,
  size,
  device,
  layout,
  counter,
  default_dict,
  load_storage,  ///< torch.storage._load_from_bytes: a storage that a plain pickle holds, as a file of torch.save
  numpy_array,   ///< numpy's _reconstruct, whose state says all
  numpy_buffer,  ///< numpy's _frombuffer, of pickle protocol 5
  numpy_number,  ///< numpy's scalar
  numpy_dtype,
};

/// Functions of torch/jit/_pickle.py that give back what they are given. TorchScript and libtorch write them around
/// lists and dictionaries, so that C++ knows the type of what is in them.
constexpr bool passes_on(const pickle::global_name& function) noexcept {
  if (function.module != "torch.jit._pickle") return false;
  for (std::string_view name :
       {"restore_type_tag", "build_intlist", "build_doublelist", "build_boollist", "build_tensorlist"})
    if (function.name == name) return true;
  return false;
}

/// NumPy 2 has called its own modules `_core`; older ones are `core`.
constexpr known_function numpy_function_named(std::string_view module, std::string_view name) noexcept {
  using enum known_function;
  if (module == "numpy") return name == "dtype" ? numpy_dtype : none;
  if (module == "numpy.dtypes") return name.ends_with("DType") ? numpy_dtype : none;
  module.remove_prefix(6);
  if (module.starts_with('_')) module.remove_prefix(1);
  if (module == "core.numeric") return name == "_frombuffer" ? numpy_buffer : none;
  if (module != "core.multiarray") return none;
  return name == "_reconstruct" ? numpy_array : name == "scalar" ? numpy_number : none;
}

/// Those of torch/_utils.py, the commonest first.
constexpr known_function rebuild_function_named(std::string_view name) noexcept {
  using enum known_function;
  if (name == "_rebuild_tensor_v2") return rebuild_tensor_v2;
  if (name == "_rebuild_tensor_v3") return rebuild_tensor_v3;
  if (name == "_rebuild_tensor") return rebuild_tensor;
  if (name == "_rebuild_parameter") return rebuild_parameter;
  if (name == "_rebuild_parameter_with_state") return rebuild_parameter_with_state;
  if (name == "_rebuild_sparse_tensor") return rebuild_sparse;
  if (name == "_rebuild_sparse_csr_tensor") return rebuild_sparse;  // of 1.13
  if (name == "_rebuild_nested_tensor") return rebuild_nested;
  if (name == "_rebuild_device_tensor_from_numpy") return rebuild_from_numpy;
  if (name == "_rebuild_device_tensor_from_cpu_tensor") return rebuild_from_cpu_tensor;
  if (name == "_rebuild_qtensor") return rebuild_quantized;
  if (name == "_rebuild_meta_tensor_no_storage") return rebuild_meta;
  return none;
}

constexpr known_function function_named(std::string_view module, std::string_view name) noexcept {
  using enum known_function;
  if (module == "torch._utils") return rebuild_function_named(name);
  if (module == "numpy" || module.starts_with("numpy.")) return numpy_function_named(module, name);
  if (module == "torch.storage") return name == "_load_from_bytes" ? load_storage : none;
  if (module == "collections") {
    if (name == "OrderedDict") return ordered_dict;
    return name == "Counter" ? counter : name == "defaultdict" ? default_dict : none;
  }
  if (module == "torch.serialization") return name == "_get_layout" ? layout : none;
  if (module == "_codecs") return name == "encode" ? encode : none;
  if (module == "torch._tensor") return name == "_rebuild_from_type_v2" ? rebuild_from_type : none;
  if (module == "torch") return name == "Size" ? size : name == "device" ? device : none;
  if (module == "__builtin__" || module == "builtins") {
    if (name == "set") return set;
    if (name == "frozenset") return frozenset;
    if (name == "bytes") return bytes;
    if (name == "bytearray") return bytearray;
    if (name == "complex") return complex;
    return none;
  }
  return none;
}

/// A name that means something here: functions and classes that are understood, and the layers of PyTorch, whose
/// modules are read. All others are inert.
constexpr bool is_understood(std::string_view module, std::string_view name) noexcept {
  if (function_named(module, name) != known_function::none || element_size_of_storage(module, name) != 0 ||
      is_tensor_class(module, name) || dtype_named(module, name) || passes_on({module, name, 0}))
    return true;
  // Classes of layers. What a module has imported from elsewhere, functions above all, is not its own.
  if (module.starts_with("torch.nn.modules.") || module.starts_with("torch.nn.parallel."))
    return !name.empty() && name[0] >= 'A' && name[0] <= 'Z' && name.find('.') == name.npos;
  const bool builtin = module == "builtins" || module == "__builtin__";
  for (std::string_view known : {"bool", "dict", "float", "int", "list", "long", "object", "str", "tuple", "unicode"})
    if (builtin && name == known) return true;
  return (module == "copyreg" || module == "copy_reg") && (name == "_reconstructor" || name == "__newobj__");
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
