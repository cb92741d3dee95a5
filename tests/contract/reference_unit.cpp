// SPDX-License-Identifier: Apache-2.0
// Compiled with the reference engine in a program that has oneDNN's.
#define UNIT unit_with_reference
#include "engine_unit.hpp"
