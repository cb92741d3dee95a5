// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/format/zip/directory-inl.hpp>
#include <nnstruct/format/zip/layout-inl.hpp>
#include <nnstruct/format/zip/local_headers-inl.hpp>
#include <nnstruct/format/zip/reader-inl.hpp>
#include <nnstruct/format/zip/writer-inl.hpp>
