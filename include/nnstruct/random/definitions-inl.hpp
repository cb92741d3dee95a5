// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/random/draws-inl.hpp>
#include <nnstruct/random/dropout-inl.hpp>
#include <nnstruct/random/fill-inl.hpp>
#include <nnstruct/random/generator-inl.hpp>
#include <nnstruct/random/normal_blocks-inl.hpp>
#include <nnstruct/random/scaled_fill-inl.hpp>
#include <nnstruct/random/state-inl.hpp>
#include <nnstruct/random/tensors-inl.hpp>
