// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the fuzz targets share: a file in memory, what counts as a refusal, and values as texts to compare.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/io/embedded_file.hpp>
#include <nnstruct/io/file.hpp>

#include "fuzz/targets.hpp"
#include "support/text_of.hpp"

namespace fuzz {

namespace nn = nnstruct;

/// Ends the program where libFuzzer, and the replay, count it as a finding.
inline void require(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "finding: %s\n", what);
  std::abort();
}

/// The bytes as an open file.
inline nn::io::input_file file_of(bytes input) {
  return nn::io::input_file(nn::EmbeddedFile(input.data(), input.data() + input.size(), "input"));
}

/// What f returns; nothing if it refuses the file. A refusal is an nn::Error with a text; whatever else is thrown ends
/// the program.
template <class F> auto accepted(F f) -> std::optional<decltype(f())> {
  try {
    return f();
  } catch (const nn::Error& error) {
    require(*error.what() != '\0', "a refusal without a word");
    return std::nullopt;
  }
}

/// What is accepted is accepted again, as the same.
template <class F> void require_same_twice(F f) {
  if (const std::optional<std::string> first = accepted(f))
    require(first == accepted(f), "the same file was read twice, and was not the same");
}

using nnstruct_test::text_of;

}  // namespace fuzz
