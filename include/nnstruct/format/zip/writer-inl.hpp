// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of writer.hpp.
#pragma once

#include <algorithm>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/zip/layout.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/crc32.hpp>
#include <nnstruct/io/second_thread.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

NNSTRUCT_DEFINE writer::writer(io::atomic_file& to) : to_(to) {
  if (to_.position() != 0) misused("the file must be empty when a zip::writer begins");
}

NNSTRUCT_DEFINE void writer::add(std::string_view name, const void* from, std::uint64_t size) {
  begin(name, size);
  append(from, size);
  end();
}

NNSTRUCT_DEFINE void writer::begin(std::string_view name, std::uint64_t size) {
  if (finished_) misused("an entry was begun after finish()");
  if (!name_.empty()) misused(concat({"an entry was begun before end() of ", name_}));
  if (name.empty() || name.size() > 0xFFFF)
    misused(concat({"an entry's name has ", name.size(), " bytes; 1 to 65535 are possible"}));
  if (!names_.emplace(name).second) misused(concat({"two entries have the name ", name}));
  header_ = to_.position();
  put(local_header(name, size, header_));
  name_ = name;
  size_ = missing_ = size;
  crc32_ = 0;
}

NNSTRUCT_DEFINE void writer::append(const void* from, std::uint64_t size) {
  if (name_.empty()) misused("append() was called without begin()");
  if (size > missing_)
    misused(concat({name_, " was begun with ", size_, " bytes, and is given ", size - missing_, " more"}));
  missing_ -= size;
  if (size >= io::two_threads_from && append_beside(from, static_cast<std::size_t>(size))) return;
  constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 20;  // stays in the cache from checksum to write
  const auto* bytes = static_cast<const char*>(from);
  while (size > 0) {
    const auto piece = static_cast<std::size_t>(std::min(size, piece_bytes));
    crc32_ = io::crc32(crc32_, bytes, piece);
    to_.write(bytes, piece);
    bytes += piece;
    size -= piece;
  }
}

NNSTRUCT_DEFINE bool writer::append_beside(const void* from, std::size_t size) {
  struct sum {
    const void* of;
    std::size_t bytes;
    std::uint32_t crc32;
  } added{from, size, 0};
  const auto add_up = [](void* job) noexcept {
    auto& it = *static_cast<sum*>(job);
    it.crc32 = io::crc32(0, it.of, it.bytes);
  };
  io::second_thread beside(add_up, &added);
  if (!beside.begun()) return false;
  to_.write(from, size);
  beside.join();
  crc32_ = io::crc32_combine(crc32_, added.crc32, size);
  return true;
}

NNSTRUCT_DEFINE void writer::end() {
  if (name_.empty()) misused("end() was called without begin()");
  if (missing_ != 0) misused(concat({name_, " was begun with ", size_, " bytes, ", missing_, " of them are missing"}));
  put(data_descriptor(crc32_, size_));
  directory_ += central_header(name_, size_, crc32_, header_);
  name_.clear();
}

NNSTRUCT_DEFINE void writer::finish() {
  if (finished_) misused("finish() was called twice");
  if (!name_.empty()) misused(concat({"finish() was called before end() of ", name_}));
  finished_ = true;
  const std::uint64_t offset = to_.position();
  put(directory_);
  put(end_records(names_.size(), offset, directory_.size()));
}

NNSTRUCT_DEFINE void writer::put(const std::string& bytes) { to_.write(bytes.data(), bytes.size()); }

NNSTRUCT_DEFINE void writer::misused(const std::string& what) const {
  throw Error(concat({"cannot write \"", to_.path(), "\": ", what}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
