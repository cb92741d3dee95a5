// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine, the gradients of its normalisations.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <bit>
#include <cstdint>
#include <memory>
#include <utility>

#include <nnstruct/engine/onednn-inl.hpp>
#include <nnstruct/engine/onednn_backward-inl.hpp>
#include <nnstruct/engine/onednn_backward.hpp>
#include <nnstruct/engine/onednn_describe_backward-inl.hpp>
#include <nnstruct/engine/onednn_norm-inl.hpp>
#include <nnstruct/engine/onednn_plan-inl.hpp>
#include <nnstruct/engine/reference_backward.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

namespace detail {

/// What a normalisation's gradient is asked for. With a weight oneDNN computes all gradients but dbias in any case, and
/// without one dx alone; what nobody wants of it goes into the workspace.
struct norm_gradients {
  norm_gradients(const float* weight, const float* dx, const float* dweight, const float* dbias)
      : flags(affine_flags(weight, dbias)),
        which(weight != nullptr ? dnnl_backward : dnnl_backward_data),
        outputs(wanted(dx, dweight, dbias)),
        possible(weight != nullptr || (dweight == nullptr && dbias == nullptr)) {}

  unsigned flags;
  dnnl_prop_kind_t which;
  int outputs;
  bool possible;
};

inline plan::tensor given_or_own(plan& to, const float* pointer, const layout& how) {
  const plan::tensor given = to.given(how);
  return pointer != nullptr ? given : to.own();
}

/// False where this is the reference's; where oneDNN has refused, that is counted.
NNSTRUCT_DECLARE bool batch_norm_gradients(bool statistics_vary, std::int64_t batch, std::int64_t channels,
                                           std::int64_t inner, double eps, const float* x, const float* mean,
                                           const float* variance, const float* weight, const float* dy, float* dx,
                                           float* dweight, float* dbias) {
  const norm_gradients g(weight, dx, dweight, dbias);
  if (batch * channels * inner == 0 || !g.possible || x == nullptr) return false;
  const unsigned flags = g.flags | (statistics_vary ? 0U : static_cast<unsigned>(dnnl_use_global_stats));
  const plan_key key(operation::batch_norm_backward, batch, channels, inner, std::bit_cast<std::int64_t>(eps), flags,
                     g.outputs);
  const bool done =
      this_thread_engine().run(key, {x, mean, variance, weight, dy, dx, dweight, dbias}, [&](const setting& settings) {
        const layout images = layout::dense({batch, channels, 1, inner}), of_channels = layout::dense({channels});
        const auto epsilon = static_cast<float>(eps);
        auto made = std::make_unique<plan>("batch normalization", settings);
        const plan::tensor its_x = made->given(images), its_mean = made->given(of_channels),
                           its_variance = made->given(of_channels),
                           its_weight = made->given(vector_layout(weight, channels)), its_dy = made->given(images),
                           its_dx = given_or_own(*made, dx, images),
                           its_dweight = given_or_own(*made, dweight, of_channels),
                           its_dbias = given_or_own(*made, dbias, of_channels);
        const bool good =
            made->add(describe_batch_normalization_dx(settings, g.which, images, epsilon, flags,
                                                      describe_batch_normalization(settings, images, epsilon, flags)),
                      {{DNNL_ARG_SRC, its_x},
                       {DNNL_ARG_MEAN, its_mean},
                       {DNNL_ARG_VARIANCE, its_variance},
                       {DNNL_ARG_SCALE, its_weight},
                       {DNNL_ARG_SHIFT, its_weight},  // 2.6 insists on one, and does not read it
                       {DNNL_ARG_DIFF_DST, its_dy},
                       {DNNL_ARG_DIFF_SRC, its_dx, true},
                       {DNNL_ARG_DIFF_SCALE, its_dweight, true},
                       {DNNL_ARG_DIFF_SHIFT, its_dbias, true}});
        return good ? std::move(made) : nullptr;
      });
  if (!done) count_fallback();
  return done;
}

}  // namespace detail

NNSTRUCT_DEFINE void batch_norm_backward(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                         const float* x, const float* mean, const float* variance, const float* weight,
                                         const float* dy, float* dx, float* dweight, float* dbias) {
  if (!detail::batch_norm_gradients(false, batch, channels, inner, eps, x, mean, variance, weight, dy, dx, dweight,
                                    dbias))
    reference::batch_norm_backward(batch, channels, inner, eps, x, mean, variance, weight, dy, dx, dweight, dbias);
}

NNSTRUCT_DEFINE void batch_norm_training_backward(std::int64_t batch, std::int64_t channels, std::int64_t inner,
                                                  double eps, const float* x, const float* mean, const float* variance,
                                                  const float* weight, const float* dy, float* dx, float* dweight,
                                                  float* dbias) {
  if (!detail::batch_norm_gradients(true, batch, channels, inner, eps, x, mean, variance, weight, dy, dx, dweight,
                                    dbias))
    reference::batch_norm_training_backward(batch, channels, inner, eps, x, mean, variance, weight, dy, dx, dweight,
                                            dbias);
}

NNSTRUCT_DEFINE void layer_norm_backward(std::int64_t rows, std::int64_t size, double eps, const float* x,
                                         const float* weight, const float* dy, float* dx, float* dweight,
                                         float* dbias) {
  using namespace detail;
  const norm_gradients g(weight, dx, dweight, dbias);
  const plan_key key(operation::layer_norm_backward, rows, size, std::bit_cast<std::int64_t>(eps), g.flags, g.outputs);
  const bool asked = rows * size != 0 && g.possible;
  const bool done =
      asked && this_thread_engine().run(key, {x, weight, dy, dx, dweight, dbias}, [&](const setting& settings) {
        const layout all = layout::dense({rows, size}), of_columns = layout::dense({size});
        const auto epsilon = static_cast<float>(eps);
        auto made = std::make_unique<plan>("layer normalization", settings);
        const plan::tensor its_x = made->given(all), its_weight = made->given(vector_layout(weight, size)),
                           its_dy = made->given(all), its_dx = given_or_own(*made, dx, all),
                           its_dweight = given_or_own(*made, dweight, of_columns),
                           its_dbias = given_or_own(*made, dbias, of_columns);
        const plan::tensor mean = made->own(), variance = made->own(), y = made->own();
        const unsigned none = dnnl_normalization_flags_none;  // the statistics alone are needed
        const bool good =
            made->add(describe_layer_normalization(settings, dnnl_forward_training, all, epsilon, none),
                      {{DNNL_ARG_SRC, its_x},
                       {DNNL_ARG_MEAN, mean, true},
                       {DNNL_ARG_VARIANCE, variance, true},
                       {DNNL_ARG_DST, y, true}}) &&
            made->add(describe_layer_normalization_dx(
                          settings, g.which, all, epsilon, g.flags,
                          describe_layer_normalization(settings, dnnl_forward_training, all, epsilon, g.flags)),
                      {{DNNL_ARG_SRC, its_x},
                       {DNNL_ARG_MEAN, mean},
                       {DNNL_ARG_VARIANCE, variance},
                       {DNNL_ARG_SCALE, its_weight},
                       {DNNL_ARG_SHIFT, its_weight},  // see above
                       {DNNL_ARG_DIFF_DST, its_dy},
                       {DNNL_ARG_DIFF_SRC, its_dx, true},
                       {DNNL_ARG_DIFF_SCALE, its_dweight, true},
                       {DNNL_ARG_DIFF_SHIFT, its_dbias, true}});
        return good ? std::move(made) : nullptr;
      });
  if (done) return;
  if (asked) count_fallback();
  reference::layer_norm_backward(rows, size, eps, x, weight, dy, dx, dweight, dbias);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
