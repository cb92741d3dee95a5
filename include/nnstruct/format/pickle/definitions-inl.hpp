// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/format/pickle/builder-inl.hpp>
#include <nnstruct/format/pickle/dangerous_names-inl.hpp>
#include <nnstruct/format/pickle/extent-inl.hpp>
#include <nnstruct/format/pickle/getattr_calls-inl.hpp>
#include <nnstruct/format/pickle/known_calls-inl.hpp>
#include <nnstruct/format/pickle/machine-inl.hpp>
#include <nnstruct/format/pickle/machine_dangers-inl.hpp>
#include <nnstruct/format/pickle/measure-inl.hpp>
#include <nnstruct/format/pickle/outline-inl.hpp>
#include <nnstruct/format/pickle/parser-inl.hpp>
#include <nnstruct/format/pickle/scalars-inl.hpp>
#include <nnstruct/format/pickle/text-inl.hpp>
#include <nnstruct/format/pickle/value-inl.hpp>
#include <nnstruct/format/pickle/writer-inl.hpp>
