// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/engine/definitions-inl.hpp>
