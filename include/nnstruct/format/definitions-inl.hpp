// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/format/converted_source-inl.hpp>
#include <nnstruct/format/map_tensors-inl.hpp>
#include <nnstruct/format/open_file-inl.hpp>
#include <nnstruct/format/other_formats-inl.hpp>
#include <nnstruct/format/other_messages-inl.hpp>
#include <nnstruct/format/other_pickles-inl.hpp>
#include <nnstruct/format/other_zips-inl.hpp>
#include <nnstruct/format/read_tensors-inl.hpp>
