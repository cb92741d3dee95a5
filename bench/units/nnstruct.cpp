// SPDX-License-Identifier: Apache-2.0
// The bare one header.
#include <nnstruct/nnstruct.hpp>
