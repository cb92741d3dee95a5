// SPDX-License-Identifier: Apache-2.0
// measure: {"row": "bare <nnstruct/declare.hpp>", "seconds": 0.3}
// The bare light header.
#include <nnstruct/declare.hpp>
