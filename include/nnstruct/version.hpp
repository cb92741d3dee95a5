// SPDX-License-Identifier: Apache-2.0
/// \file
/// The library's version. Semantic versioning; before 1.0 a minor version may change the interface.
#pragma once

#define NNSTRUCT_VERSION_MAJOR 0
#define NNSTRUCT_VERSION_MINOR 1
#define NNSTRUCT_VERSION_PATCH 0
