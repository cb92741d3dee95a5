// SPDX-License-Identifier: Apache-2.0
// The bare light header.
#include <nnstruct/declare.hpp>
