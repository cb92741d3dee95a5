// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/optim/adam-inl.hpp>
#include <nnstruct/optim/arithmetic-inl.hpp>
#include <nnstruct/optim/optimizer_core-inl.hpp>
#include <nnstruct/optim/optimizer_reader-inl.hpp>
#include <nnstruct/optim/optimizer_state-inl.hpp>
#include <nnstruct/optim/require_finite-inl.hpp>
#include <nnstruct/optim/scheduler-inl.hpp>
#include <nnstruct/optim/schedulers-inl.hpp>
#include <nnstruct/optim/sgd-inl.hpp>
