// SPDX-License-Identifier: Apache-2.0
/// \file
/// TiedLinear: a Linear without bias whose weight is another layer's, as language models tie their head to their
/// embedding.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/schema/describe.hpp>
#include <nnstruct/schema/literal.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Layer, class Expected, class Found> inline constexpr bool layer_accepts_owner = false;
}  // namespace detail

/// y = x A^T: [..., In] -> [..., Out], where A is another parameter [Out, In] of the model, its owner; as
/// `self.lm_head.weight = self.wte.weight` in Python. `Owner` is the owner's key, seen from the struct that holds this
/// layer. The layer stores nothing: forward is given the owner. A state_dict has both keys, which share their memory;
/// where a file has other values under them, loading is an error that names both.
/// \code
///   struct LM {
///     nn::Embedding<V, D> wte;
///     nn::TiedLinear<"wte.weight", D, V> lm_head;
///     auto forward(const Tokens& t) { return lm_head(wte(t), wte.weight); }
///   };
/// \endcode
template <literal Owner, std::int64_t In, std::int64_t Out> struct TiedLinear {
  static_assert(In > 0 && Out > 0, "nn: TiedLinear needs at least one input and one output feature");

  detail::tied_parameter<Owner, Out, In> weight;

  static constexpr python_class python{"torch.nn.modules.linear", "Linear"};

  struct pytorch {
    static constexpr auto init = detail::init_rule::fan_in_uniform;
    static constexpr auto attributes() {
      return std::array{detail::integer_attribute("in_features", In), detail::integer_attribute("out_features", Out),
                        detail::parameter_attribute("bias", false, shown::named)};
    }
  };

  /// \param owner  the Parameter<float, Out, In> that this layer is tied to
  template <class X, class Weight = none> auto forward(const X& x, Weight&& owner = {}) const {
    if constexpr (accepts<X, std::remove_cvref_t<Weight>>())
      return detail::linear<TiedLinear, In, Out>(x, detail::operand_of<TiedLinear>(owner, "weight"), {});
    else return detail::unwired_tensor();
  }
  template <class X, class Weight = none> auto operator()(const X& x, Weight&& owner = {}) const {
    return forward(x, owner);
  }

 private:
  template <class X, class Weight> static constexpr bool accepts() {
    if constexpr (!std::is_base_of_v<Parameter<float, Out, In>, Weight>) {
      static_assert(detail::layer_accepts_owner<TiedLinear, detail::expected<Out, In>, detail::found_of<Weight>>,
                    "nn: TiedLinear is called with its input and the Parameter<float, Out, In> it is tied to");
      return false;
    } else {
      return detail::linear_accepts<TiedLinear, In, X>();
    }
  }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
