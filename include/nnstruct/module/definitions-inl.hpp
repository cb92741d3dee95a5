// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/module/assign-inl.hpp>
#include <nnstruct/module/empty-inl.hpp>
#include <nnstruct/module/gradients-inl.hpp>
#include <nnstruct/module/init-inl.hpp>
#include <nnstruct/module/layer_errors-inl.hpp>
#include <nnstruct/module/parameters-inl.hpp>
#include <nnstruct/module/repr-inl.hpp>
#include <nnstruct/module/state_dict-inl.hpp>
#include <nnstruct/module/walk-inl.hpp>
