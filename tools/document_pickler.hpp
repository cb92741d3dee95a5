// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes the objects of a checkpoint again, for another container: whole models too, as they are. Nothing is executed.
#pragma once

#include <string>
#include <vector>

#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/pickler.hpp>

namespace nnstruct_command {

/// A pickle, and the storages that it names, by their numbers.
struct written_objects {
  std::string pickle;
  std::vector<nnstruct::format::pytorch::saved_storage> storages;  ///< without data
  std::vector<nnstruct::format::storage_record> sources;           ///< where they are: file.stream() reads them
};

/// Writes an object and everything in it in protocol 2: what is one object stays one, calls stay calls, dictionaries
/// keep their order. Only what the containers have differently is written differently: the ids of storages, classes
/// that stand with their source code, tensors that the old container describes itself.
/// \throws FormatError  unsupported: something that the other container cannot hold
written_objects write_objects(nnstruct::format::pytorch::checkpoint_file& file, nnstruct::format::pickle::value root,
                              nnstruct::format::pytorch::container_kind container);

}  // namespace nnstruct_command
