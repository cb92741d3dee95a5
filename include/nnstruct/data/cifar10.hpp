// SPDX-License-Identifier: Apache-2.0
/// \file
/// CIFAR-10, of its binary files (cifar-10-binary.tar.gz). https://www.cs.toronto.edu/~kriz/cifar.html
#pragma once

#include <string>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/data/labelled_images.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data {

/// The images of some files, one behind the other: red, green and blue, and the labels 0 to 9 (airplane, automobile,
/// bird, cat, deer, dog, frog, horse, ship, truck).
/// \code
///   const auto test = nn::data::read_cifar10({"cifar-10-batches-bin/test_batch.bin"});
/// \endcode
/// \throws IoError      a file cannot be opened or read
/// \throws FormatError  it does not consist of records of 3073 bytes, or a label is out of range
NNSTRUCT_DECLARE labelled_images<3, 32, 32> read_cifar10(const std::vector<std::string>& paths);

}  // namespace nnstruct::inline NNSTRUCT_ABI::data
