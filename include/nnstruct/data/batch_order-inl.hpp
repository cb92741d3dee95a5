// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>

#include <nnstruct/concat.hpp>
#include <nnstruct/data/batch_order.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/random/drawing.hpp>
#include <nnstruct/random/tensors.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::int64_t batch_count(std::int64_t rows, const DataLoaderOptions& options) {
  if (options.batch_size <= 0)
    throw Error(concat({"batch_size should be a positive integer value, but got batch_size=", options.batch_size}));
  if (options.shuffle && rows == 0)
    throw Error(
        "num_samples should be a positive integer value, but got num_samples=0: a data set without rows is not "
        "shuffled");
  const std::int64_t whole = rows / options.batch_size;
  return options.drop_last || rows % options.batch_size == 0 ? whole : whole + 1;
}

NNSTRUCT_DEFINE batch_order::batch_order(std::int64_t rows, const DataLoaderOptions& options, std::int64_t first)
    : options_(options), rows_(rows), first_(first) {
  if (const std::int64_t count = batch_count(rows, options); first < 0 || first > count)
    throw Error(concat({"an epoch has ", count, " batches; it cannot begin with batch number ", first}));
  Generator& generator = options.generator != nullptr ? *options.generator : default_generator();
  const drawing_from lock(generator);
  generator.random64();  // for PyTorch's worker processes, whether it has any or not
}

NNSTRUCT_DEFINE void batch_order::draw_order() {
  if (options_.generator != nullptr) {
    order_ = randperm(rows_, *options_.generator);
    return;
  }
  Generator own;
  {
    const drawing_from lock(default_generator());
    own.manual_seed(default_generator().random64());
  }
  order_ = randperm(rows_, own);
}

NNSTRUCT_DEFINE void batch_order::next() {
  if (!begun_) {
    begun_ = true;
    if (options_.shuffle) draw_order();
    at_ = std::min(rows_, first_ * options_.batch_size);
  }
  at_ += size_;
  size_ = std::min(options_.batch_size, rows_ - at_);
  if (size_ == options_.batch_size) return;
  // Asked for a row behind the last one, torch.utils.data.RandomSampler draws another order, of which it uses nothing.
  if (options_.shuffle && options_.generator != nullptr && !drawn_up_) randperm(rows_, *options_.generator);
  drawn_up_ = true;
  if (options_.drop_last) size_ = 0;
}

NNSTRUCT_DEFINE void batch_order::gather(const std::byte* from, std::size_t row_bytes, std::byte* to) const noexcept {
  if (row_bytes == 0 || size_ == 0) return;
  if (order_.numel() == 0) {
    std::memcpy(to, from + static_cast<std::size_t>(at_) * row_bytes, static_cast<std::size_t>(size_) * row_bytes);
    return;
  }
  const std::int64_t* const rows = order_.data() + at_;
  for (std::int64_t i = 0; i < size_; ++i, to += row_bytes)
    std::memcpy(to, from + static_cast<std::size_t>(rows[i]) * row_bytes, row_bytes);
}

NNSTRUCT_DEFINE void require_equal_rows(const std::int64_t* rows, const std::string_view* names, std::size_t count) {
  for (std::size_t i = 1; i < count; ++i)
    if (rows[i] != rows[0])
      throw ShapeError(concat({"Size mismatch between tensors: row n of each belongs together, and ", names[0], " has ",
                               rows[0], " rows, ", names[i], " has ", rows[i]}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
