// SPDX-License-Identifier: Apache-2.0
/// \file
/// Calls of Python's own classes and functions that say what other opcodes say.
#pragma once

#include <nnstruct/format/pickle/builder.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// Python 2 gives an OrderedDict its items as arguments, protocols 0 and 1 make each object by a call. What is made
/// then is what newer protocols make of the same object:
///  * `collections.OrderedDict([[key, value], ...])` and defaultdict(factory, items): the call without the items, and
///  the
///    items as SETITEMS gives them; the items may be a dict, or a list or tuple of pairs
///  * `dict(items)`: a dict
///  * `_codecs.encode(text, 'latin1')`, `bytes()`, `bytearray(...)`: bytes and bytearrays, which protocols 0 to 2 do
///  not
///    have; decoded here, once for all who refer to them
///  * `copyreg._reconstructor(class, base, state)` and `copyreg.__newobj__(class, *arguments)`: an instance
///
/// \param made  what the call makes
/// \returns     false if it is another call, or has other arguments
/// \throws FormatError: pickle (a key that changes), limit
NNSTRUCT_DECLARE bool make_known(builder& to, const reader& in, value callable, value args, value& made);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
