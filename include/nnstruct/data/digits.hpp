// SPDX-License-Identifier: Apache-2.0
/// \file
/// The handwritten digits of E. Alpaydin and C. Kaynak (1998), which scikit-learn ships.
/// https://archive.ics.uci.edu/dataset/80,
/// https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html
#pragma once

#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/data/labelled_images.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data {

/// 8x8 images with values from 0, the background, to 16, and the digit that each of them is.
///
/// A line of the file is an image: 64 values, row by row, and the label; commas in between. That is how
/// `optdigits.tra`, `optdigits.tes` and scikit-learn's `digits.csv.gz` have it. Or a first line names the columns:
/// `pixel_0_0` to `pixel_7_7` and `label` or `target`; the others are not read.
/// \code
///   const auto digits = nn::data::read_digits("digits.csv.gz");
///   const auto x = nn::data::to_float(digits.images, 16);      // nn::Batch<1, 8, 8>, from 0 to 1
/// \endcode
/// \throws IoError      the file cannot be opened or read
/// \throws FormatError  a line has other columns, or a number is out of range
NNSTRUCT_DECLARE labelled_images<1, 8, 8> read_digits(const std::string& path);

}  // namespace nnstruct::inline NNSTRUCT_ABI::data
