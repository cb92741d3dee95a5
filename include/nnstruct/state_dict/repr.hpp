// SPDX-License-Identifier: Apache-2.0
/// \file
/// Dictionaries and Values as text, as Python 3.11 and PyTorch 2.14 print them.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/repr.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// `OrderedDict([('0.weight', tensor([[ 0.1000, ...`, as print(state_dict) in Python.
NNSTRUCT_DECLARE std::string repr(const StateDict& dict);
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const StateDict& dict) {
  return out << repr(dict);
}

namespace detail {
/// As repr(value). What a file calls classes, functions and attributes goes through a function first, since such a name
/// may have anything in it, and Python prints it as it is.
NNSTRUCT_DECLARE std::string repr_with_names(const Value& value, std::string (*shown)(std::string_view name));
}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
