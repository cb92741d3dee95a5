// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/data/batch_order-inl.hpp>
#include <nnstruct/data/cifar10-inl.hpp>
#include <nnstruct/data/content-inl.hpp>
#include <nnstruct/data/digits-inl.hpp>
#include <nnstruct/data/idx-inl.hpp>
#include <nnstruct/data/normalize-inl.hpp>
