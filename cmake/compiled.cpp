// SPDX-License-Identifier: Apache-2.0
// All definitions of the library, compiled once: the CMake target nnstruct::compiled.
#define NNSTRUCT_HUB_APART  // compiled_hub.cpp
#include <nnstruct/nnstruct-inl.hpp>
