// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the code in a TorchScript archive says of its classes: which attributes are parameters, which buffers.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/container.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// A class of a TorchScript module.
struct script_class {
  std::vector<std::string> parameters;
  std::vector<std::string> buffers;
};

/// Finds `__parameters__ = [...]` and `__buffers__ = [...]` in the code of an archive, which is text that PyTorch has
/// printed. Nothing of it is executed.
class script_code {
 public:
  explicit script_code(const container& archive) : archive_(archive) {}

  /// The class of that module and name; null if the code does not have it, or does not say what its attributes are:
  /// then it is no module.
  const script_class* find(std::string_view module, std::string_view name);

 private:
  void read(std::string_view module);

  const container& archive_;
  std::set<std::string, std::less<>> modules_;  // that were read
  std::map<std::string, script_class, std::less<>> classes_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
