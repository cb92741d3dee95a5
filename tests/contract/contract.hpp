// SPDX-License-Identifier: Apache-2.0
/// \file
/// The units of the program.
#pragma once

#include <string>
#include <vector>

#include "networks.hpp"

namespace contract {

/// For what the program writes.
extern std::string folder;

// files.cpp
void files();
void reports();
// models.cpp
void models();
void values();
void training();
// two_engines.cpp
void two_engines();

// What models.cpp loads, prints and draws, and whether it records: for the other unit, which does the same.
Net load_elsewhere(const std::string& path);
std::string repr_elsewhere(const Net& net);
float draw_elsewhere();
bool records_elsewhere();

/// What a unit can say about the library that it is built with.
struct EngineReport {
  std::string engine;
  std::vector<float> output;  ///< of a network with a convolution, pooling and Linear
};

}  // namespace contract

// Each saves a network, loads it and runs it.
namespace unit_of_program {
contract::EngineReport run(const std::string& path);
}
namespace unit_with_reference {
contract::EngineReport run(const std::string& path);
}
