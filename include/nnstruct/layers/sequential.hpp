// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sequential: modules one after the other. https://pytorch.org/docs/stable/generated/torch.nn.Sequential.html
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>
#include <nnstruct/schema/decimal.hpp>
#include <nnstruct/schema/describe.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <std::size_t I, class M> struct sequential_element { M module; };
template <class Index, class... M> struct sequential_elements;
template <std::size_t... I, class... M>
struct sequential_elements<std::index_sequence<I...>, M...> : sequential_element<I, M>... {
  static constexpr auto fields() {
    if constexpr ((is_module<M> && ...)) return std::array<field, sizeof...(M)>{make_field<M>(decimal<I>::name, I)...};
    else return std::array<field, 0>();  // the Sequential has said so
  }

  void* address(std::size_t index) noexcept {
    void* const addresses[] = {static_cast<void*>(&static_cast<sequential_element<I, M>&>(*this).module)..., nullptr};
    return addresses[index];
  }
  template <class X> auto forward(const X& x) {
    return (x | ... | static_cast<sequential_element<I, M>&>(*this).module);
  }
  template <class X> auto forward(const X& x) const {
    return (x | ... | static_cast<const sequential_element<I, M>&>(*this).module);
  }
};

// Deduces M from the base that has number I.
template <std::size_t I, class M> M& element(sequential_element<I, M>& e) noexcept { return e.module; }
template <std::size_t I, class M> const M& element(const sequential_element<I, M>& e) noexcept { return e.module; }

}  // namespace detail

/// Calls its modules one after the other. Their keys begin with "0.", "1." and so on.
/// \code
///   nn::Sequential<nn::Linear<128, 16>, nn::ReLU, nn::Linear<16, 1>> net;
///   nn::get<0>(net).weight.fill_(0.5f);
/// \endcode
template <class... M> class Sequential {
  static constexpr bool modules_only = (is_module<M> && ...);
  using elements_type = detail::sequential_elements<std::index_sequence_for<M...>, M...>;

 public:
  Sequential() = default;
  explicit Sequential(M... modules) requires(sizeof...(M) > 0) : elements_{{std::move(modules)}...} {}

  static constexpr std::size_t size() noexcept { return sizeof...(M); }

  template <class X> auto forward(const X& x) {
    if constexpr (modules_only) return elements_.forward(x);
    else return detail::unwired_tensor();
  }
  template <class X> auto forward(const X& x) const {
    if constexpr (modules_only) return elements_.forward(x);
    else return detail::unwired_tensor();
  }
  template <class X> auto operator()(const X& x) { return forward(x); }
  template <class X> auto operator()(const X& x) const { return forward(x); }

  /// Module number I, as `net[I]` in Python; nn::get<I>(net) is the same.
  template <std::size_t I> auto& get() noexcept {
    static_assert(I < sizeof...(M), "nn: this Sequential has fewer modules");
    return detail::element<I>(elements_);
  }
  template <std::size_t I> const auto& get() const noexcept {
    static_assert(I < sizeof...(M), "nn: this Sequential has fewer modules");
    return detail::element<I>(elements_);
  }

 private:
  friend struct detail::described<Sequential>;

  elements_type elements_;

  static_assert(modules_only, "nn: a Sequential holds layers and modules only");  // last: clang 14 reads no further
};

namespace detail {
template <class... M> inline constexpr bool is_container<Sequential<M...>> = true;

template <class... M> struct described<Sequential<M...>> {
  static constexpr auto fields = Sequential<M...>::elements_type::fields();
  static void* address(void* sequence, std::size_t index) noexcept {
    return static_cast<Sequential<M...>*>(sequence)->elements_.address(index);
  }
  static constexpr node value = [] {
    node result = module_node("Sequential", 1, fields.data(), fields.size(), &address, nullptr, 0);
    result.class_module = "torch.nn.modules.container";
    return result;
  }();
};
}  // namespace detail

/// Module number I of a Sequential.
template <std::size_t I, class... M> auto& get(Sequential<M...>& sequence) noexcept {
  return sequence.template get<I>();
}
template <std::size_t I, class... M> const auto& get(const Sequential<M...>& sequence) noexcept {
  return sequence.template get<I>();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
