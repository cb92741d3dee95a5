// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/autograd/definitions-inl.hpp>
