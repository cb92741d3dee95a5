// SPDX-License-Identifier: Apache-2.0
// measure: {"row": "bare <nnstruct/nnstruct.hpp>", "seconds": 1.7}
// The bare one header.
#include <nnstruct/nnstruct.hpp>
