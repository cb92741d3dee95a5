// SPDX-License-Identifier: Apache-2.0
/// \file
/// How inert objects print: as Python prints what they stand for, where the file tells enough.
#pragma once

#include <string>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The text of an object: its parts are Values, which print themselves.
struct object_text {
  struct part {
    std::string before;
    const Value* value;  ///< of the object
  };
  std::vector<part> parts;
  std::string after;
};

/// `functools.partial(<class 'torch.nn.modules.normalization.LayerNorm'>, eps=1e-06)`, `PosixPath('/a/b')`. Of calls
/// that nobody here knows the name and the arguments: `logging.getLogger('a')`; without any, but with items, they are
/// instances of classes that derive from OrderedDict or deque: `Class([('key', 1)])`. Of instances as Python prints
/// classes without a repr of their own, but for the address: `<module.Class object>`.
NNSTRUCT_DECLARE object_text text_of_object(const Value& v);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
