// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whether a struct and a checkpoint, or two structs, agree: a constant, or a list of errors from the compiler.
#pragma once

#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/check_rules.hpp>
#include <nnstruct/state_dict/difference_errors.hpp>
#include <nnstruct/state_dict/differences.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// The numbers of a comparison's differences, in blocks. A compiler tells for each error how it came to what is wrong,
/// with all template arguments: nothing on the way shall have hundreds of them.
template <class Check> constexpr int difference_count() {
  if constexpr (Check::is_possible) return static_cast<int>(Check::count);
  else return 0;
}
template <int Count> inline constexpr int block_size = Count < 32 ? Count : 32;
template <int Count> inline constexpr int block_count = Count == 0 ? 0 : (Count + 31) / 32;

/// What is called as nn::require_fits<...>(). Its return type is deduced so that its body is compiled where it is
/// called: neither on the way into a constant nor on that of the variable, which would be told with all options.
template <class Check, class Numbers, class Blocks> struct requirement;
template <class Check, int... I, int... Block>
struct requirement<Check, std::integer_sequence<int, I...>, std::integer_sequence<int, Block...>> {
  constexpr auto operator()() const {
    [[maybe_unused]] const bool reported[] = {
        dictionary_of<Check>::check(), [] {
          constexpr int begin = Block * static_cast<int>(sizeof...(I));
          [[maybe_unused]] const bool block[] = {difference_number<Check, begin + I>::report()...};
          return true;
        }()...};
    return true;
  }
};
template <class Check, int Count = difference_count<Check>()>
using requirement_of = requirement<Check, std::make_integer_sequence<int, block_size<Count>>,
                                   std::make_integer_sequence<int, block_count<Count>>>;

/// True after an error, so that nothing else is reported.
template <class Check> constexpr bool agrees() {
  dictionary_of<Check>::check();
  if constexpr (Check::is_possible) return Check::count == 0;
  else return true;
}

template <class A, class B, auto... Rules>
using load_check = comparison<A, B, typename rules_from<Rules...>::type, false>;
template <class A, class B, auto... Rules>
using schema_check = comparison<A, B, typename rules_from<Rules...>::type, true>;

}  // namespace detail

/// Model A could be loaded with what B is: true exactly when nn::check<A>(file, options) of B's file says ok(). A and B
/// are modules or checkpoints; a struct B stands for what nn::save writes of it.
/// \tparam Rules  nn::LoadOptions, the very constant that nn::load takes; nn::except<"PATTERN", ...>
///
/// Two keys that the options give one name are false here, where nn::check throws. Options are those of a load from the
/// file: their `at` is the checkpoint's. Without options no load is meant, and `at` does not matter.
/// 5,000 keys are within the compilers' default limits of a constant; with `rename` clang 14 ends at about 2,000, and
/// takes -fconstexpr-steps=10000000 for more.
/// \code
///   #include "resnet18.hpp"  // nnstruct schema resnet18.pth --name resnet18 -o resnet18.hpp
///   constexpr nn::LoadOptions options{.strip_prefix = "module."};
///   static_assert(nn::fits<Net, resnet18, options>);
///   auto net = nn::load<Net>("resnet18.pth", options);
/// \endcode
template <class A, class B, auto... Rules>
inline constexpr bool fits = detail::agrees<detail::load_check<A, B, Rules...>>();

/// Stops the build unless nn::fits<A, B, Rules...>, with an error for each key that is missing, unexpected, of another
/// shape or dtype or no tensor: key, expected, found. Called where it shall be checked, in a function or as
/// `static_assert(nn::require_fits<Net, resnet18>());`. clang stops after 20 errors: -ferror-limit=0 shows all.
template <class A, class B, auto... Rules>
inline constexpr detail::requirement_of<detail::load_check<A, B, Rules...>> require_fits{};

/// A and B have the same keys with the same dtypes and shapes. Their order may differ: a state_dict is looked up by
/// key. Where the order counts, as in an optimizer's state, nn::schema_fingerprint tells. Rules give B's keys other
/// names, allow differences and make exceptions as for nn::fits; without them no leniency of a load applies.
template <class A, class B, auto... Rules>
inline constexpr bool same_schema = detail::agrees<detail::schema_check<A, B, Rules...>>();

/// Stops the build unless nn::same_schema<A, B, Rules...>, as nn::require_fits does.
template <class A, class B, auto... Rules>
inline constexpr detail::requirement_of<detail::schema_check<A, B, Rules...>> require_same_schema{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
