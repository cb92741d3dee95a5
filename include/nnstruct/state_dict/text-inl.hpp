// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/text.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void throw_text_too_long(std::string_view text, std::size_t capacity) {
  throw Error(concat({"an option holds at most ", capacity, " bytes of text, and this has ", text.size(), ": \"",
                      text.substr(0, capacity), "...\"; change the keys with nn::StateDict's operations instead"}));
}

NNSTRUCT_DEFINE void throw_list_too_long(std::size_t size, std::size_t capacity) {
  throw Error(concat({"an option holds at most ", capacity, " patterns, and these are ", size,
                      "; change the keys with nn::StateDict's operations instead"}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
