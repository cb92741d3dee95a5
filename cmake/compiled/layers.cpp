// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/definitions-inl.hpp>
#include <nnstruct/models/definitions-inl.hpp>
#include <nnstruct/module/definitions-inl.hpp>
