// SPDX-License-Identifier: Apache-2.0
// What a source has in one of its two compilations, and in the other one.
#pragma once

#ifdef NNSTRUCT_FAIL
#define FOUND(wrong, right) wrong
#else
#define FOUND(wrong, right) right
#endif
