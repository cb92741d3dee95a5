// SPDX-License-Identifier: Apache-2.0
/// \file
/// The bytes of a pickle, taken one argument at a time: bounds, frames, and where an error is.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/opcode.hpp>
#include <nnstruct/io/checked.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// Every byte of the stream is read through next() and take(), which know where the stream and the current
/// frame end. A frame (protocol 4) promises that no opcode reaches over its end.
class reader {
 public:
  NNSTRUCT_DECLARE reader(std::string_view bytes, const file_place& place) noexcept
      : bytes_(bytes), end_(bytes.size()), place_(place) {}

  NNSTRUCT_DECLARE std::uint64_t position() const noexcept { return at_; }
  NNSTRUCT_DECLARE std::uint64_t opcode_offset() const noexcept { return opcode_at_; }
  NNSTRUCT_DECLARE std::uint64_t left_in_stream() const noexcept { return bytes_.size() - at_; }
  NNSTRUCT_DECLARE std::uint64_t left_in_frame() const noexcept { return framed_ ? end_ - at_ : 0; }

  NNSTRUCT_DECLARE opcode next() {
    opcode_at_ = at_;
    if (at_ == end_) leave_frame();
    return opcode_ = static_cast<opcode>(bytes_[at_++]);
  }

  NNSTRUCT_DECLARE std::string_view take(std::uint64_t count) {
    const io::checked stop = io::checked(at_) + count;
    if (!stop.at_most(end_)) refuse_argument(count);
    const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(count));
    at_ = stop.value();
    return taken;
  }

  /// A little-endian number of 1, 2, 4 or 8 bytes.
  template <int Size> std::uint64_t number() {
    const char* const raw = take(Size).data();
    std::uint64_t result = 0;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&result, raw, Size);
    } else {
      for (int i = 0; i < Size; ++i) result |= std::uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
    }
    return result;
  }

  NNSTRUCT_DECLARE std::uint64_t big_endian8() {
    std::uint64_t result = 0;
    for (const char c : take(8)) result = result << 8 | static_cast<unsigned char>(c);
    return result;
  }

  /// The text up to the next newline, which is taken but not returned.
  NNSTRUCT_DECLARE std::string_view line() {
    const std::string_view rest = bytes_.substr(at_, end_ - at_);
    const std::size_t length = rest.find('\n');
    if (length == std::string_view::npos) refuse("has an argument without a newline at its end");
    at_ += length + 1;
    return rest.substr(0, length);
  }

  NNSTRUCT_DECLARE void enter_frame(std::uint64_t length) {
    if (framed_) refuse("begins inside of another frame");
    const io::checked stop = io::checked(at_) + length;
    if (!stop.at_most(bytes_.size())) {
      refuse(concat({"says ", length, " bytes, but ", left_in_stream(), " are left"}));
    }
    framed_ = true;
    end_ = stop.value();
  }

  /// Throws, with the opcode being read and its offset.
  NNSTRUCT_DECLARE [[noreturn]] void refuse(std::string_view what,
                                            format_problem problem = format_problem::pickle) const {
    std::string text(name(opcode_));
    text.append(" ").append(what);
    if (problem == format_problem::pickle) text.append("; the pickle is damaged: get or save the file again");
    fail(opcode_at_, text, problem);
  }

  /// Throws, for an offset from the start of the pickle.
  NNSTRUCT_DECLARE [[noreturn]] void fail(std::uint64_t offset, std::string_view what,
                                          format_problem problem = format_problem::pickle) const {
    file_place place = place_;
    const io::checked absolute = io::checked(place_.offset.value_or(0)) + offset;
    place.offset = absolute.valid() ? absolute.value() : offset;
    throw FormatError(problem, place, what);
  }

 private:
  NNSTRUCT_DECLARE void leave_frame() {
    framed_ = false;
    end_ = bytes_.size();
    if (at_ == end_) fail(at_, "the pickle ends without STOP: the file is cut short, get it again");
  }

  NNSTRUCT_DECLARE [[noreturn]] void refuse_argument(std::uint64_t count) const {
    refuse(concat({"needs ", count, " more bytes, but its ", framed_ ? "frame" : "stream", " has ", end_ - at_}));
  }

  std::string_view bytes_;
  std::uint64_t at_ = 0;
  std::uint64_t end_;  // of the frame, or of the stream
  bool framed_ = false;
  std::uint64_t opcode_at_ = 0;
  opcode opcode_ = opcode::proto;
  file_place place_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
