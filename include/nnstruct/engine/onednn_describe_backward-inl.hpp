// SPDX-License-Identifier: Apache-2.0
/// \file
/// Descriptions of the gradients of oneDNN's primitives. `forward` describes what each is the gradient of; where that
/// is empty, since oneDNN does not do it, so is this.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <nnstruct/engine/onednn_api-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail {

NNSTRUCT_DECLARE description describe_convolution_dx(const setting& settings, bool transposed, const layout& dx,
                                                     const layout& weight, const layout& dy, const sliding& s,
                                                     const description& forward) {
  if (!forward) return nullptr;
  const dnnl_alg_kind_t kind = transposed ? dnnl_deconvolution_direct : dnnl_convolution_direct;
  return described(transposed ? "deconvolution" : "convolution", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    const auto create = transposed ? dnnl_deconvolution_backward_data_primitive_desc_create
                                   : dnnl_convolution_backward_data_primitive_desc_create;
    return create(out, settings.engine, kind, dx.handle(), weight.handle(), dy.handle(), s.strides.values,
                  s.dilations.values, s.padding_begin.values, s.padding_end.values, forward.get(), settings.attributes);
#else
    const auto initialize = transposed ? dnnl_dilated_deconvolution_backward_data_desc_init
                                       : dnnl_dilated_convolution_backward_data_desc_init;
    dnnl_convolution_desc_t operation;
    return finished(settings,
                    initialize(&operation, kind, dx.handle(), weight.handle(), dy.handle(), s.strides.values,
                               s.dilations.values, s.padding_begin.values, s.padding_end.values),
                    operation, out, forward);
#endif
  });
}

NNSTRUCT_DECLARE description describe_convolution_dweight(const setting& settings, bool transposed, const layout& x,
                                                          const layout& dweight, const layout& dbias, const layout& dy,
                                                          const sliding& s, const description& forward) {
  if (!forward) return nullptr;
  const dnnl_alg_kind_t kind = transposed ? dnnl_deconvolution_direct : dnnl_convolution_direct;
  return described(transposed ? "deconvolution" : "convolution", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    const auto create = transposed ? dnnl_deconvolution_backward_weights_primitive_desc_create
                                   : dnnl_convolution_backward_weights_primitive_desc_create;
    return create(out, settings.engine, kind, x.handle(), dweight.handle(), dbias.handle(), dy.handle(),
                  s.strides.values, s.dilations.values, s.padding_begin.values, s.padding_end.values, forward.get(),
                  settings.attributes);
#else
    const auto initialize = transposed ? dnnl_dilated_deconvolution_backward_weights_desc_init
                                       : dnnl_dilated_convolution_backward_weights_desc_init;
    dnnl_convolution_desc_t operation;
    return finished(settings,
                    initialize(&operation, kind, x.handle(), dweight.handle(), dbias.handle(), dy.handle(),
                               s.strides.values, s.dilations.values, s.padding_begin.values, s.padding_end.values),
                    operation, out, forward);
#endif
  });
}

NNSTRUCT_DECLARE description describe_pooling_dx(const setting& settings, dnnl_alg_kind_t kind, const layout& dx,
                                                 const layout& dy, const sliding& s, const description& forward) {
  if (!forward) return nullptr;
  return described("pooling", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_pooling_backward_primitive_desc_create(
        out, settings.engine, kind, dx.handle(), dy.handle(), s.strides.values, s.kernel.values, s.dilations.values,
        s.padding_begin.values, s.padding_end.values, forward.get(), settings.attributes);
#else
    dnnl_pooling_v2_desc_t operation;
    return finished(settings,
                    dnnl_pooling_v2_backward_desc_init(&operation, kind, dx.handle(), dy.handle(), s.strides.values,
                                                       s.kernel.values, s.dilations.values, s.padding_begin.values,
                                                       s.padding_end.values),
                    operation, out, forward);
#endif
  });
}

NNSTRUCT_DECLARE description describe_inner_product_dx(const setting& settings, const layout& dx, const layout& weight,
                                                       const layout& dy, const description& forward) {
  if (!forward) return nullptr;
  return described("inner product", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_inner_product_backward_data_primitive_desc_create(out, settings.engine, dx.handle(), weight.handle(),
                                                                  dy.handle(), forward.get(), settings.attributes);
#else
    dnnl_inner_product_desc_t operation;
    return finished(
        settings, dnnl_inner_product_backward_data_desc_init(&operation, dx.handle(), weight.handle(), dy.handle()),
        operation, out, forward);
#endif
  });
}

NNSTRUCT_DECLARE description describe_inner_product_dweight(const setting& settings, const layout& x,
                                                            const layout& dweight, const layout& dbias,
                                                            const layout& dy, const description& forward) {
  if (!forward) return nullptr;
  return described("inner product", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_inner_product_backward_weights_primitive_desc_create(out, settings.engine, x.handle(), dweight.handle(),
                                                                     dbias.handle(), dy.handle(), forward.get(),
                                                                     settings.attributes);
#else
    dnnl_inner_product_desc_t operation;
    return finished(settings,
                    dnnl_inner_product_backward_weights_desc_init(&operation, x.handle(), dweight.handle(),
                                                                  dbias.handle(), dy.handle()),
                    operation, out, forward);
#endif
  });
}

/// With dnnl_backward those of scale and shift too, with dnnl_backward_data not. All images have the same layout.
NNSTRUCT_DECLARE description describe_batch_normalization_dx(const setting& settings, dnnl_prop_kind_t which,
                                                             const layout& x, float eps, unsigned flags,
                                                             const description& forward) {
  if (!forward) return nullptr;
  return described("batch normalization", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_batch_normalization_backward_primitive_desc_create(out, settings.engine, which, x.handle(), x.handle(),
                                                                   x.handle(), eps, flags, forward.get(),
                                                                   settings.attributes);
#else
    dnnl_batch_normalization_desc_t operation;
    return finished(
        settings,
        dnnl_batch_normalization_backward_desc_init(&operation, which, x.handle(), x.handle(), eps, flags), operation,
        out, forward);
#endif
  });
}

/// The same of layer normalization.
NNSTRUCT_DECLARE description describe_layer_normalization_dx(const setting& settings, dnnl_prop_kind_t which,
                                                             const layout& x, float eps, unsigned flags,
                                                             const description& forward) {
  if (!forward) return nullptr;
  return described("layer normalization", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_layer_normalization_backward_primitive_desc_create(out, settings.engine, which, x.handle(), x.handle(),
                                                                   x.handle(), nullptr, eps, flags, forward.get(),
                                                                   settings.attributes);
#else
    dnnl_layer_normalization_desc_t operation;
    return finished(
        settings,
        dnnl_layer_normalization_backward_desc_init(&operation, which, x.handle(), x.handle(), nullptr, eps, flags),
        operation, out, forward);
#endif
  });
}

/// All tensors have the same layout.
NNSTRUCT_DECLARE description describe_eltwise_dx(const setting& settings, dnnl_alg_kind_t kind, const layout& x,
                                                 float alpha, const description& forward) {
  if (!forward) return nullptr;
  return described("eltwise", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_eltwise_backward_primitive_desc_create(out, settings.engine, kind, x.handle(), x.handle(), x.handle(),
                                                       alpha, 0, forward.get(), settings.attributes);
#else
    dnnl_eltwise_desc_t operation;
    return finished(settings, dnnl_eltwise_backward_desc_init(&operation, kind, x.handle(), x.handle(), alpha, 0),
                    operation, out, forward);
#endif
  });
}

/// All tensors have the same layout.
NNSTRUCT_DECLARE description describe_softmax_dx(const setting& settings, dnnl_alg_kind_t kind, const layout& y,
                                                 int axis, const description& forward) {
  if (!forward) return nullptr;
  return described("softmax", [&](dnnl_primitive_desc_t* out) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_softmax_backward_primitive_desc_create(out, settings.engine, kind, y.handle(), y.handle(), y.handle(),
                                                       axis, forward.get(), settings.attributes);
#else
    dnnl_softmax_v2_desc_t operation;
    return finished(settings,
                    dnnl_softmax_v2_backward_desc_init(&operation, kind, y.handle(), y.handle(), y.handle(), axis),
                    operation, out, forward);
#endif
  });
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail
