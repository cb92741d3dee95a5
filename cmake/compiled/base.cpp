// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/cpu-inl.hpp>
#include <nnstruct/io/definitions-inl.hpp>
#include <nnstruct/tensor/definitions-inl.hpp>
