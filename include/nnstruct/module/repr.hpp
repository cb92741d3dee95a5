// SPDX-License-Identifier: Apache-2.0
/// \file
/// A module as text, as `print(net)` shows it in PyTorch 2.14.
#pragma once

#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/describe.hpp>
#include <nnstruct/schema/node.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
NNSTRUCT_DECLARE std::string repr(const node& module);
}

/// What `repr(net)` gives in Python: the class, its attributes, its modules.
template <class T>
  requires is_module<T> std::string repr(const T&) { return detail::repr(detail::described<T>::value); }

}  // namespace nnstruct::inline NNSTRUCT_ABI
