// SPDX-License-Identifier: Apache-2.0
// An option in a constant has more text than it holds.
// expect: throw_text_too_long
#include <nnstruct/state_dict/options.hpp>
namespace nn = nnstruct;

inline constexpr nn::LoadOptions options{.strip_prefix =
#ifdef NNSTRUCT_FAIL
                                             "0123456789012345678901234567890123456789012345678901234567890123456789"
#endif
                                             "012345678901234567890123456789012345678901234567890123456789"};
