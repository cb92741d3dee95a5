// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes a state_dict as torch.save does, record by record; data.pkl is byte for byte PyTorch's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// One tensor to save: its elements are row-major.
struct saved_tensor {
  std::string_view key;
  nnstruct::dtype dtype;
  std::span<const std::int64_t> shape;
  const std::byte* data;
};

/// A module's path and version, for `_metadata`.
using saved_metadata = std::pair<std::string_view, std::int64_t>;

/// The pickle of an OrderedDict from keys to tensors, tensor number i in storage "i"; without modules, without
/// `_metadata`.
std::string pickle_of_state_dict(std::span<const saved_tensor> tensors, std::span<const saved_metadata> modules);

/// Saves a state_dict. The file appears under its name only when it is complete.
/// \param durable the file is on the disk, and not only in the system's memory, when this returns
/// \throws IoError; the old file, if there was one, is then as it was
void write_state_dict(const std::string& path, std::span<const saved_tensor> tensors,
                      std::span<const saved_metadata> modules, bool durable);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
