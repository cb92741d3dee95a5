// SPDX-License-Identifier: Apache-2.0
/// \file
/// The optimizers' common type: what a model's type adds to the core.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/module/parameters.hpp>
#include <nnstruct/optim/groups.hpp>
#include <nnstruct/optim/optimizer_core.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// The kind of optimizer that has these options: its name, and a function `kind()`.
template <class Options> struct optimizer_with;
struct scheduler_access;

NNSTRUCT_DECLARE [[noreturn]] void throw_several_groups(std::size_t count);
}  // namespace detail

/// nn::SGD, nn::Adam and nn::AdamW: an optimizer of all parameters of a Model, which may be a part of a larger one.
///
/// It is a value: it holds no pointer to a model, and copies are independent, sharing memory until one of them steps.
/// As the field of a record, or through state_dict(), it is saved in PyTorch's layout.
/// \code
///   nn::SGD<Net> opt{{.lr = 0.001, .momentum = 0.9}};
///   nn::zero_grad(net);
///   nn::cross_entropy(net.forward(x), labels).backward();
///   opt.step(net);
///
///   nn::Adam<decltype(Net::fc)> head{{.lr = 1e-3}};   // as torch.optim.Adam(net.fc.parameters(), lr=1e-3)
///   head.step(net.fc);
/// \endcode
template <class Model, class Options> class optimizer {
 public:
  using model_type = Model;
  using options_type = Options;

  /// PyTorch's default options.
  optimizer() : optimizer(Options{}) {}
  /// All parameters in one group.
  /// Throws Error if the options are not valid: PyTorch's text, `Invalid learning rate: -1.0`.
  optimizer(const Options& options)
      : options_{options}, core_(detail::optimizer_with<Options>::kind(), detail::schema_view_of<Model>, view()) {}
  /// Parameters in groups: nn::group(...) and nn::rest. The indices in a file count over the groups in this order.
  /// Throws Error too, naming the key, if a parameter is in two groups or in none.
  template <class... Groups>
    requires(sizeof...(Groups) > 0 && (detail::is_group<Groups> && ...))
  optimizer(const Options& base, const Groups&... groups)
      : options_(edited(base, groups...)),
        core_(detail::optimizer_with<Options>::kind(), detail::schema_view_of<Model>, view(),
              std::vector<detail::group_keys>{groups...}.data()) {}

  /// Changes the parameters by their gradients, as PyTorch does: one without a gradient stays as it is, and so does
  /// what is remembered of it.
  /// \throws GradError  no parameter of this model has a gradient
  /// \throws Error      the options are not valid; or a parameter is not float. Nothing has changed then.
  void step(Model& model) { core_.step(view(), nnstruct::parameters(model)); }

  /// The options of the groups, which may be changed: `opt.groups()[1].lr = 1e-4`. The next step checks them.
  std::span<Options> groups() noexcept { return options_; }
  std::span<const Options> groups() const noexcept { return options_; }
  /// The options where there is one group. Throws Error if there are more.
  Options& options() { return only(options_); }
  const Options& options() const { return only(options_); }
  /// The keys of a group's parameters, in the order of the indices in a file. \pre group < groups().size()
  std::vector<std::string_view> keys(std::size_t group = 0) const { return core_.keys(group); }

  /// What state_dict() gives in Python: `{"state": {0: {...}}, "param_groups": [...]}`, sharing this one's memory.
  Value state_dict() const { return core_.state_dict(view()); }
  /// Takes over what PyTorch, or this library, has saved of an optimizer of the same kind, with the same groups. All or
  /// nothing. What only PyTorch knows is kept and saved again.
  /// Throws StateDictError, saying all that does not fit: groups, the shape of a buffer, an option.
  void load_state_dict(const Value& state) { core_.load_state_dict(view(), state); }

 private:
  friend struct detail::value_form<optimizer>;
  friend struct detail::scheduler_access;

  static std::vector<Options> edited(const Options& base, const auto&... groups) {
    std::vector<Options> options(sizeof...(groups), base);
    std::size_t i = 0;
    (groups.edit(options[i++]), ...);
    return options;
  }
  template <class List> static auto& only(List& options) {
    if (options.size() != 1) detail::throw_several_groups(options.size());
    return options[0];
  }
  detail::options_view view() const noexcept {
    return {const_cast<std::byte*>(reinterpret_cast<const std::byte*>(options_.data())), sizeof(Options),
            options_.size()};
  }

  std::vector<Options> options_;
  detail::optimizer_core core_;
};

namespace detail {

template <class Model, class Options> inline constexpr bool is_plain_value<optimizer<Model, Options>> = true;

template <class Model, class Options> struct value_form<optimizer<Model, Options>> {
  static constexpr std::string_view name = optimizer_with<Options>::name;
  static Value write(const optimizer<Model, Options>& from) { return from.state_dict(); }
  static void read(const Value& v, optimizer<Model, Options>& out, value_cast& where) {
    out.core_.load_state_dict(out.view(), v, where);
  }
};

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
