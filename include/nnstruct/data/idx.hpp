// SPDX-License-Identifier: Apache-2.0
/// \file
/// IDX, the format of MNIST and its kin (Fashion-MNIST, KMNIST, QMNIST, EMNIST).
/// http://yann.lecun.com/exdb/mnist, https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.MNIST.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/data/labelled_images.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/storage.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data {

namespace detail {
/// \param expected  extents, dyn for any
/// \param extents   those that are found
NNSTRUCT_DECLARE nnstruct::detail::storage_handle read_idx(const std::string& path, dtype type,
                                                           const std::int64_t* expected, std::size_t rank,
                                                           std::int64_t* extents);
template <class X> struct idx_of;
template <class T, std::int64_t... E> struct idx_of<Tensor<T, E...>> {
  static_assert(sizeof...(E) > 0, "nn: an IDX file has one extent at least");
  static Tensor<T, E...> read(const std::string& path) {
    static constexpr std::int64_t expected[] = {E...};
    std::int64_t extents[sizeof...(E) + 1] = {};
    const auto elements = read_idx(path, dtype_of<T>, expected, sizeof...(E), extents);
    return {elements, extents};
  }
};
}  // namespace detail

/// The tensor of an IDX file, packed by gzip or not. Its elements are std::uint8_t, std::int8_t, std::int16_t,
/// std::int32_t, float or double.
/// \code
///   using Images = nn::Tensor<std::uint8_t, nn::dyn, 28, 28>;
///   auto letters = nn::data::read_idx<Images>("emnist-letters-train-images-idx3-ubyte.gz");
/// \endcode
/// \throws IoError      the file cannot be opened or read
/// \throws FormatError  it is no IDX file, has other elements or extents, is cut short or goes on behind its end
template <class X> X read_idx(const std::string& path) { return detail::idx_of<X>::read(path); }

/// MNIST, or what has its form: 28x28 images, and labels less than `classes`.
/// \code
///   const auto train = nn::data::read_mnist("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz");
///   for (auto& [images, labels] : nn::DataLoader(train, {.batch_size = 64, .shuffle = true})) {
///     const auto x = nn::data::normalize(nn::data::to_float(images), {0.1307}, {0.3081});   // nn::Batch<1, 28, 28>
///     ...
///   }
/// \endcode
/// Throws as above, and FormatError if a label is out of range or there are not as many labels as images.
NNSTRUCT_DECLARE labelled_images<1, 28, 28> read_mnist(const std::string& images, const std::string& labels,
                                                       std::int64_t classes = 10);

}  // namespace nnstruct::inline NNSTRUCT_ABI::data
