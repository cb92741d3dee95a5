// SPDX-License-Identifier: Apache-2.0
// One target as libFuzzer wants it: FUZZ_TARGET is its name.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "fuzz/mutators.hpp"
#include "fuzz/targets.hpp"

#define FUZZ_TEXT_OF(name) #name
#define FUZZ_TEXT(name) FUZZ_TEXT_OF(name)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::FUZZ_TARGET({reinterpret_cast<const std::byte*>(data), size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  constexpr std::string_view target = FUZZ_TEXT(FUZZ_TARGET);
  constexpr bool any = target == "whole_file";
  std::string file(reinterpret_cast<const char*>(data), size);
  const bool repaired = seed % 4 != 0;  // otherwise the bytes alone
  if (repaired && (target == "zip" || any) && file.starts_with("PK")) {
    file = fuzz::mutate_zip(file, most, seed / 4);
    if (seed % 16 == 1) file = fuzz::mutate(std::move(file), most);
  } else {
    file = fuzz::mutate(std::move(file), most);
    if (repaired && (target == "tar" || (any && size > 1500 && size % 512 == 0)))
      file = fuzz::repair_tar(std::move(file));
    if (repaired && (target == "safetensors" || (any && size > 9 && data[8] == '{')))
      file = fuzz::repair_safetensors(std::move(file));
  }
  const std::size_t length = std::min(file.size(), most);
  std::memcpy(data, file.data(), length);
  return length;
}
