// SPDX-License-Identifier: Apache-2.0
/// \file
/// What SaveOptions::dtypes makes of the tensors of models, dictionaries and Values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/pickler.hpp>
#include <nnstruct/format/pytorch/value_writer.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/dtype_rules.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The dtypes that a model's entries are saved as.
/// Throws Error if two that are tied would differ.
NNSTRUCT_DECLARE std::vector<nnstruct::dtype> saved_dtypes(const schema_view& schema, dtype_chooser& choose);

/// Tensors that are saved as others than they are; what it gives is good as long as this and the tensors are.
class retyped_tensors {
 public:
  /// One tensor under two keys stays one, if both get the same dtype. Other views of one memory become tensors of their
  /// own.
  NNSTRUCT_DECLARE format::pytorch::saved_tensor get(const AnyTensor& tensor, nnstruct::dtype wanted);

 private:
  using extents = std::vector<std::int64_t>;
  using whole_view = std::tuple<const std::byte*, const void*, nnstruct::dtype, nnstruct::dtype, extents, extents>;
  std::map<whole_view, AnyTensor> rows_;
};

/// The tensors of a Value, in dictionaries, lists and tuples, as the rules say they are saved, with the path to each
/// for its key. Throws Error if a rule is for none, or for a tensor in something else (an object, a set), or two for
/// one tensor.
NNSTRUCT_DECLARE format::pytorch::retyped_values retyped_in(const Value& root, const dtype_rules& rules,
                                                            retyped_tensors& tensors);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
