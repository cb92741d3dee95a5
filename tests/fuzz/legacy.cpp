// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/format/pytorch/legacy_container.hpp>

#include "fuzz/support.hpp"

namespace fuzz {

void legacy(bytes input) {
  if (!nn::format::pytorch::looks_like_legacy(file_of(input))) return;
  require_same_twice([&] {
    bool verified = false;
    return text_of(nn::detail::load_value(file_of(input), {}, true, verified));
  });
  accepted([&] { return text_of(nn::detail::open_source(file_of(input), {})); });
}

}  // namespace fuzz
