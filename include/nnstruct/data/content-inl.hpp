// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/concat.hpp>
#include <nnstruct/data/content.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/checked.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data::detail {

NNSTRUCT_DEFINE content::content(const std::string& path) : file_(path), size_(file_.size()) {
  unsigned char begin[2] = {}, end[4];
  if (size_ >= 2) file_.read(0, begin, 2);
  if (begin[0] != 0x1f || begin[1] != 0x8b) return;
  constexpr std::uint64_t smallest = 18;  // header and trailer of RFC 1952
  if (size_ < smallest) require(io::inflate_outcome::cut);
  // The length of what is packed stands at the end: it is believed as far as the file can hold as much.
  file_.read(size_ - 4, end, 4);
  std::uint64_t length = 0;
  for (int i = 3; i >= 0; --i) length = length << 8 | end[i];
  if (!io::checked(length).at_most((io::checked(size_) * io::most_inflation).value()))
    throw FormatError(format_problem::data_set, {path, {}, size_ - 4},
                      concat({"the gzip file says that ", length, " bytes are packed in its ", size_,
                              ", more than there can be; it is damaged, cut short or more than one: get it anew"}));
  packed_ = std::make_unique<io::inflater>(file_, 0, size_, io::deflate_wrapping::gzip);
  size_ = length;
}

NNSTRUCT_DEFINE void content::require(io::inflate_outcome found) const {
  if (found == io::inflate_outcome::fine) return;
  const bool damaged = found == io::inflate_outcome::damaged;
  throw FormatError(damaged ? format_problem::checksum : format_problem::data_set, {path(), {}, {}},
                    damaged ? "the gzip file is damaged: what is packed in it has not its checksum; get it anew"
                            : "the gzip file is cut short, or something stands behind its end; get it anew");
}

NNSTRUCT_DEFINE void content::read(void* to, std::size_t bytes) {
  if (packed_) require(packed_->read(to, bytes));
  else file_.read(at_, to, bytes);
  at_ += bytes;
}

NNSTRUCT_DEFINE void content::finish() {
  if (packed_) require(packed_->finish());
}

NNSTRUCT_DEFINE void content::refuse(std::uint64_t offset, std::string_view what) const {
  throw FormatError(format_problem::data_set, {path(), packed_ ? "unpacked" : "", offset}, what);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::data::detail
