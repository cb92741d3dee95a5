// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/extent.hpp>
#include <nnstruct/format/pytorch/stream_reader.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch::detail {

NNSTRUCT_DEFINE pickle::document stream_reader::pickle(std::string_view what, pickle::leniency taken) {
  const file_place place{file_.path(), what, at_};
  const std::uint64_t bytes = pickle::extent(file_, at_, end_, place);
  pickle::require_size(bytes, place, allowed_);
  std::string text(static_cast<std::size_t>(bytes), '\0');
  file_.read(at_, text.data(), text.size());
  pickle::document out = pickle::parse(std::move(text), place, allowed_, taken);
  at_ += bytes;
  return out;
}

NNSTRUCT_DEFINE pickle::document stream_reader::plain_pickle(std::string_view what) {
  const std::uint64_t begin = at_;
  pickle::document out = pickle(what);
  for (const pickle::call_record& call : out.calls()) {
    const pickle::global_name name = out.global(call.callable);
    throw FormatError(
        format_problem::unsafe_global, {file_.path(), what, begin + call.self.offset()},
        concat({"the pickle calls ", name.module, name.module.empty() ? "something" : ".", name.name,
                ", where torch.save writes plain values alone; nothing was executed. Do not torch.load it: get the "
                "file from somebody you trust"}));
  }
  return out;
}

NNSTRUCT_DEFINE std::uint64_t stream_reader::word(std::size_t bytes, std::string_view part) {
  unsigned char read[8];
  if (end_ - at_ < bytes) refuse(part, "the file ends in the middle of a number; it is cut short");
  file_.read(at_, read, bytes);
  at_ += bytes;
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i-- > 0;) value = value << 8 | read[i];
  return value;
}
NNSTRUCT_DEFINE std::int64_t stream_reader::int64(std::string_view part) {
  return static_cast<std::int64_t>(word(8, part));
}
NNSTRUCT_DEFINE std::int32_t stream_reader::int32(std::string_view part) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(word(4, part)));
}

NNSTRUCT_DEFINE void stream_reader::skip(io::checked bytes, std::string_view part) {
  if (!(io::checked(at_) + bytes).at_most(end_)) refuse(part, "the file ends before their last byte; it is cut short");
  at_ += bytes.value();
}

NNSTRUCT_DEFINE void stream_reader::refuse(std::string_view part, std::string_view why) const {
  throw FormatError(format_problem::storage, {file_.path(), part, at_}, why);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch::detail
