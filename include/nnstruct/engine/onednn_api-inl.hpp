// SPDX-License-Identifier: Apache-2.0
/// \file
/// oneDNN's C interface, as far as the engine uses it, with owners, and with the differences between its versions 2
/// and 3 behind one set of names. https://oneapi-src.github.io/oneDNN/dev_guide_transition_to_v3.html
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
NNSTRUCT_INLINE void require(dnnl_status_t status, const char* what) {
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

/// The window of a convolution or a pooling along height and width, as oneDNN counts: a dilation of 0 is none.
struct sliding {
  axes kernel, strides, dilations, padding_begin, padding_end;
};

/// What a primitive is described for; the result is empty where oneDNN does not do what is asked.
struct setting {
  dnnl_engine_t engine;
  dnnl_primitive_attr_t attributes;

  description describe_convolution(const layout& x, const layout& weight, const layout& bias, const layout& y,
                                   const sliding& s) const {
    return described("convolution", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_convolution_forward_primitive_desc_create(
          out, engine, dnnl_forward_inference, dnnl_convolution_direct, x.handle(), weight.handle(), bias.handle(),
          y.handle(), s.strides.values, s.dilations.values, s.padding_begin.values, s.padding_end.values, attributes);
#else
      dnnl_convolution_desc_t operation;
      return finished(dnnl_dilated_convolution_forward_desc_init(
                          &operation, dnnl_forward_inference, dnnl_convolution_direct, x.handle(), weight.handle(),
                          bias.handle(), y.handle(), s.strides.values, s.dilations.values, s.padding_begin.values,
                          s.padding_end.values),
                      operation, out);
#endif
    });
  }

  description describe_deconvolution(const layout& x, const layout& weight, const layout& bias, const layout& y,
                                     const sliding& s) const {
    return described("deconvolution", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_deconvolution_forward_primitive_desc_create(
          out, engine, dnnl_forward_inference, dnnl_deconvolution_direct, x.handle(), weight.handle(), bias.handle(),
          y.handle(), s.strides.values, s.dilations.values, s.padding_begin.values, s.padding_end.values, attributes);
#else
      dnnl_deconvolution_desc_t operation;
      return finished(dnnl_dilated_deconvolution_forward_desc_init(
                          &operation, dnnl_forward_inference, dnnl_deconvolution_direct, x.handle(), weight.handle(),
                          bias.handle(), y.handle(), s.strides.values, s.dilations.values, s.padding_begin.values,
                          s.padding_end.values),
                      operation, out);
#endif
    });
  }

  description describe_pooling(dnnl_alg_kind_t kind, const layout& x, const layout& y, const sliding& s) const {
    return described("pooling", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_pooling_forward_primitive_desc_create(
          out, engine, dnnl_forward_inference, kind, x.handle(), y.handle(), s.strides.values, s.kernel.values,
          s.dilations.values, s.padding_begin.values, s.padding_end.values, attributes);
#else
      dnnl_pooling_v2_desc_t operation;
      return finished(dnnl_pooling_v2_forward_desc_init(
                          &operation, dnnl_forward_inference, kind, x.handle(), y.handle(), s.strides.values,
                          s.kernel.values, s.dilations.values, s.padding_begin.values, s.padding_end.values),
                      operation, out);
#endif
    });
  }

  description describe_inner_product(const layout& x, const layout& weight, const layout& bias, const layout& y) const {
    return described("inner product", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_inner_product_forward_primitive_desc_create(out, engine, dnnl_forward_inference, x.handle(),
                                                              weight.handle(), bias.handle(), y.handle(), attributes);
#else
      dnnl_inner_product_desc_t operation;
      return finished(dnnl_inner_product_forward_desc_init(&operation, dnnl_forward_inference, x.handle(),
                                                           weight.handle(), bias.handle(), y.handle()),
                      operation, out);
#endif
    });
  }

  /// With the statistics of x, which are an output. x and y have the same layout.
  description describe_batch_normalization(const layout& x, float eps, unsigned flags) const {
    return described("batch normalization", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_batch_normalization_forward_primitive_desc_create(out, engine, dnnl_forward_training, x.handle(),
                                                                    x.handle(), eps, flags, attributes);
#else
      dnnl_batch_normalization_desc_t operation;
      return finished(
          dnnl_batch_normalization_forward_desc_init(&operation, dnnl_forward_training, x.handle(), eps, flags),
          operation, out);
#endif
    });
  }

  /// x and y have the same layout.
  description describe_layer_normalization(const layout& x, float eps, unsigned flags) const {
    return described("layer normalization", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_layer_normalization_forward_primitive_desc_create(out, engine, dnnl_forward_inference, x.handle(),
                                                                    x.handle(), nullptr, eps, flags, attributes);
#else
      dnnl_layer_normalization_desc_t operation;
      return finished(dnnl_layer_normalization_forward_desc_init(&operation, dnnl_forward_inference, x.handle(),
                                                                 nullptr, eps, flags),
                      operation, out);
#endif
    });
  }

  /// x and y have the same layout.
  description describe_eltwise(dnnl_alg_kind_t kind, const layout& x, float alpha) const {
    return described("eltwise", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_eltwise_forward_primitive_desc_create(out, engine, dnnl_forward_inference, kind, x.handle(),
                                                        x.handle(), alpha, 0, attributes);
#else
      dnnl_eltwise_desc_t operation;
      return finished(
          dnnl_eltwise_forward_desc_init(&operation, dnnl_forward_inference, kind, x.handle(), alpha, 0), operation,
          out);
#endif
    });
  }

  /// x and y have the same layout.
  description describe_softmax(dnnl_alg_kind_t kind, const layout& x, int axis) const {
    return described("softmax", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_softmax_forward_primitive_desc_create(out, engine, dnnl_forward_inference, kind, x.handle(),
                                                        x.handle(), axis, attributes);
#else
      dnnl_softmax_v2_desc_t operation;
      return finished(dnnl_softmax_v2_forward_desc_init(&operation, dnnl_forward_inference, kind, x.handle(),
                                                        x.handle(), axis),
                      operation, out);
#endif
    });
  }

  /// y = x * factor + term, the latter two broadcast along the axes where their extent is 1.
  description describe_scale_and_shift(const layout& x, const layout& factor, const layout& term) const {
    dnnl_post_ops_t fresh_then = nullptr;
    dnnl_primitive_attr_t fresh_both = nullptr;
    require(dnnl_post_ops_create(&fresh_then), "post ops");
    const std::unique_ptr<dnnl_post_ops, destroyer<dnnl_post_ops_destroy>> then(fresh_then);
    require(dnnl_post_ops_append_binary(fresh_then, dnnl_binary_add, term.handle()), "post ops");
    require(dnnl_primitive_attr_clone(&fresh_both, attributes), "attributes");
    const std::unique_ptr<dnnl_primitive_attr, destroyer<dnnl_primitive_attr_destroy>> both(fresh_both);
    require(dnnl_primitive_attr_set_post_ops(fresh_both, fresh_then), "attributes");
    return described("binary", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
      return dnnl_binary_primitive_desc_create(out, engine, dnnl_binary_mul, x.handle(), factor.handle(), x.handle(),
                                               fresh_both);
#else
      dnnl_binary_desc_t operation;
      const dnnl_status_t status =
          dnnl_binary_desc_init(&operation, dnnl_binary_mul, x.handle(), factor.handle(), x.handle());
      if (status != dnnl_success) return status;
      return dnnl_primitive_desc_create(out, &operation, fresh_both, engine, nullptr);
#endif
    });
  }

  /// Copies elements from one layout into the other.
  description describe_reorder(layout::handle_type from, layout::handle_type to) const {
    return described("reorder", [&](dnnl_primitive_desc_t* out) {
      return dnnl_reorder_primitive_desc_create(out, from, engine, to, engine, attributes);
    });
  }

 private:
  /// invalid_arguments too says that something is beyond oneDNN: the layers have checked what makes no sense.
  template <class Create> static description described(const char* what, Create create) {
    dnnl_primitive_desc_t made = nullptr;
    const dnnl_status_t status = create(&made);
    if (status == dnnl_unimplemented || status == dnnl_invalid_arguments) return nullptr;
    require(status, what);
    return description(made);
  }
#if DNNL_VERSION_MAJOR < 3
  template <class Operation>
  dnnl_status_t finished(dnnl_status_t initialized, const Operation& operation, dnnl_primitive_desc_t* out) const {
    if (initialized != dnnl_success) return initialized;
    return dnnl_primitive_desc_create(out, &operation, attributes, engine, nullptr);
  }
#endif
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail
