// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/format/safetensors/index-inl.hpp>
#include <nnstruct/format/safetensors/json-inl.hpp>
#include <nnstruct/format/safetensors/reader-inl.hpp>
#include <nnstruct/format/safetensors/writer-inl.hpp>
