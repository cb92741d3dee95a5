// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pytorch/names.hpp>

#include "support/catch.hpp"

namespace format_pytorch_names_test {

namespace pytorch = nnstruct::format::pytorch;
using nnstruct::dtype;

TEST_CASE("a dtype's storage class leads back to it, and every dtype has its name in module torch") {
  std::size_t untyped = 0;
  for (std::size_t i = 0; i < std::size(nnstruct::detail::dtype_rows); ++i) {
    const auto type = static_cast<dtype>(i);
    INFO(nnstruct::name_of(type));
    CHECK(pytorch::dtype_named("torch", nnstruct::name_of(type)) == type);
    CHECK_FALSE(pytorch::dtype_named("numpy", nnstruct::name_of(type)));
    if (pytorch::storage_class_of(type).empty()) {
      ++untyped;
      continue;
    }
    CHECK(pytorch::dtype_of_storage("torch", pytorch::storage_class_of(type)) == type);
    CHECK(pytorch::dtype_of_storage("torch.cuda", pytorch::storage_class_of(type)) == type);
  }
  CHECK(untyped == 16);  // uint16, uint32, uint64, complex32, five of 8 bits, seven raw ones
  CHECK(pytorch::storage_class_of(dtype::int64) == "LongStorage");
  CHECK(pytorch::storage_class_of(dtype::complex64) == "ComplexFloatStorage");
  CHECK_FALSE(pytorch::dtype_named("torch", "qint8"));
  CHECK(pytorch::storage_class_of(dtype::bfloat16) == "BFloat16Storage");
}

TEST_CASE("a storage class of another module or name is none") {
  CHECK_FALSE(pytorch::dtype_of_storage("evil", "FloatStorage"));
  CHECK_FALSE(pytorch::dtype_of_storage("torch", "floatstorage"));
  CHECK_FALSE(pytorch::dtype_of_storage("torch", "QInt8Storage"));
  CHECK_FALSE(pytorch::dtype_of_storage("torch", ""));
  CHECK(pytorch::is_untyped_storage("torch.storage", "UntypedStorage"));
  CHECK_FALSE(pytorch::is_untyped_storage("torch", "UntypedStorage"));
}

TEST_CASE("the list of what may be called is short, and exact") {
  using enum pytorch::known_function;
  CHECK(pytorch::function_named("collections", "OrderedDict") == ordered_dict);
  CHECK(pytorch::function_named("torch._utils", "_rebuild_tensor_v2") == rebuild_tensor_v2);
  CHECK(pytorch::function_named("torch._utils", "_rebuild_tensor") == rebuild_tensor);
  CHECK(pytorch::function_named("torch._utils", "_rebuild_parameter") == rebuild_parameter);
  CHECK(pytorch::function_named("torch._utils", "_rebuild_tensor_v3") == rebuild_tensor_v3);
  CHECK(pytorch::function_named("torch._tensor", "_rebuild_from_type_v2") == rebuild_from_type);
  CHECK(pytorch::function_named("_codecs", "encode") == encode);
  CHECK(pytorch::function_named("builtins", "complex") == complex);
  CHECK(pytorch::function_named("torch._utils", "_rebuild_nested_tensor") == rebuild_nested);
  CHECK(pytorch::function_named("torch._utils", "_rebuild_device_tensor_from_numpy") == rebuild_from_numpy);
  CHECK(pytorch::function_named("torch._utils", "_rebuild_device_tensor_from_cpu_tensor") == rebuild_from_cpu_tensor);
  CHECK(pytorch::function_named("torch.storage", "_load_from_bytes") == load_storage);
  for (const std::string core : {"numpy.core", "numpy._core"}) {
    CHECK(pytorch::function_named(core + ".multiarray", "_reconstruct") == numpy_array);
    CHECK(pytorch::function_named(core + ".multiarray", "scalar") == numpy_number);
    CHECK(pytorch::function_named(core + ".numeric", "_frombuffer") == numpy_buffer);
    CHECK(pytorch::function_named(core + ".numeric", "_reconstruct") == none);
    CHECK(pytorch::function_named(core, "_reconstruct") == none);
  }
  CHECK(pytorch::function_named("numpy", "dtype") == numpy_dtype);
  CHECK(pytorch::function_named("numpy.dtypes", "Float32DType") == numpy_dtype);
  CHECK(pytorch::function_named("numpy", "load") == none);
  CHECK(pytorch::function_named("numpy.", "dtype") == none);
  CHECK(pytorch::function_named("numpy.testing._private.utils", "runstring") == none);
  CHECK(pytorch::function_named("torch", "load") == none);
  CHECK(pytorch::function_named("_codecs", "decode") == none);
  CHECK(pytorch::function_named("collections", "_rebuild_tensor_v2") == none);
  CHECK(pytorch::function_named("torch._utils", "OrderedDict") == none);
  CHECK(pytorch::function_named("torch._utils", "_rebuild_tensor_v2 ") == none);
  CHECK(pytorch::function_named("posix", "system") == none);
  CHECK(pytorch::function_named("builtins", "eval") == none);
}

TEST_CASE("functions that give back what they are given are known", "[pytorch][names]") {
  CHECK(pytorch::passes_on({"torch.jit._pickle", "restore_type_tag", 0}));
  CHECK(pytorch::passes_on({"torch.jit._pickle", "build_intlist", 0}));
  CHECK_FALSE(pytorch::passes_on({"torch.jit._pickle", "build_tensor_from_id", 0}));
  CHECK_FALSE(pytorch::passes_on({"torch.jit", "restore_type_tag", 0}));
}

TEST_CASE("what is understood is a class of layers itself, and nothing that its module has imported",
          "[pytorch][names]") {
  CHECK(pytorch::is_understood("torch.nn.modules.linear", "Linear"));
  CHECK(pytorch::is_understood("torch.nn.parallel.data_parallel", "DataParallel"));
  CHECK(pytorch::is_understood("torch._utils", "_rebuild_tensor_v2"));
  CHECK_FALSE(pytorch::is_understood("torch.nn.utils._expanded_weights.instance_norm_expanded_weights", "partial"));
  CHECK_FALSE(pytorch::is_understood("torch.nn.attention._fa4", "_fa4_import_module"));
  CHECK_FALSE(pytorch::is_understood("torch.nn.modules.module", "functools.partial"));
  CHECK_FALSE(pytorch::is_understood("torch.nn.modules.utils", "_pair"));
  CHECK_FALSE(pytorch::is_understood("torch.nn.functional", "relu"));
}

}  // namespace format_pytorch_names_test
