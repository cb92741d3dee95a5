// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the library needs of the compiler and of the platform, in plain preprocessor language: every header includes
/// this before any other line of ours, so that an older compiler says this first.
#pragma once

// Tensors are copied between memory and files as they are, so numbers have to stand as PyTorch writes them; whole files
// are mapped, so addresses need 64 bits; files, locks and signals are asked of POSIX, and only Linux has been tried.
#if !defined(__linux__) || !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__ || \
    __SIZEOF_POINTER__ != 8
#error "nnstruct supports 64-bit little-endian Linux (x86-64, AArch64) with g++ 12, clang 14 or newer"
#elif __cplusplus < 202002L
#error "nnstruct needs C++20: compile with -std=c++20 (g++ 12, clang 14 or newer)"
#endif
