// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of the whole core. Header-only, <nnstruct/nnstruct.hpp> includes this; compiled, nnstruct::compiled
/// is made of the same, a few rooms to a unit.
#pragma once

#include <nnstruct/platform.hpp>  // before the standard library, which may refuse an old C++ in its own words

#include <nnstruct/autograd/definitions-inl.hpp>
#include <nnstruct/checkpoint/definitions-inl.hpp>
#include <nnstruct/checkpoint/hub_definitions-inl.hpp>
#include <nnstruct/cpu-inl.hpp>
#include <nnstruct/data/definitions-inl.hpp>
#include <nnstruct/engine/definitions-inl.hpp>
#include <nnstruct/format/definitions-inl.hpp>
#include <nnstruct/format/pickle/definitions-inl.hpp>
#include <nnstruct/format/pytorch/definitions-inl.hpp>
#include <nnstruct/format/safetensors/definitions-inl.hpp>
#include <nnstruct/format/zip/definitions-inl.hpp>
#include <nnstruct/io/definitions-inl.hpp>
#include <nnstruct/layers/definitions-inl.hpp>
#include <nnstruct/models/definitions-inl.hpp>
#include <nnstruct/module/definitions-inl.hpp>
#include <nnstruct/optim/definitions-inl.hpp>
#include <nnstruct/random/definitions-inl.hpp>
#include <nnstruct/state_dict/definitions-inl.hpp>
#include <nnstruct/tensor/definitions-inl.hpp>
