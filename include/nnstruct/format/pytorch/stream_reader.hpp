// SPDX-License-Identifier: Apache-2.0
/// \file
/// Takes pickles and numbers that stand in a file one after the other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/format/pickle/parser.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/limits.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch::detail {

class stream_reader {
 public:
  stream_reader(const io::input_file& file, std::uint64_t offset, std::uint64_t end, const limits& allowed)
      : file_(file), at_(offset), end_(end), allowed_(allowed) {}

  std::uint64_t offset() const noexcept { return at_; }
  std::uint64_t end() const noexcept { return end_; }

  /// The next pickle.
  /// \param what  it is called so in messages, as is `part` below
  /// \throws FormatError
  NNSTRUCT_DECLARE pickle::document pickle(std::string_view what, pickle::leniency taken = {});
  /// The next pickle, of which torch.save makes nothing but numbers, texts, lists, dictionaries and classes: nothing in
  /// it may be called.
  NNSTRUCT_DECLARE pickle::document plain_pickle(std::string_view what);
  /// Numbers of eight bytes, or four, the lowest first.
  NNSTRUCT_DECLARE std::int64_t int64(std::string_view part);
  NNSTRUCT_DECLARE std::int32_t int32(std::string_view part);
  /// Passes over bytes.
  NNSTRUCT_DECLARE void skip(io::checked bytes, std::string_view part);
  NNSTRUCT_DECLARE [[noreturn]] void refuse(std::string_view part, std::string_view why) const;

 private:
  NNSTRUCT_DECLARE std::uint64_t word(std::size_t bytes, std::string_view part);

  const io::input_file& file_;
  std::uint64_t at_;
  std::uint64_t end_;
  limits allowed_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch::detail
