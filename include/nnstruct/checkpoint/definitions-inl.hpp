// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/checkpoint/in_place-inl.hpp>
#include <nnstruct/checkpoint/load-inl.hpp>
#include <nnstruct/checkpoint/read-inl.hpp>
#include <nnstruct/checkpoint/record-inl.hpp>
#include <nnstruct/checkpoint/retyped-inl.hpp>
#include <nnstruct/checkpoint/save-inl.hpp>
#include <nnstruct/checkpoint/source-inl.hpp>
