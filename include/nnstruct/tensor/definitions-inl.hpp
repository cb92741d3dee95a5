// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/tensor/any_tensor-inl.hpp>
#include <nnstruct/tensor/convert-inl.hpp>
#include <nnstruct/tensor/extents_text-inl.hpp>
#include <nnstruct/tensor/python_float-inl.hpp>
#include <nnstruct/tensor/python_string-inl.hpp>
#include <nnstruct/tensor/raise-inl.hpp>
#include <nnstruct/tensor/repr-inl.hpp>
#include <nnstruct/tensor/storage-inl.hpp>
