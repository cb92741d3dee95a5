// SPDX-License-Identifier: Apache-2.0
// The model.hpp of the library that it links.
#include <model.hpp>

static_assert(model::rows[0].key == "conv1.weight");
int main() { return 0; }
