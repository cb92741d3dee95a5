// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/module/layer_errors.hpp>
#include <nnstruct/module/repr.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void throw_wrong_input(const node& layer, const char* what, extents_view expected, extents_view found) {
  throw_shape_error(concat({repr(layer), " ", what}).c_str(), expected, found);
}

NNSTRUCT_DEFINE void throw_wrong_extent(const node& layer, const char* what, extents_view found, std::size_t place,
                                        std::int64_t wanted) {
  std::vector<std::int64_t> expected(found.extents, found.extents + found.rank);
  expected.at(place) = wanted;
  throw_wrong_input(layer, what, {expected.data(), expected.size()}, found);
}

NNSTRUCT_DEFINE void throw_index_out_of_range(const node& layer, std::int64_t index, std::int64_t place,
                                              std::int64_t count) {
  throw Error(
      concat({repr(layer), ": index out of range: element ", place, " is ", index, ", expected 0 to ", count - 1}));
}

NNSTRUCT_DEFINE void throw_const_in_training(const node& layer) {
  throw Error(
      concat({repr(layer),
              " is in training mode, where a forward changes it, and it is const: call nn::eval(net) first, or run a "
              "model that is not const"}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
