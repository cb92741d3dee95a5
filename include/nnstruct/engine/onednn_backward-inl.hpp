// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine, the gradients of its products.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <cstdint>
#include <memory>
#include <utility>

#include <nnstruct/engine/onednn-inl.hpp>
#include <nnstruct/engine/onednn_backward.hpp>
#include <nnstruct/engine/onednn_describe_backward-inl.hpp>
#include <nnstruct/engine/onednn_plan-inl.hpp>
#include <nnstruct/engine/reference_backward-inl.hpp>
#include <nnstruct/engine/reference_backward.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

namespace detail {

/// Which gradients are wanted, for the key of a plan.
inline int wanted(const float* dx, const float* dweight, const float* dbias) {
  return (dx != nullptr ? 1 : 0) + (dweight != nullptr ? 2 : 0) + (dbias != nullptr ? 4 : 0);
}

/// False where oneDNN refuses. Both gradients may want dy in the same layout, so they are in one plan.
NNSTRUCT_DECLARE bool convolve_backward(bool transposed, const window2d& w, std::int64_t batch,
                                        std::int64_t in_channels, std::int64_t out_channels, std::int64_t groups,
                                        const float* x, const float* weight, const float* dy, float* dx, float* dweight,
                                        float* dbias) {
  const plan_key key =
      window_key(transposed ? operation::transposed_convolution_backward : operation::convolution_backward, w, batch,
                 in_channels, out_channels, groups, wanted(dx, dweight, dbias));
  return this_thread_engine().run(key, {x, weight, dy, dx, dweight, dbias}, [&](const setting& settings) {
    const convolution_tensors t = tensors_of(transposed, w, batch, in_channels, out_channels, groups);
    const layout bias = vector_layout(dbias, out_channels);
    const layout any_x = layout::any(t.from), any_weight = layout::any(t.factor), any_y = layout::any(t.to);
    const description forward =
        describe_convolution(settings, transposed, dnnl_forward_training, any_x, any_weight, bias, any_y, t.window);
    auto made = std::make_unique<plan>(name_of_convolution(transposed), settings);
    const plan::tensor its_x = made->given(t.x), its_weight = made->given(t.weight), its_dy = made->given(t.y);
    const plan::tensor its_dx = made->given(t.x), its_dweight = made->given(t.weight), its_dbias = made->given(bias);
    bool done = true;
    if (dx != nullptr)
      done =
          made->add(describe_convolution_dx(settings, transposed, any_x, any_weight, any_y, t.window, forward),
                    {{DNNL_ARG_DIFF_DST, its_dy}, {DNNL_ARG_WEIGHTS, its_weight}, {DNNL_ARG_DIFF_SRC, its_dx, true}});
    if (done && dweight != nullptr)
      done = made->add(
          describe_convolution_dweight(settings, transposed, any_x, any_weight, bias, any_y, t.window, forward),
          {{DNNL_ARG_DIFF_DST, its_dy},
           {DNNL_ARG_SRC, its_x},
           {DNNL_ARG_DIFF_WEIGHTS, its_dweight, true},
           {DNNL_ARG_DIFF_BIAS, its_dbias, true}});
    return done ? std::move(made) : nullptr;
  });
}

}  // namespace detail

NNSTRUCT_DEFINE void linear_backward(std::int64_t rows, std::int64_t in, std::int64_t out, const float* x,
                                     const float* weight, const float* dy, float* dx, float* dweight, float* dbias) {
  using namespace detail;
  const bool bias_alone = dweight == nullptr && dbias != nullptr;
  if (bias_alone) reference::sum(1, rows, out, dy, dbias);
  if (dx == nullptr && dweight == nullptr) return;
  float* const other_dbias = bias_alone ? nullptr : dbias;
  const auto by_reference = [&] { reference::linear_backward(rows, in, out, x, weight, dy, dx, dweight, other_dbias); };
  if (rows == 0) return by_reference();  // which has zeros to write
  const plan_key key(operation::inner_product_backward, rows, in, out, wanted(dx, dweight, other_dbias));
  const bool done =
      this_thread_engine().run(key, {x, weight, dy, dx, dweight, other_dbias}, [&](const setting& settings) {
        const layout from = layout::dense({rows, in}), factor = layout::dense({out, in}),
                     to = layout::dense({rows, out});
        const layout bias = vector_layout(other_dbias, out);
        const description forward = describe_inner_product(settings, dnnl_forward_training, from, factor, bias, to);
        auto made = std::make_unique<plan>("inner product", settings);
        const plan::tensor its_x = made->given(from), its_weight = made->given(factor), its_dy = made->given(to);
        const plan::tensor its_dx = made->given(from), its_dweight = made->given(factor), its_dbias = made->given(bias);
        bool good = true;
        if (dx != nullptr)
          good = made->add(
              describe_inner_product_dx(settings, from, factor, to, forward),
              {{DNNL_ARG_DIFF_DST, its_dy}, {DNNL_ARG_WEIGHTS, its_weight}, {DNNL_ARG_DIFF_SRC, its_dx, true}});
        if (good && dweight != nullptr)
          good = made->add(describe_inner_product_dweight(settings, from, factor, bias, to, forward),
                           {{DNNL_ARG_DIFF_DST, its_dy},
                            {DNNL_ARG_SRC, its_x},
                            {DNNL_ARG_DIFF_WEIGHTS, its_dweight, true},
                            {DNNL_ARG_DIFF_BIAS, its_dbias, true}});
        return good ? std::move(made) : nullptr;
      });
  if (done) return;
  count_fallback();
  by_reference();
}

NNSTRUCT_DEFINE void matmul_backward(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b,
                                     const float* a, const float* b, const float* dy, float* da, float* db) {
  if (one_b) m *= batch, batch = 1;
  const bool empty = batch * m * k * n == 0;
  if (da != nullptr && (empty || !detail::multiply(batch, m, n, k, dy, {n, 1}, b, {1, n}, da)))
    reference::matmul_backward(batch, m, k, n, false, a, b, dy, da, nullptr);
  if (db != nullptr && (empty || !detail::multiply(batch, k, m, n, a, {1, k}, dy, {n, 1}, db)))
    reference::matmul_backward(batch, m, k, n, false, a, b, dy, nullptr, db);
}

NNSTRUCT_DEFINE void conv2d_backward(const window2d& w, std::int64_t batch, std::int64_t in_channels,
                                     std::int64_t out_channels, std::int64_t groups, const float* x,
                                     const float* weight, const float* dy, float* dx, float* dweight, float* dbias) {
  using namespace detail;
  const bool bias_alone = dweight == nullptr && dbias != nullptr;
  if (bias_alone) reference::detail::sum_channels(batch, out_channels, w.output_h * w.output_w, dy, dbias);
  if (dx == nullptr && dweight == nullptr) return;
  float* const other_dbias = bias_alone ? nullptr : dbias;
  const bool empty = batch * out_channels * w.output_h * w.output_w == 0;
  if (!empty &&
      convolve_backward(false, w, batch, in_channels, out_channels, groups, x, weight, dy, dx, dweight, other_dbias))
    return;
  if (!empty) count_fallback();
  reference::conv2d_backward(w, batch, in_channels, out_channels, groups, x, weight, dy, dx, dweight, other_dbias);
}

NNSTRUCT_DEFINE void conv_transpose2d_backward(const window2d& w, std::int64_t batch, std::int64_t in_channels,
                                               std::int64_t out_channels, std::int64_t groups, const float* x,
                                               const float* weight, const float* dy, float* dx, float* dweight,
                                               float* dbias) {
  using namespace detail;
  // oneDNN would not see the rows and columns of dy that no window reaches.
  if (dbias != nullptr) reference::detail::sum_channels(batch, out_channels, w.output_h * w.output_w, dy, dbias);
  if (dx == nullptr && dweight == nullptr) return;
  const bool empty = batch * out_channels * w.output_h * w.output_w == 0;
  if (!empty &&
      convolve_backward(true, w, batch, in_channels, out_channels, groups, x, weight, dy, dx, dweight, nullptr))
    return;
  if (!empty) count_fallback();
  reference::conv_transpose2d_backward(w, batch, in_channels, out_channels, groups, x, weight, dy, dx, dweight,
                                       nullptr);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
