// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the code in a TorchScript archive says of its classes: which attributes are parameters, which buffers.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/io/name_index.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// A class of a TorchScript module: what its code calls parameters and buffers.
struct script_class {
  std::size_t parameters = 0;     ///< so many of the names; the others are buffers
  io::name_index names;           ///< in the code's order: one text may be long, and many objects of its class
  std::vector<std::string> held;  ///< the texts of the names
  bool ambiguous = false;         ///< one of them comes twice
};

/// Finds `__parameters__ = [...]` and `__buffers__ = [...]` in the code of an archive, which is text that PyTorch has
/// printed. Nothing of it is executed.
class script_code {
 public:
  template <class = void> explicit script_code(const container& archive) : archive_(archive) {}

  /// The class of that module and name; null if the code does not have it, or does not say what its attributes are:
  /// then it is no module.
  NNSTRUCT_DECLARE const script_class* find(std::string_view module, std::string_view name);

 private:
  NNSTRUCT_DECLARE void read(std::string_view module);

  const container& archive_;
  std::set<std::string, std::less<>> modules_;                // that were read
  std::map<std::string, script_class, std::less<>> classes_;  // stay where they are
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
