// SPDX-License-Identifier: Apache-2.0
/// \file
/// Descriptions of oneDNN's primitives. Each is empty where oneDNN does not do what is asked. Those with a
/// dnnl_prop_kind_t serve for dnnl_forward_inference, and with dnnl_forward_training as what a gradient is the gradient
/// of.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <memory>

#include <nnstruct/engine/onednn_api-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail {

NNSTRUCT_DECLARE description describe_convolution(const setting& settings, bool transposed, dnnl_prop_kind_t use,
                                                  const layout& x, const layout& weight, const layout& bias,
                                                  const layout& y, const sliding& s) {
  const dnnl_alg_kind_t kind = transposed ? dnnl_deconvolution_direct : dnnl_convolution_direct;
  return described(transposed ? "deconvolution" : "convolution", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    const auto create =
        transposed ? dnnl_deconvolution_forward_primitive_desc_create : dnnl_convolution_forward_primitive_desc_create;
    return create(out, settings.engine, use, kind, x.handle(), weight.handle(), bias.handle(), y.handle(),
                  s.strides.values, s.dilations.values, s.padding_begin.values, s.padding_end.values,
                  settings.attributes);
#else
    const auto initialize =
        transposed ? dnnl_dilated_deconvolution_forward_desc_init : dnnl_dilated_convolution_forward_desc_init;
    dnnl_convolution_desc_t operation;
    return finished(settings,
                    initialize(&operation, use, kind, x.handle(), weight.handle(), bias.handle(), y.handle(),
                               s.strides.values, s.dilations.values, s.padding_begin.values, s.padding_end.values),
                    operation, out);
#endif
  });
}

NNSTRUCT_DECLARE description describe_pooling(const setting& settings, dnnl_prop_kind_t use, dnnl_alg_kind_t kind,
                                              const layout& x, const layout& y, const sliding& s) {
  return described("pooling", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_pooling_forward_primitive_desc_create(
        out, settings.engine, use, kind, x.handle(), y.handle(), s.strides.values, s.kernel.values, s.dilations.values,
        s.padding_begin.values, s.padding_end.values, settings.attributes);
#else
    dnnl_pooling_v2_desc_t operation;
    return finished(settings,
                    dnnl_pooling_v2_forward_desc_init(&operation, use, kind, x.handle(), y.handle(), s.strides.values,
                                                      s.kernel.values, s.dilations.values, s.padding_begin.values,
                                                      s.padding_end.values),
                    operation, out);
#endif
  });
}

NNSTRUCT_DECLARE description describe_inner_product(const setting& settings, dnnl_prop_kind_t use, const layout& x,
                                                    const layout& weight, const layout& bias, const layout& y) {
  return described("inner product", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_inner_product_forward_primitive_desc_create(out, settings.engine, use, x.handle(), weight.handle(),
                                                            bias.handle(), y.handle(), settings.attributes);
#else
    dnnl_inner_product_desc_t operation;
    return finished(settings,
                    dnnl_inner_product_forward_desc_init(&operation, use, x.handle(), weight.handle(), bias.handle(),
                                                         y.handle()),
                    operation, out);
#endif
  });
}

/// y = a . b, of matrices or of equally many of them.
NNSTRUCT_DECLARE description describe_matmul(const setting& settings, const layout& a, const layout& b,
                                             const layout& y) {
  return described("matmul", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_matmul_primitive_desc_create(out, settings.engine, a.handle(), b.handle(), nullptr, y.handle(),
                                             settings.attributes);
#else
    dnnl_matmul_desc_t operation;
    return finished(settings, dnnl_matmul_desc_init(&operation, a.handle(), b.handle(), nullptr, y.handle()), operation,
                    out);
#endif
  });
}

/// With the statistics of x, which are an output, unless the flags say that they are given. x and y have the same
/// layout.
NNSTRUCT_DECLARE description describe_batch_normalization(const setting& settings, const layout& x, float eps,
                                                          unsigned flags) {
  return described("batch normalization", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_batch_normalization_forward_primitive_desc_create(
        out, settings.engine, dnnl_forward_training, x.handle(), x.handle(), eps, flags, settings.attributes);
#else
    dnnl_batch_normalization_desc_t operation;
    return finished(
        settings,
        dnnl_batch_normalization_forward_desc_init(&operation, dnnl_forward_training, x.handle(), eps, flags),
        operation, out);
#endif
  });
}

/// With dnnl_forward_training the statistics are outputs. x and y have the same layout.
NNSTRUCT_DECLARE description describe_layer_normalization(const setting& settings, dnnl_prop_kind_t use,
                                                          const layout& x, float eps, unsigned flags) {
  return described("layer normalization", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_layer_normalization_forward_primitive_desc_create(out, settings.engine, use, x.handle(), x.handle(),
                                                                  nullptr, eps, flags, settings.attributes);
#else
    dnnl_layer_normalization_desc_t operation;
    return finished(settings,
                    dnnl_layer_normalization_forward_desc_init(&operation, use, x.handle(), nullptr, eps, flags),
                    operation, out);
#endif
  });
}

/// x and y have the same layout.
NNSTRUCT_DECLARE description describe_eltwise(const setting& settings, dnnl_prop_kind_t use, dnnl_alg_kind_t kind,
                                              const layout& x, float alpha) {
  return described("eltwise", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_eltwise_forward_primitive_desc_create(out, settings.engine, use, kind, x.handle(), x.handle(), alpha, 0,
                                                      settings.attributes);
#else
    dnnl_eltwise_desc_t operation;
    return finished(settings, dnnl_eltwise_forward_desc_init(&operation, use, kind, x.handle(), alpha, 0), operation,
                    out);
#endif
  });
}

/// x and y have the same layout.
NNSTRUCT_DECLARE description describe_softmax(const setting& settings, dnnl_prop_kind_t use, dnnl_alg_kind_t kind,
                                              const layout& x, int axis) {
  return described("softmax", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_softmax_forward_primitive_desc_create(out, settings.engine, use, kind, x.handle(), x.handle(), axis,
                                                      settings.attributes);
#else
    dnnl_softmax_v2_desc_t operation;
    return finished(settings,
                    dnnl_softmax_v2_forward_desc_init(&operation, use, kind, x.handle(), x.handle(), axis), operation,
                    out);
#endif
  });
}

/// y = x * factor + term, the latter two broadcast along the axes where their extent is 1.
NNSTRUCT_DECLARE description describe_scale_and_shift(const setting& settings, const layout& x, const layout& factor,
                                                      const layout& term) {
  dnnl_post_ops_t fresh_then = nullptr;
  dnnl_primitive_attr_t fresh_both = nullptr;
  require(dnnl_post_ops_create(&fresh_then), "post ops");
  const std::unique_ptr<dnnl_post_ops, destroyer<dnnl_post_ops_destroy>> then(fresh_then);
  require(dnnl_post_ops_append_binary(fresh_then, dnnl_binary_add, term.handle()), "post ops");
  require(dnnl_primitive_attr_clone(&fresh_both, settings.attributes), "attributes");
  const std::unique_ptr<dnnl_primitive_attr, destroyer<dnnl_primitive_attr_destroy>> both(fresh_both);
  require(dnnl_primitive_attr_set_post_ops(fresh_both, fresh_then), "attributes");
  return described("binary", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_binary_primitive_desc_create(out, settings.engine, dnnl_binary_mul, x.handle(), factor.handle(),
                                             x.handle(), fresh_both);
#else
    dnnl_binary_desc_t operation;
    return finished({settings.engine, fresh_both},
                    dnnl_binary_desc_init(&operation, dnnl_binary_mul, x.handle(), factor.handle(), x.handle()),
                    operation, out);
#endif
  });
}

/// Copies elements from one layout into the other.
NNSTRUCT_DECLARE description describe_reorder(const setting& settings, layout::handle_type from,
                                              layout::handle_type to) {
  return described("reorder", [&](dnnl_primitive_desc_t* out) {
    return dnnl_reorder_primitive_desc_create(out, from, settings.engine, to, settings.engine, settings.attributes);
  });
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail
