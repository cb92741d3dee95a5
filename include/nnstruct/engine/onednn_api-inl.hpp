// SPDX-License-Identifier: Apache-2.0
/// \file
/// oneDNN's C interface, as far as the engine uses it, with owners, and with the differences between its versions 2
/// and 3 behind one set of names. https://oneapi-src.github.io/oneDNN/dev_guide_transition_to_v3.html
/// The primitives themselves are in onednn_describe-inl.hpp and onednn_describe_backward-inl.hpp.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>

#if DNNL_VERSION_MAJOR < 2 || (DNNL_VERSION_MAJOR == 2 && DNNL_VERSION_MINOR < 6)
#error "nnstruct needs oneDNN 2.6 or newer"
#endif

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail {

/// Throws Error with the name of the status, unless that is success.
NNSTRUCT_DECLARE void require(dnnl_status_t status, const char* what) {
  if (status == dnnl_success) return;
  const char* const name = status == dnnl_out_of_memory       ? "out_of_memory"
                           : status == dnnl_invalid_arguments ? "invalid_arguments"
                           : status == dnnl_unimplemented     ? "unimplemented"
                           : status == dnnl_runtime_error     ? "runtime_error"
                           : status == dnnl_not_required      ? "not_required"
                                                              : "unknown";
  throw Error(nnstruct::detail::concat({"oneDNN: ", what, ": status ", name, " (", static_cast<int>(status), ")"}));
}

template <auto Destroy> struct destroyer {
  template <class Handle> void operator()(Handle* handle) const noexcept { Destroy(handle); }
};
using description = std::unique_ptr<dnnl_primitive_desc, destroyer<dnnl_primitive_desc_destroy>>;
using primitive = std::unique_ptr<dnnl_primitive, destroyer<dnnl_primitive_destroy>>;
using memory = std::unique_ptr<dnnl_memory, destroyer<dnnl_memory_destroy>>;
using stream = std::unique_ptr<dnnl_stream, destroyer<dnnl_stream_destroy>>;

/// One number for each axis: extents, strides, paddings.
struct axes {
  dnnl_dims_t values = {};
  int count = 0;

  axes(std::initializer_list<std::int64_t> numbers) {
    for (const std::int64_t number : numbers) values[count++] = number;
  }
};

/// How the float32 elements of a tensor lie in memory: what oneDNN calls a memory descriptor. One that is default
/// constructed says that there is no tensor.
class layout {
 public:
#if DNNL_VERSION_MAJOR >= 3
  using handle_type = const_dnnl_memory_desc_t;
#else
  using handle_type = const dnnl_memory_desc_t*;
#endif

  layout() = default;
  /// Row-major.
  static layout dense(const axes& extents) {
    axes strides = extents;
    std::int64_t stride = 1;
    for (int i = extents.count; i-- > 0; stride *= extents.values[i]) strides.values[i] = stride;
    return strided(extents, strides);
  }
  /// In elements.
  static layout strided(const axes& extents, const axes& strides) {
    layout made;
#if DNNL_VERSION_MAJOR >= 3
    dnnl_memory_desc_t fresh = nullptr;
    require(dnnl_memory_desc_create_with_strides(&fresh, extents.count, extents.values, dnnl_f32, strides.values),
            "memory descriptor");
    made.value_.reset(fresh);
#else
    require(dnnl_memory_desc_init_by_strides(&made.value_, extents.count, extents.values, dnnl_f32, strides.values),
            "memory descriptor");
    made.present_ = true;
#endif
    return made;
  }
  /// As the primitive likes it best.
  static layout any(const axes& extents) {
    layout made;
#if DNNL_VERSION_MAJOR >= 3
    dnnl_memory_desc_t fresh = nullptr;
    require(dnnl_memory_desc_create_with_tag(&fresh, extents.count, extents.values, dnnl_f32, dnnl_format_tag_any),
            "memory descriptor");
    made.value_.reset(fresh);
#else
    require(dnnl_memory_desc_init_by_tag(&made.value_, extents.count, extents.values, dnnl_f32, dnnl_format_tag_any),
            "memory descriptor");
    made.present_ = true;
#endif
    return made;
  }

#if DNNL_VERSION_MAJOR >= 3
  handle_type handle() const { return value_.get(); }
#else
  handle_type handle() const { return present_ ? &value_ : nullptr; }
#endif

 private:
#if DNNL_VERSION_MAJOR >= 3
  std::unique_ptr<dnnl_memory_desc, destroyer<dnnl_memory_desc_destroy>> value_;
#else
  dnnl_memory_desc_t value_ = {};
  bool present_ = false;
#endif
};

/// Whether there is such a tensor, though perhaps one without elements.
inline bool says_anything(layout::handle_type how) {
#if DNNL_VERSION_MAJOR >= 3
  int rank = 0;
  return how != nullptr && dnnl_memory_desc_query(how, dnnl_query_ndims_s32, &rank) == dnnl_success && rank != 0;
#else
  return how != nullptr && how->ndims != 0;
#endif
}

/// The window of a convolution or a pooling along height and width, as oneDNN counts: a dilation of 0 is none.
struct sliding {
  axes kernel, strides, dilations, padding_begin, padding_end;
};

/// What a primitive is described for.
struct setting {
  dnnl_engine_t engine;
  dnnl_primitive_attr_t attributes;
};

/// The description that `create` makes, which is called with its place. Empty where oneDNN does not do what is asked;
/// invalid_arguments says that too: the layers have checked what makes no sense.
template <class Create> description described(const char* what, Create create) {
  dnnl_primitive_desc_t made = nullptr;
  const dnnl_status_t status = create(&made);
  if (status == dnnl_unimplemented || status == dnnl_invalid_arguments) return nullptr;
  require(status, what);
  return description(made);
}

#if DNNL_VERSION_MAJOR < 3
/// The second half of version 2's way: first the operation is described, then for an engine. A gradient is given the
/// description of what it is the gradient of.
template <class Operation>
dnnl_status_t finished(const setting& settings, dnnl_status_t initialized, const Operation& operation,
                       dnnl_primitive_desc_t* out, const description& forward = nullptr) {
  if (initialized != dnnl_success) return initialized;
  return dnnl_primitive_desc_create(out, &operation, settings.attributes, settings.engine, forward.get());
}
#endif

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail
