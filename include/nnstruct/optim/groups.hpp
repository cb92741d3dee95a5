// SPDX-License-Identifier: Apache-2.0
/// \file
/// Groups of parameters with options of their own, told by patterns of keys.
#pragma once

#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/text.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// Which parameters an optimizer's group holds.
struct group_keys {
  patterns keys;
  bool rest = false;  ///< those that no other group holds
};

struct unchanged {
  template <class Options> void operator()(Options&) const noexcept {}
};

template <class Edit> struct group_of_parameters : group_keys { Edit edit; };
template <class> inline constexpr bool is_group = false;
template <class Edit> inline constexpr bool is_group<group_of_parameters<Edit>> = true;

}  // namespace detail

/// The parameters whose keys fit a pattern, or one of several, in the model's order; a `*` stands for any characters.
/// `edit` changes a copy of the optimizer's options for them.
/// \code
///   nn::SGD<Net> opt{{.lr = 0.1}, nn::group("features.*", [](auto& o) { o.lr = 1e-4; }), nn::rest};
/// \endcode
template <class Edit> detail::group_of_parameters<Edit> group(const patterns& keys, Edit edit) {
  return {{keys}, std::move(edit)};
}
inline detail::group_of_parameters<detail::unchanged> group(const patterns& keys) { return {{keys}, {}}; }

/// All parameters that no other group of the optimizer holds, with its own options.
inline constexpr detail::group_of_parameters<detail::unchanged> rest{{{}, true}, {}};

}  // namespace nnstruct::inline NNSTRUCT_ABI
