// SPDX-License-Identifier: Apache-2.0
/// \file
/// BatchNorm1d and BatchNorm2d: each channel normalised over the batch.
/// https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/attributes.hpp>
#include <nnstruct/layers/batch_statistics.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// The channels of a tensor [N, C, ...] are right, or may be.
template <class Layer, std::int64_t Features, class X> constexpr bool batch_norm_accepts_channels() {
  constexpr bool fits = may_be(X::static_extent(1), Features);
  if constexpr (!fits)
    static_assert(layer_accepts_input<Layer, typename with_extent<X, 1, Features>::expected, found_of<X>>,
                  "nn: BatchNorm got an input with another number of channels");
  return fits;
}

/// The forward of a BatchNorm layer, of an input that is accepted; a const one writes nothing.
template <std::int64_t Features, norm_options O, class Layer, class X> X batch_norm(Layer& layer, const X& x) {
  using Plain = std::remove_const_t<Layer>;
  require_extent<Plain, 1>(x, Features, "got an input with another number of channels");
  const autograd::variable weight = operand_of<Plain>(layer.weight, "weight");
  const autograd::variable bias = operand_of<Plain>(layer.bias, "bias");
  X y = uninitialized_like(x);
  const batch_norm_call call{
      described<Plain>::value, {x.extents(), x.rank()}, O.eps, autograd::variable_of(x), weight, bias,
      autograd::result_of(y)};
  if constexpr (!O.track_running_stats) {
    normalize_by_batch(call, nullptr);
  } else {
    const autograd::variable mean = operand_of<Plain>(layer.running_mean, "running_mean");
    const autograd::variable variance = operand_of<Plain>(layer.running_var, "running_var");
    if (!layer.training) normalize(call, mean, variance);
    else if constexpr (std::is_const_v<Layer>) throw_const_in_training(call.layer);
    else {
      running_statistics running{layer.running_mean, layer.running_var, layer.num_batches_tracked, O.momentum};
      normalize_by_batch(call, &running);
    }
  }
  return y;
}

template <std::int64_t Features, norm_options O> constexpr bool batch_norm_makes_sense() {
  static_assert(Features > 0, "nn: BatchNorm needs at least one feature");
  static_assert(O.elementwise_affine, "nn: BatchNorm has no elementwise_affine; the option is .affine");
  return true;
}

template <std::int64_t Features, norm_options O> struct batch_norm_in_pytorch {
  static constexpr int version = 2;
  static constexpr added_field added[] = {{"num_batches_tracked", 2}};
  static constexpr init_rule init = init_rule::ones_and_zeros;
  static constexpr auto attributes() {
    return std::array{integer_attribute("num_features", Features, shown::positional),
                      real_attribute("eps", O.eps),
                      maybe_attribute("momentum", O.momentum),
                      boolean_attribute("affine", O.affine),
                      parameter_attribute("weight", O.affine),
                      parameter_attribute("bias", O.affine && O.bias, shown::named),
                      boolean_attribute("track_running_stats", O.track_running_stats),
                      buffer_attribute("running_mean", O.track_running_stats),
                      buffer_attribute("running_var", O.track_running_stats),
                      buffer_attribute("num_batches_tracked", O.track_running_stats)};
  }
};

template <bool Present, class Field> using field_if = std::conditional_t<Present, Field, none>;

}  // namespace detail

/// Normalises each channel: [N, C, H, W] -> [N, C, H, W], y = (x - mean) / sqrt(variance + eps) * weight + bias.
///
/// In training mode mean and variance are the batch's, and the running ones move towards them:
/// running = (1 - momentum) * running + momentum * batch, with the unbiased variance; without a momentum they are the
/// averages over all batches. A copy of the layer, or a state_dict, that was taken before does not change.
/// In evaluation mode they are the running ones.
///
/// Throws ShapeError if a parameter or a running statistic is empty, if an extent unknown to the compiler is wrong, or
/// if a batch to be normalised by itself has one value per channel; Error if it is const and in training mode.
/// \code
///   nn::BatchNorm2d<64> bn1;
///   nn::BatchNorm2d<64, nn::norm_options{.eps = 1e-3, .momentum = nn::none{}}> bn2;
/// \endcode
template <std::int64_t Features, norm_options Options = norm_options{}> struct BatchNorm2d {
  static_assert(detail::batch_norm_makes_sense<Features, Options>());

  detail::field_if<Options.affine, Parameter<float, detail::size_or_one(Features)>> weight;
  detail::field_if<Options.affine && Options.bias, Parameter<float, detail::size_or_one(Features)>> bias;
  detail::field_if<Options.track_running_stats, Buffer<float, detail::size_or_one(Features)>> running_mean;
  detail::field_if<Options.track_running_stats, Buffer<float, detail::size_or_one(Features)>> running_var;
  detail::field_if<Options.track_running_stats, Buffer<std::int64_t>> num_batches_tracked;
  Mode training;

  static constexpr python_class python{"torch.nn.modules.batchnorm", "BatchNorm2d"};

  struct pytorch : detail::batch_norm_in_pytorch<Features, Options> {};

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }
  template <class X> auto operator()(const X& x) { return run(*this, x); }
  template <class X> auto operator()(const X& x) const { return run(*this, x); }

 private:
  template <class X> static constexpr bool accepts() {
    using namespace detail;
    if constexpr (!takes_tensor<BatchNorm2d, float, X>()) {
      return false;
    } else if constexpr (X::rank() != 4) {
      static_assert(layer_accepts_input<BatchNorm2d, expected<dyn, Features, dyn, dyn>, found_of<X>>,
                    "nn: BatchNorm2d got an input with another number of extents; it takes images [N, C, H, W]");
      return false;
    } else {
      return batch_norm_accepts_channels<BatchNorm2d, Features, X>();
    }
  }
  template <class Self, class X> static auto run(Self& self, const X& x) {
    if constexpr (accepts<X>()) return detail::batch_norm<Features, Options>(self, x);
    else return detail::unwired_tensor();
  }
};

/// BatchNorm2d's twin for [N, C] and [N, C, L].
template <std::int64_t Features, norm_options Options = norm_options{}> struct BatchNorm1d {
  static_assert(detail::batch_norm_makes_sense<Features, Options>());

  detail::field_if<Options.affine, Parameter<float, detail::size_or_one(Features)>> weight;
  detail::field_if<Options.affine && Options.bias, Parameter<float, detail::size_or_one(Features)>> bias;
  detail::field_if<Options.track_running_stats, Buffer<float, detail::size_or_one(Features)>> running_mean;
  detail::field_if<Options.track_running_stats, Buffer<float, detail::size_or_one(Features)>> running_var;
  detail::field_if<Options.track_running_stats, Buffer<std::int64_t>> num_batches_tracked;
  Mode training;

  static constexpr python_class python{"torch.nn.modules.batchnorm", "BatchNorm1d"};

  struct pytorch : detail::batch_norm_in_pytorch<Features, Options> {};

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }
  template <class X> auto operator()(const X& x) { return run(*this, x); }
  template <class X> auto operator()(const X& x) const { return run(*this, x); }

 private:
  template <class X> static constexpr bool accepts() {
    using namespace detail;
    if constexpr (!takes_tensor<BatchNorm1d, float, X>()) {
      return false;
    } else if constexpr (X::rank() != 2 && X::rank() != 3) {
      static_assert(layer_accepts_input<BatchNorm1d, expected<dyn, Features>, found_of<X>>,
                    "nn: BatchNorm1d got an input with another number of extents; it takes [N, C] or [N, C, L]");
      return false;
    } else {
      return batch_norm_accepts_channels<BatchNorm1d, Features, X>();
    }
  }
  template <class Self, class X> static auto run(Self& self, const X& x) {
    if constexpr (accepts<X>()) return detail::batch_norm<Features, Options>(self, x);
    else return detail::unwired_tensor();
  }
};

namespace detail {
struct batch_norm_function {
  static constexpr std::string_view function_name = "batch_norm";

  template <class X, class Mean = none, class Variance = none, class Weight = none, class Bias = none>
  auto operator()(const X& x, const Mean& mean = {}, const Variance& variance = {}, Weight&& weight = {},
                  Bias&& bias = {}, double eps = 1e-5) const {
    if constexpr (!accepts<X, Mean, Variance, std::remove_cvref_t<Weight>, std::remove_cvref_t<Bias>>()) {
      return unwired_tensor();
    } else {
      X y = uninitialized_like(x);
      require_channels(x, mean), require_channels(x, variance), require_channels(x, weight), require_channels(x, bias);
      const batch_norm_call call{node_of<batch_norm_function>::value,
                                 {x.extents(), x.rank()},
                                 eps,
                                 autograd::variable_of(x),
                                 argument_of(weight),
                                 argument_of(bias),
                                 autograd::result_of(y)};
      if constexpr (std::is_same_v<Mean, none>) normalize_by_batch(call, nullptr);
      else normalize(call, argument_of(mean), argument_of(variance));
      return y;
    }
  }

 private:
  template <class X, class Mean, class Variance, class... Affine> static constexpr bool accepts() {
    if constexpr (!takes_tensor<batch_norm_function, float, X>()) {
      return false;
    } else if constexpr (X::rank() < 2) {
      static_assert(layer_accepts_input<batch_norm_function, expected_rank<2>, found_of<X>>,
                    "nn: batch_norm got an input with another number of extents; it takes [N, C, ...]");
      return false;
    } else if constexpr (std::is_same_v<Mean, none> != std::is_same_v<Variance, none>) {
      static_assert(layer_accepts_input<batch_norm_function, found_of<Mean>, found_of<Variance>>,
                    "nn: batch_norm takes both statistics, or none");
      return false;
    } else {
      return accepts_values<X, Mean>() && accepts_values<X, Variance>() && (accepts_values<X, Affine>() && ...);
    }
  }
  template <class X, class P> static constexpr bool accepts_values() {
    if constexpr (std::is_same_v<P, none>) {
      return true;
    } else {
      constexpr bool fits = is_values<X, P>();
      if constexpr (!fits)
        static_assert(function_accepts_argument<batch_norm_function, expected<X::static_extent(1)>, found_of<P>>,
                      "nn: batch_norm's statistics, weight and bias have one value for each channel");
      return fits;
    }
  }
  template <class X, class P> static constexpr bool is_values() {
    if constexpr (is_unwired<P> || !(is_tensor<P> || is_leaf<P>)) return false;
    else if constexpr (!std::is_same_v<typename P::element_type, float> || P::rank() != 1) return false;
    else return may_be(X::static_extent(1), P::static_extent(0)) || P::static_extent(0) == dyn;
  }
  template <class X, class P> static void require_channels(const X& x, const P& parameter) {
    if constexpr (!std::is_same_v<P, none>)
      if (x.extent(1) != parameter.extent(0))
        throw_wrong_extent(node_of<batch_norm_function>::value, "got an input with another number of channels",
                           {x.extents(), x.rank()}, 1, parameter.extent(0));
  }
};
}  // namespace detail

/// `nn::batch_norm(x, running_mean, running_var, weight, bias, eps)`, as torch.nn.functional.batch_norm: normalises
/// with these statistics. Without them (nn::none{}) with the batch's own; running statistics are the layers' affair.
inline constexpr detail::batch_norm_function batch_norm{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
