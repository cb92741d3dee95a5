// SPDX-License-Identifier: Apache-2.0
/// \file
/// Finds names in a constant.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/characters.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Of what is not there.
inline constexpr std::size_t no_key = static_cast<std::size_t>(-1);

/// A hash table of at most N names, which takes fewer steps of a constant than sorting does. The names are compiled
/// into the program, so nobody can make it slow who cannot do worse.
template <std::size_t N> class key_index {
 public:
  /// Number i has this name, unless an earlier one has: returns which one has it.
  constexpr std::size_t add(std::string_view name, std::size_t i) {
    std::size_t slot = slot_of(name);
    if (places_[slot] != 0) return places_[slot] - 1;
    places_[slot] = static_cast<std::uint32_t>(i + 1);
    names_[slot] = name;
    return i;
  }
  constexpr std::size_t find(std::string_view name) const {
    const std::size_t slot = slot_of(name);
    return places_[slot] == 0 ? no_key : places_[slot] - 1;
  }

 private:
  static constexpr std::size_t slots = std::bit_ceil(2 * N + 1);

  // The arrays inside are taken once: each operator[] of a std::array would be several steps.
  constexpr std::size_t slot_of(std::string_view name) const {
    const std::uint32_t* places = places_.data();
    const std::string_view* names = names_.data();
    std::size_t slot = hash_of(name) & (slots - 1);
    while (places[slot] != 0 && !same_text(names[slot], name)) slot = (slot + 1) & (slots - 1);
    return slot;
  }

  std::array<std::uint32_t, slots> places_{};
  std::array<std::string_view, slots> names_{};
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
