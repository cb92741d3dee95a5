// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/definitions-inl.hpp>
#include <nnstruct/format/pickle/definitions-inl.hpp>
#include <nnstruct/format/safetensors/definitions-inl.hpp>
#include <nnstruct/format/zip/definitions-inl.hpp>
