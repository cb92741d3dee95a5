// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pytorch/definitions-inl.hpp>
