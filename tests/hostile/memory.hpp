// SPDX-License-Identifier: Apache-2.0
/// \file
/// How much memory this program has had at once, by its operator new.
#pragma once

#include <cstddef>

namespace hostile {

/// From now on.
void forget_peak();
/// Bytes more than there were at forget_peak().
std::size_t peak_memory();

}  // namespace hostile
