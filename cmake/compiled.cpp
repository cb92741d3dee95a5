// SPDX-License-Identifier: Apache-2.0
// All definitions of the library, compiled once: the CMake target nnstruct::compiled.
#include <nnstruct/nnstruct-inl.hpp>
