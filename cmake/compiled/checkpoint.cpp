// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/checkpoint/definitions-inl.hpp>
