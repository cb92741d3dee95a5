// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which rows of a data set are in which batch: what DataLoader knows without knowing the data's types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// How DataLoader makes batches, with PyTorch's names and defaults.
struct DataLoaderOptions {
  std::int64_t batch_size = 1;
  bool shuffle = false;            ///< a new random order in every epoch
  bool drop_last = false;          ///< leave out a last batch that is smaller than the others
  Generator* generator = nullptr;  ///< draws the orders, and outlives the loader; without, the process's one seeds them
};

namespace detail {

/// The batches of one epoch, each of them some rows, in the order of torch.utils.data.BatchSampler, drawn with as many
/// numbers at the same moments as there.
class batch_order {
 public:
  /// \param rows   how many there are
  /// \param first  the batches that are left out at the begin
  /// Throws Error if the options or `first` make no sense.
  NNSTRUCT_DECLARE batch_order(std::int64_t rows, const DataLoaderOptions& options, std::int64_t first);

  /// Goes to the next batch, the first one to begin with. Behind the last one size() is 0.
  NNSTRUCT_DECLARE void next();
  std::int64_t size() const noexcept { return size_; }
  /// Copies the rows of this batch.
  NNSTRUCT_DECLARE void gather(const std::byte* from, std::size_t row_bytes, std::byte* to) const noexcept;

 private:
  NNSTRUCT_DECLARE void draw_order();

  DataLoaderOptions options_;
  std::int64_t rows_;
  std::int64_t first_;
  std::int64_t at_ = 0, size_ = 0;
  bool begun_ = false, drawn_up_ = false;
  Tensor<std::int64_t, dyn> order_;  // empty if not shuffled
};

/// How many batches there are. Throws Error if the options make no sense.
NNSTRUCT_DECLARE std::int64_t batch_count(std::int64_t rows, const DataLoaderOptions& options);

/// Throws ShapeError unless all tensors have as many rows as the first.
NNSTRUCT_DECLARE void require_equal_rows(const std::int64_t* rows, const std::string_view* names, std::size_t count);

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
