// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/definitions-inl.hpp>
