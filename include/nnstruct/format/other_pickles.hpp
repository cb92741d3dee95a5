// SPDX-License-Identifier: Apache-2.0
/// \file
/// Pickles that torch.save did not write, or not alone.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::detail {

/// How one file is made of a distributed checkpoint that PyTorch 2 wrote.
inline constexpr std::string_view one_file_of_distributed =
    "make one file of it: python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER out.pth";

/// A plain pickle (pickle.dump) of what is read here: arrays of NumPy, tensors, Python's own values. None of what
/// another library's reader is for, as scikit-learn's models are, or whose root is an object of a class that it names
/// and which holds no tensors. Its first bytes tell; the whole may be damaged.
NNSTRUCT_DECLARE bool is_plain_pickle(const io::input_file& file);
/// What such a file is, by the classes that it names first, and what to do. Empty if it is no pickle.
NNSTRUCT_DECLARE std::string other_pickle(const io::input_file& file);
/// What to do with a distributed checkpoint, by the file `.metadata` in its folder. Empty if that is no such file.
NNSTRUCT_DECLARE std::string_view distributed_cure(const io::input_file& file);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::detail
