// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of what downloads. nnstruct::compiled has them in an object of its own: only who downloads needs
/// libcurl.
#pragma once

#include <nnstruct/checkpoint/download-inl.hpp>
#include <nnstruct/checkpoint/download_bar-inl.hpp>
#include <nnstruct/checkpoint/hub-inl.hpp>
#include <nnstruct/io/partial_file-inl.hpp>
