// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <nnstruct/concat.hpp>
#include <nnstruct/data/cifar10.hpp>
#include <nnstruct/data/content.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data {

NNSTRUCT_DEFINE labelled_images<3, 32, 32> read_cifar10(const std::vector<std::string>& paths) {
  constexpr std::uint64_t pixels = 3 * 32 * 32, record = 1 + pixels;
  std::vector<std::unique_ptr<detail::content>> files;
  std::uint64_t count = 0;  // cannot overflow: as many bytes are there
  for (const std::string& path : paths) {
    const detail::content& file = *files.emplace_back(std::make_unique<detail::content>(path));
    const std::uint64_t rest = file.size() % record;
    if (rest != 0 || file.size() == 0)
      file.refuse(
          file.size() - rest,
          concat({"expected records of ", record, " bytes, a label and 32x32 pixels in three colours, found ", rest,
                  " bytes; the files that are read are data_batch_1.bin to data_batch_5.bin and "
                  "test_batch.bin of cifar-10-binary.tar.gz"}));
    count += file.size() / record;
  }
  const auto images = static_cast<std::int64_t>(count);
  labelled_images<3, 32, 32> out{{nnstruct::detail::uninitialized, {images, 3, 32, 32}},
                                 Tensor<std::int64_t, dyn>(images)};
  std::int64_t next = 0;
  for (const auto& file : files) {
    for (std::uint64_t at = 0; at < file->size(); at += record, ++next) {
      std::uint8_t label;
      file->read(&label, 1);
      if (label > 9) file->refuse(at, concat({"expected a label from 0 to 9, found ", label}));
      out.labels(next) = label;
      file->read(&out.images(next, 0, 0, 0), pixels);
    }
    file->finish();
  }
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::data
