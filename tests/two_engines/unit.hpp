// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// What a unit can say about the library that it is built with.
struct Report {
  std::string engine;
  std::vector<float> output;  ///< of a network with a convolution, pooling and Linear
};

namespace unit_with_onednn {
/// Saves a network, loads it and runs it.
Report run(const std::string& path);
}  // namespace unit_with_onednn

namespace unit_with_reference {
Report run(const std::string& path);
}  // namespace unit_with_reference
