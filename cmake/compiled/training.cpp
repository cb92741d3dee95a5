// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/data/definitions-inl.hpp>
#include <nnstruct/optim/definitions-inl.hpp>
#include <nnstruct/random/definitions-inl.hpp>
