// SPDX-License-Identifier: Apache-2.0
/// \file
/// All definitions of this room.
#pragma once

#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/checkpoint_storages-inl.hpp>
#include <nnstruct/format/pytorch/checkpoint_tensors-inl.hpp>
#include <nnstruct/format/pytorch/container-inl.hpp>
#include <nnstruct/format/pytorch/legacy_container-inl.hpp>
#include <nnstruct/format/pytorch/legacy_writer-inl.hpp>
#include <nnstruct/format/pytorch/module_tree-inl.hpp>
#include <nnstruct/format/pytorch/module_writer-inl.hpp>
#include <nnstruct/format/pytorch/numpy-inl.hpp>
#include <nnstruct/format/pytorch/object_values-inl.hpp>
#include <nnstruct/format/pytorch/parts-inl.hpp>
#include <nnstruct/format/pytorch/pickled_elements-inl.hpp>
#include <nnstruct/format/pytorch/pickler-inl.hpp>
#include <nnstruct/format/pytorch/plain_container-inl.hpp>
#include <nnstruct/format/pytorch/plain_texts-inl.hpp>
#include <nnstruct/format/pytorch/plain_values-inl.hpp>
#include <nnstruct/format/pytorch/python_literal-inl.hpp>
#include <nnstruct/format/pytorch/reader-inl.hpp>
#include <nnstruct/format/pytorch/script_code-inl.hpp>
#include <nnstruct/format/pytorch/stream_reader-inl.hpp>
#include <nnstruct/format/pytorch/tar_container-inl.hpp>
#include <nnstruct/format/pytorch/value_reader-inl.hpp>
#include <nnstruct/format/pytorch/value_writer-inl.hpp>
#include <nnstruct/format/pytorch/writer-inl.hpp>
#include <nnstruct/format/pytorch/zip_container-inl.hpp>
