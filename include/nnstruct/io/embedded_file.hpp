// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file whose bytes are part of the program.
#pragma once

#include <cstddef>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The bytes of a file in the program's memory; nn::load, nn::check and nn::read take it where they take a path. In
/// CMake `nnstruct_embed_checkpoint(target FILE weights/model.pth NAME model)` makes a constant of this type:
/// \code
///   #include <embedded/model.hpp>
///   auto net = nn::load<Net>(embedded::model);
/// \endcode
/// What is loaded points into these bytes: they must stay, and stay the same, as long as a tensor of it or a copy of
/// one is there, so they are best static. Bytes at a multiple of 64 are used without a copy; from another address the
/// tensors are copied.
class EmbeddedFile {
 public:
  /// \param first, last  the bytes are [first, last)
  /// \param name         what messages call the file
  constexpr EmbeddedFile(const std::byte* first, const std::byte* last, std::string_view name) noexcept
      : first_(first), last_(last), name_(name) {}

  constexpr const std::byte* data() const noexcept { return first_; }
  constexpr std::size_t size() const noexcept { return static_cast<std::size_t>(last_ - first_); }
  constexpr std::string_view name() const noexcept { return name_; }

 private:
  const std::byte* first_;
  const std::byte* last_;  // not the size: of bytes that the assembler puts in, only addresses are constants
  std::string_view name_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
