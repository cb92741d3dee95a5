// SPDX-License-Identifier: Apache-2.0
/// \file
/// Fields that are not what their name and type say: under another key, or without one.
#pragma once

#include <string_view>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/literal.hpp>
#include <nnstruct/schema/role.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// What makes a named module one: its forward, and that it can be called.
template <class Named, class M> struct calls_named {
  template <class... X>
    requires requires(M& module, const X&... x) { module.forward(x...); }
  auto forward(const X&... x) { return (*static_cast<Named&>(*this)).forward(x...); }
  template <class... X>
    requires requires(const M& module, const X&... x) { module.forward(x...); }
  auto forward(const X&... x) const { return (*static_cast<const Named&>(*this)).forward(x...); }
  template <class... X> auto operator()(const X&... x) { return forward(x...); }
  template <class... X> auto operator()(const X&... x) const { return forward(x...); }
};
struct calls_nothing {};

}  // namespace detail

/// A parameter, buffer or module whose key is no name of C++, or not the field's. A module is called and piped as
/// without; `*field` and `field->member` reach what is named.
/// \code
///   nn::named<"default", nn::Linear<8, 8>> default_;      // keys default.weight, default.bias
///   x | default_;   default_->weight.fill_(0);
///   nn::Sequential<nn::named<"conv", Conv>, nn::named<"relu", nn::ReLU>> stem;   // as Sequential(OrderedDict(...))
/// \endcode
template <literal Key, class M>
class named : public std::conditional_t<is_module<M>, detail::calls_named<named<Key, M>, M>, detail::calls_nothing> {
  static_assert(
      !Key.view().empty() && Key.view().find('.') == std::string_view::npos,
      "nn: the name of a field is not empty and has no dot in it; in a state_dict's keys a dot stands between "
      "modules");
  static_assert(detail::is_leaf<M> || detail::is_transient<M> || is_module<M>,
                "nn: only parameters, buffers and modules have keys that could be named");

 public:
  named() = default;
  named(M value) : value_(std::move(value)) {}

  M& operator*() noexcept { return value_; }
  const M& operator*() const noexcept { return value_; }
  M* operator->() noexcept { return &value_; }
  const M* operator->() const noexcept { return &value_; }

 private:
  M value_;
};

/// A buffer that is not saved: it makes no key, as `register_buffer(name, tensor, persistent=False)`.
/// \code
///   nn::transient<nn::Buffer<float, 77, 77>> mask;
/// \endcode
template <class B> class transient : public B {
  static_assert(detail::is_buffer<B>, "nn: only a Buffer can be transient; a parameter is always saved");
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
