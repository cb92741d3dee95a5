// SPDX-License-Identifier: Apache-2.0
// What downloads, apart from the rest of nnstruct::compiled: only programs that use it are linked with libcurl.
#include <nnstruct/checkpoint/hub_definitions-inl.hpp>
