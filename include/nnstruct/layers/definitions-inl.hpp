// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/layers/batch_statistics-inl.hpp>
#include <nnstruct/layers/loss-inl.hpp>
#include <nnstruct/layers/window-inl.hpp>
