// SPDX-License-Identifier: Apache-2.0
/// \file
/// Changes to inputs that keep what would otherwise hide everything behind it: checksums, sizes, offsets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace fuzz {

/// libFuzzer's own change of some bytes: at most `most` of them afterwards.
std::string mutate(std::string bytes, std::size_t most);

/// A zip file, taken apart and put together with right checksums, sizes and offsets, after one of its entries was
/// changed, doubled, moved, renamed, compressed or taken away. As it is, if it is none.
std::string mutate_zip(const std::string& file, std::size_t most, std::uint32_t seed);
/// The headers of a tar file get the right checksums.
std::string repair_tar(std::string file);
/// The first eight bytes become the length of the JSON text that follows.
std::string repair_safetensors(std::string file);

}  // namespace fuzz
