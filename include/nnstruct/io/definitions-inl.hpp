// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/io/atomic_file-inl.hpp>
#include <nnstruct/io/crc32-inl.hpp>
#include <nnstruct/io/file-inl.hpp>
#include <nnstruct/io/inflate-inl.hpp>
#include <nnstruct/io/large_read-inl.hpp>
#include <nnstruct/io/mapped_file-inl.hpp>
#include <nnstruct/io/read_ahead-inl.hpp>
#include <nnstruct/io/second_thread-inl.hpp>
#include <nnstruct/io/temporary_files-inl.hpp>
