// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of the whole core. Header-only, <nnstruct/nnstruct.hpp> includes this; compiled, nnstruct::compiled
/// is made of it.
#pragma once

#include <nnstruct/checkpoint/load-inl.hpp>
#include <nnstruct/checkpoint/save-inl.hpp>
#include <nnstruct/engine/reference-inl.hpp>
#include <nnstruct/engine/reference_elements-inl.hpp>
#include <nnstruct/engine/reference_norm-inl.hpp>
#include <nnstruct/engine/reference_pool-inl.hpp>
#include <nnstruct/format/pickle/builder-inl.hpp>
#include <nnstruct/format/pickle/machine-inl.hpp>
#include <nnstruct/format/pickle/measure-inl.hpp>
#include <nnstruct/format/pickle/parser-inl.hpp>
#include <nnstruct/format/pickle/scalars-inl.hpp>
#include <nnstruct/format/pickle/text-inl.hpp>
#include <nnstruct/format/pickle/value-inl.hpp>
#include <nnstruct/format/pickle/writer-inl.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/container-inl.hpp>
#include <nnstruct/format/pytorch/pickler-inl.hpp>
#include <nnstruct/format/pytorch/read_tensors-inl.hpp>
#include <nnstruct/format/pytorch/reader-inl.hpp>
#include <nnstruct/format/pytorch/writer-inl.hpp>
#include <nnstruct/format/zip/directory-inl.hpp>
#include <nnstruct/format/zip/layout-inl.hpp>
#include <nnstruct/format/zip/local_headers-inl.hpp>
#include <nnstruct/format/zip/reader-inl.hpp>
#include <nnstruct/format/zip/writer-inl.hpp>
#include <nnstruct/io/atomic_file-inl.hpp>
#include <nnstruct/io/crc32-inl.hpp>
#include <nnstruct/io/file-inl.hpp>
#include <nnstruct/io/read_ahead-inl.hpp>
#include <nnstruct/module/empty-inl.hpp>
#include <nnstruct/module/repr-inl.hpp>
#include <nnstruct/module/state_dict-inl.hpp>
#include <nnstruct/module/walk-inl.hpp>
#include <nnstruct/state_dict/match-inl.hpp>
#include <nnstruct/state_dict/report-inl.hpp>
#include <nnstruct/state_dict/state_dict-inl.hpp>
#include <nnstruct/state_dict/text-inl.hpp>
#include <nnstruct/tensor/any_tensor-inl.hpp>
#include <nnstruct/tensor/convert-inl.hpp>
#include <nnstruct/tensor/python_float-inl.hpp>
#include <nnstruct/tensor/raise-inl.hpp>
#include <nnstruct/tensor/storage-inl.hpp>
