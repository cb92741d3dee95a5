// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/autograd/backward-inl.hpp>
#include <nnstruct/autograd/elements-inl.hpp>
#include <nnstruct/autograd/end_of_tape-inl.hpp>
#include <nnstruct/autograd/losses-inl.hpp>
#include <nnstruct/autograd/normalization-inl.hpp>
#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/autograd/pooling-inl.hpp>
#include <nnstruct/autograd/products-inl.hpp>
#include <nnstruct/autograd/reductions-inl.hpp>
#include <nnstruct/autograd/rows-inl.hpp>
