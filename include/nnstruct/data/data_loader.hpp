// SPDX-License-Identifier: Apache-2.0
/// \file
/// DataLoader: a data set in batches. https://pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/data/batch_order.hpp>
#include <nnstruct/reflect/fields.hpp>
#include <nnstruct/reflect/names.hpp>
#include <nnstruct/schema/role.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <class T> inline constexpr bool is_rows = false;
template <class T, std::int64_t... E> inline constexpr bool is_rows<Tensor<T, dyn, E...>> = true;

template <class D, std::size_t... I> constexpr bool all_fields_are_rows(std::index_sequence<I...>) {
  return (is_rows<reflect::field_type<D, I>> && ...);
}
template <class D> constexpr bool is_data_set() {
  if constexpr (!is_reflectable<D>() || std::is_empty_v<D>) return false;
  else return all_fields_are_rows<D>(std::make_index_sequence<reflect::field_count<D>>{});
}

/// The rows of a batch, in memory of their own.
template <class T, std::int64_t... E>
Tensor<T, dyn, E...> gathered(const Tensor<T, dyn, E...>& all, const batch_order& batch) {
  std::int64_t extents[sizeof...(E) + 2] = {batch.size()};
  std::size_t row_bytes = sizeof(T);
  for (std::size_t i = 1; i <= sizeof...(E); ++i) {
    extents[i] = all.extent(i);
    row_bytes *= static_cast<std::size_t>(extents[i]);
  }
  Tensor<T, dyn, E...> rows(uninitialized, extents);
  batch.gather(reinterpret_cast<const std::byte*>(all.data()), row_bytes, reinterpret_cast<std::byte*>(rows.data()));
  return rows;
}

}  // namespace detail

/// Batches of a data set: a struct of Tensors whose first extents are nn::dyn, the rows. A batch is the same struct
/// with some of the rows, in memory of its own.
///
/// \code
///   struct Points {
///     nn::Tensor<float, nn::dyn, 2> at;
///     nn::Tensor<std::int64_t, nn::dyn> labels;
///   };
///   nn::DataLoader loader(points, {.batch_size = 64, .shuffle = true});
///   for (int epoch = 0; epoch < 10; ++epoch)
///     for (auto& [x, y] : loader) nn::cross_entropy(net.forward(x), y).backward();
/// \endcode
///
/// Each loop is an epoch, which draws its order anew. Orders, batches and the numbers that are drawn are those of
/// torch.utils.data.DataLoader(TensorDataset(...), generator=...): seeded alike, a program in Python and one in C++ see
/// the same batches, and their generators have the same states at every moment.
///
/// To go on in the middle of an epoch, keep the state that the loader's generator had at its begin, and how many
/// batches are done. What else draws numbers (nn::dropout) has the process's generator, whose state is kept as it is
/// when the checkpoint is written.
///
/// \code
///   struct Run { int epoch; std::int64_t done; nn::Generator order, other; Net net; };
///   if (resumed) order = run.order, nn::default_generator() = run.other;
///   nn::DataLoader loader(points, {.batch_size = 64, .shuffle = true, .generator = &order});
///   for (; run.epoch < 10; ++run.epoch, run.done = 0) {
///     run.order = order;
///     for (auto& [x, y] : loader.from(run.done)) {
///       train_step(run.net, x, y);
///       ++run.done;
///       if (stop) return run.other = nn::default_generator(), nn::save(run, "run.pth");
///     }
///   }
/// \endcode
template <class DataSet> class DataLoader {
  static_assert(detail::is_data_set<DataSet>(),
                "nn: a data set is a struct of Tensors, all of whose first extents are nn::dyn: the rows");
  using fields = std::make_index_sequence<reflect::field_count<DataSet>>;

 public:
  /// Throws ShapeError if the tensors have different numbers of rows, Error if batch_size is not positive, or if there
  /// is nothing to shuffle.
  explicit DataLoader(DataSet data, const DataLoaderOptions& options = {})
      : data_(static_cast<DataSet&&>(data)), options_(options), rows_(count_rows(fields{})) {
    detail::batch_count(rows_, options_);
  }

  /// The batches of an epoch: for one walk through it.
  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = DataSet;
    using difference_type = std::ptrdiff_t;

    /// Valid until the next step; it may be changed and moved from.
    DataSet& operator*() const noexcept { return batch_; }
    DataSet* operator->() const noexcept { return &batch_; }
    iterator& operator++() {
      order_.next();
      batch_ = rows(fields{});
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& at, std::default_sentinel_t) noexcept { return at.order_.size() == 0; }

   private:
    friend class DataLoader;
    iterator(const DataLoader& loader, std::int64_t first)
        : data_(loader.data_), order_(loader.rows_, loader.options_, first) {
      ++*this;
    }
    template <std::size_t... I> DataSet rows(std::index_sequence<I...>) const {
      return DataSet{detail::gathered(reflect::get<I>(data_), order_)...};
    }

    DataSet data_;  // handles: the loader may be gone
    detail::batch_order order_;
    mutable DataSet batch_{};
  };

  /// Begins an epoch.
  iterator begin() const { return iterator(*this, 0); }
  std::default_sentinel_t end() const noexcept { return {}; }

  /// An epoch without its first batches. Its order is drawn as that of a whole one.
  /// Beginning it throws Error if there are not as many.
  auto from(std::int64_t batch) const {
    struct rest {
      DataLoader loader;
      std::int64_t first;
      iterator begin() const { return iterator(loader, first); }
      std::default_sentinel_t end() const noexcept { return {}; }
    };
    return rest{*this, batch};
  }

  /// How many batches an epoch has: len(loader).
  std::int64_t size() const { return detail::batch_count(rows_, options_); }
  std::int64_t rows() const noexcept { return rows_; }
  const DataSet& data_set() const noexcept { return data_; }
  const DataLoaderOptions& options() const noexcept { return options_; }

 private:
  template <std::size_t... I> std::int64_t count_rows(std::index_sequence<I...>) const {
    const std::int64_t rows[] = {reflect::get<I>(data_).extent(0)...};
    static constexpr std::string_view names[] = {reflect::field_name<DataSet, I>...};
    detail::require_equal_rows(rows, names, sizeof...(I));
    return rows[0];
  }

  DataSet data_;
  DataLoaderOptions options_;
  std::int64_t rows_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
