// SPDX-License-Identifier: Apache-2.0
/// \file
/// The fuzz targets: each takes any bytes, and ends the program if something is not as it must be.
#pragma once

#include <span>
#include <string_view>

namespace fuzz {

using bytes = std::span<const std::byte>;

void zip(bytes input);              ///< a zip archive: directory, local headers, content of every entry
void pickle(bytes input);           ///< one pickle, with something behind it or not
void legacy(bytes input);           ///< a file of PyTorch 0.1.11 to 1.5
void tar(bytes input);              ///< a file of PyTorch 0.1.10 and older
void safetensors(bytes input);      ///< a file of safetensors, and an index of several
void whole_file(bytes input);       ///< any content, through everything that opens files
void write_then_read(bytes input);  ///< the bytes choose values, which are saved and read again
void training(bytes input);  ///< the bytes choose changes of an optimizer's or a scheduler's state, which is loaded

struct target {
  std::string_view name;
  void (*run)(bytes);
};
inline constexpr target targets[] = {{"zip", zip},
                                     {"pickle", pickle},
                                     {"legacy", legacy},
                                     {"tar", tar},
                                     {"safetensors", safetensors},
                                     {"whole_file", whole_file},
                                     {"write_then_read", write_then_read},
                                     {"training", training}};

}  // namespace fuzz
