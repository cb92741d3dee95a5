// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pytorch/legacy_container.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>

#include "fuzz/support.hpp"

namespace fuzz {

void legacy(bytes input) {
  if (!nn::format::pytorch::looks_like_legacy(file_of(input))) return;
  require_same_twice([&] {
    using nn::format::pytorch::elements;
    return text_of(nn::format::pytorch::read_value(file_of(input), {}, elements::read).value);
  });
  accepted([&] { return text_of(nn::detail::open_source(file_of(input), {})); });
}

}  // namespace fuzz
