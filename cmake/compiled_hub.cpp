// SPDX-License-Identifier: Apache-2.0
// What downloads, apart from the rest of nnstruct::compiled: only programs that use it are linked with libcurl.
#include <nnstruct/checkpoint/download-inl.hpp>
#include <nnstruct/checkpoint/download_bar-inl.hpp>
#include <nnstruct/checkpoint/hub-inl.hpp>
#include <nnstruct/io/partial_file-inl.hpp>
