// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of reader.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/zip/local_headers.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/io/crc32.hpp>
#include <nnstruct/io/inflate.hpp>
#include <nnstruct/io/large_read.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

namespace detail {

/// A piece is still in the processor's cache when its checksum is computed.
inline constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 20;

/// As "0x0000ab12".
NNSTRUCT_DECLARE std::string hexadecimal(std::uint32_t value) {
  std::string out = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) out += "0123456789abcdef"[value >> shift & 15];
  return out;
}

}  // namespace detail

NNSTRUCT_DEFINE archive::archive(io::input_file file, const limits& allowed) : file_(std::move(file)) {
  directory contents = read_directory(file_, allowed);
  check_local_headers(file_, contents);
  entries_ = std::move(contents.entries);
  index_names();
}

NNSTRUCT_DEFINE void archive::index_names() {
  by_name_ = {entries_, entries_.size(), [](const entry& record) { return std::string_view(record.name); }};
  if (const auto twice = by_name_.same_names()) {
    const entry& record = entries_[twice->second];
    refuse(file_, record, record.header, "two entries have this name; the file has two meanings");
  }
}

NNSTRUCT_DEFINE const entry* archive::find(std::string_view name) const noexcept {
  const std::size_t found = by_name_.find(name);
  return found == by_name_.none ? nullptr : &entries_[found];
}

NNSTRUCT_DEFINE std::string archive::read(const entry& record) const {
  require_readable(record);
  std::string out;
  if (record.size > out.max_size())
    refuse(file_, record, record.payload, "it is larger than this machine's memory", format_problem::limit);
  out.resize(static_cast<std::size_t>(record.size));
  read(record, out.data());
  return out;
}

NNSTRUCT_DEFINE bool archive::read(const entry& record, void* to) const {
  require_readable(record);
  if (!record.is_stored()) return inflate(record, to);
  require_checksum(
      record, io::read_large(file_, record.payload, to, static_cast<std::size_t>(record.size), record.has_checksum()));
  return record.has_checksum();
}

NNSTRUCT_DEFINE bool archive::read(const entry& record, void* to, io::read_ahead& window) const {
  if (record.size == 0 || record.size > window.most / 4 || !record.is_stored()) return read(record, to);
  const auto size = static_cast<std::size_t>(record.size);
  std::memcpy(to, window.at(record.payload, size).data(), size);
  if (record.has_checksum()) require_checksum(record, io::crc32(0, to, size));
  return record.has_checksum();
}

NNSTRUCT_DEFINE void archive::require_inflated(const entry& record, io::inflate_outcome found) const {
  using enum io::inflate_outcome;
  const std::string_view what = found == damaged    ? "its compressed bytes are no DEFLATE stream"
                                : found == too_long ? "its compressed bytes hold more than its size says"
                                : found == cut      ? "its compressed bytes do not hold as much as its size says, or "
                                                      "something stands behind them"
                                                    : "";
  if (!what.empty())
    refuse(file_, record, record.payload, concat({what, "; the file was damaged after it was saved: get it again"}));
}

NNSTRUCT_DEFINE bool archive::inflate(const entry& record, void* to) const {
  const io::inflated found = io::inflate(file_, record.payload, record.stored_size, to, record.size);
  require_inflated(record, found.what);
  require_checksum(record, found.crc32);
  return record.has_checksum();
}

/// An entry's content, stored or deflated, and its checksum on the way.
template <class Void> class archive::entry_stream final : public io::byte_stream {
 public:
  entry_stream(const archive& from, const entry& record)
      : from_(from), record_(record), stored_(from.file_, record.payload) {
    if (!record.is_stored()) packed_ = std::make_unique<io::inflater>(from.file_, record.payload, record.stored_size);
  }
  void read(void* to, std::size_t bytes) override {
    if (packed_) return from_.require_inflated(record_, packed_->read(to, bytes));
    auto* const out = static_cast<char*>(to);
    for (std::size_t done = 0; done < bytes;) {
      const std::size_t piece = std::min<std::size_t>(detail::piece_bytes, bytes - done);
      stored_.read(out + done, piece);
      if (record_.has_checksum()) crc32_ = io::crc32(crc32_, out + done, piece);
      done += piece;
    }
  }
  bool finish() override {
    if (packed_) from_.require_inflated(record_, packed_->finish());
    from_.require_checksum(record_, packed_ ? packed_->crc32() : crc32_);
    return record_.has_checksum();
  }

 private:
  const archive& from_;
  const entry& record_;
  io::raw_stream stored_;
  std::unique_ptr<io::inflater> packed_;  // if it is deflated
  std::uint32_t crc32_ = 0;
};

NNSTRUCT_DEFINE std::unique_ptr<io::byte_stream> archive::stream(const entry& record) const {
  require_readable(record);
  return std::make_unique<entry_stream<>>(*this, record);
}

NNSTRUCT_DEFINE void archive::require_readable(const entry& record) const {
  if (record.method == method_stored || record.method == method_deflated) return;
  refuse(file_, record, record.payload,
         concat({"it is compressed by method ", record.method,
                 ", and only deflated (8) and stored (0) entries can be read; pack the archive again with zip -0"}),
         format_problem::unsupported);
}

NNSTRUCT_DEFINE void archive::require_checksum(const entry& record, std::uint32_t found) const {
  if (!record.has_checksum() || found == record.crc32) return;
  refuse(file_, record, record.payload,
         concat({"its CRC-32 is ", detail::hexadecimal(found), ", expected ", detail::hexadecimal(record.crc32),
                 "; the file was damaged after it was saved: get it again"}),
         format_problem::checksum);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
