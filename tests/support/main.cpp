// SPDX-License-Identifier: Apache-2.0
// Catch2 version 2 itself, compiled once for all tests. Version 3 is a library with a main function.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
