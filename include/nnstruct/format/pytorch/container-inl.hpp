// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/other_formats.hpp>
#include <nnstruct/format/other_zips.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/format/pytorch/legacy_container.hpp>
#include <nnstruct/format/pytorch/plain_container.hpp>
#include <nnstruct/format/pytorch/tar_container.hpp>
#include <nnstruct/format/pytorch/zip_container.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

NNSTRUCT_DEFINE opened_file open_container(io::input_file file, const limits& allowed) {
  if (file.size() == 0)
    throw FormatError(format_problem::format, {file.path(), {}, {}},
                      "the file is empty; a download or save may have failed");
  if (zip::looks_like_zip(file)) {
    if (const std::string several = several_zips(file); !several.empty())
      throw FormatError(format_problem::format, {file.path(), {}, {}}, concat({"this is ", several}));
    return open_zip(std::move(file), allowed);
  }
  if (looks_like_legacy(file)) return open_legacy(std::move(file), allowed);
  if (looks_like_tar(file)) return open_tar(std::move(file), allowed);
  if (looks_like_plain(file)) return open_plain(std::move(file), allowed);
  const std::string other = other_format(file);
  throw FormatError(format_problem::format, {file.path(), {}, 0},
                    other.empty() ? "this is no checkpoint: neither a file of torch.save nor of safetensors"
                                  : concat({"this is ", other}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
