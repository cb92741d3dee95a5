// SPDX-License-Identifier: Apache-2.0
/// \file
/// How much memory this program has had at once, by its operator new.
#pragma once

#include <cstddef>

// AddressSanitizer counts for itself, and has its own operators: there nothing is measured.
#if defined(__SANITIZE_ADDRESS__)
#define HOSTILE_COUNTS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HOSTILE_COUNTS 0
#endif
#endif
#ifndef HOSTILE_COUNTS
#define HOSTILE_COUNTS 1
#endif

namespace hostile {

/// From now on.
void forget_peak();
/// Bytes more than there were at forget_peak().
std::size_t peak_memory();

}  // namespace hostile
