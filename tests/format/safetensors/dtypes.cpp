// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/safetensors/dtypes.hpp>

#include <set>
#include <string>
#include <string_view>

#include <nnstruct/format/safetensors/reader.hpp>

#include "support/catch.hpp"

namespace format_safetensors_dtypes_test {

namespace safetensors = nnstruct::format::safetensors;
using nnstruct::dtype;

// make_formats.py named the keys of dtypes.safetensors for PyTorch's dtypes; its library wrote the types.
TEST_CASE("every dtype of the library's own file is known by its name", "[safetensors]") {
  const safetensors::safetensors_file file(
      nnstruct::io::input_file(NNSTRUCT_TEST_DATA "/formats/safetensors/dtypes.safetensors"));
  std::set<std::string_view> seen;
  for (const auto& tensor : file.tensors()) {
    CHECK(tensor.key == "of " + std::string(nnstruct::name_of(tensor.dtype)));
    seen.insert(nnstruct::name_of(tensor.dtype));
  }
  CHECK(seen.size() == 17);
}

TEST_CASE("a name leads to a dtype and back", "[safetensors]") {
  std::size_t named = 0;
  for (std::size_t i = 0; i < std::size(nnstruct::detail::dtype_rows); ++i) {
    const auto type = static_cast<dtype>(i);
    const std::string_view name = safetensors::safetensors_name(type);
    if (name.empty()) continue;
    ++named;
    CHECK(safetensors::dtype_named(name) == type);
  }
  CHECK(named == std::size(safetensors::detail::dtype_names));
  CHECK(safetensors::safetensors_name(dtype::complex128).empty());
  CHECK(safetensors::safetensors_name(dtype::complex32).empty());
  for (const char* other : {"", "f32", "F4", "F6_E2M3", "F8_E4M3FN", "FLOAT32", "I128"})
    CHECK_FALSE(safetensors::dtype_named(other).has_value());
}

TEST_CASE("dtypes are ordered by the size of their elements", "[safetensors]") {
  for (std::size_t i = 1; i < std::size(safetensors::detail::dtype_names); ++i) {
    const dtype before = safetensors::detail::dtype_names[i - 1].dtype,
                after = safetensors::detail::dtype_names[i].dtype;
    CHECK(safetensors::rank_of(before) < safetensors::rank_of(after));
    CHECK(nnstruct::size_of(before) <= nnstruct::size_of(after));
  }
}

}  // namespace format_safetensors_dtypes_test
