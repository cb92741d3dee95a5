// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of writer.hpp.
#pragma once

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/opcode.hpp>
#include <nnstruct/format/pickle/text-inl.hpp>
#include <nnstruct/format/pickle/writer.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

NNSTRUCT_DEFINE void writer::op(detail::opcode code) { out_.push_back(static_cast<char>(code)); }

NNSTRUCT_DEFINE void writer::number(std::uint64_t number, int size) {
  for (int i = 0; i < size; ++i) out_.push_back(static_cast<char>(number >> (8 * i)));
}

NNSTRUCT_DEFINE void writer::proto() {
  op(detail::opcode::proto);
  number(2, 1);
}
NNSTRUCT_DEFINE void writer::stop() { op(detail::opcode::stop); }

NNSTRUCT_DEFINE void writer::none() { op(detail::opcode::none); }
NNSTRUCT_DEFINE void writer::boolean(bool b) { op(b ? detail::opcode::newtrue : detail::opcode::newfalse); }

NNSTRUCT_DEFINE void writer::integer(std::int64_t i) {
  const auto bits = static_cast<std::uint64_t>(i);
  if (i >= 0 && i <= 0xff) {
    op(detail::opcode::binint1);
    number(bits, 1);
  } else if (i >= 0 && i <= 0xffff) {
    op(detail::opcode::binint2);
    number(bits, 2);
  } else if (i >= std::numeric_limits<std::int32_t>::min() && i <= std::numeric_limits<std::int32_t>::max()) {
    op(detail::opcode::binint);
    number(bits, 4);
  } else {
    char bytes[8];
    for (int k = 0; k < 8; ++k) bytes[k] = static_cast<char>(bits >> (8 * k));
    long_integer({bytes, 8});
  }
}

NNSTRUCT_DEFINE void writer::big_integer(std::string_view twos_complement) {
  const std::string_view shortest = detail::shortest_twos_complement(twos_complement);
  if (shortest.size() <= 8) return integer(detail::twos_complement_to_int64(shortest));
  long_integer(shortest);
}

/// Python writes a positive number that begins with a 1 bit with one byte more, as two's complement needs;
/// that is what the shortest form already has.
NNSTRUCT_DEFINE void writer::long_integer(std::string_view twos_complement) {
  const std::string_view shortest = detail::shortest_twos_complement(twos_complement);
  const bool small = shortest.size() <= 0xff;
  if (shortest.size() > 0x7fffffff) throw Error("an integer of more than 2 GiB does not fit a pickle");
  op(small ? detail::opcode::long1 : detail::opcode::long4);
  number(shortest.size(), small ? 1 : 4);
  out_.append(shortest);
}

NNSTRUCT_DEFINE void writer::real(double d) {
  op(detail::opcode::binfloat);
  const auto bits = std::bit_cast<std::uint64_t>(d);
  for (int shift = 56; shift >= 0; shift -= 8) out_.push_back(static_cast<char>(bits >> shift));
}

NNSTRUCT_DEFINE void writer::unicode(std::string_view utf8) {
  if (utf8.size() > 0xffffffff) throw Error("a string of more than 4 GiB does not fit a pickle of protocol 2");
  if (!detail::valid_utf8(utf8)) throw Error("a string is not UTF-8, which a pickle needs: re-encode it");
  op(detail::opcode::binunicode);
  number(utf8.size(), 4);
  out_.append(utf8);
}

NNSTRUCT_DEFINE void writer::global(std::string_view module, std::string_view name) {
  for (const std::string_view text : {module, name}) {
    const bool fine =
        !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!fine) throw Error(concat({"\"", text, "\" is no name of a Python module or class in ASCII"}));
  }
  op(detail::opcode::global);
  out_.append(module).append("\n").append(name).append("\n");
}

NNSTRUCT_DEFINE void writer::mark() { op(detail::opcode::mark); }
NNSTRUCT_DEFINE void writer::empty_tuple() { op(detail::opcode::empty_tuple); }
NNSTRUCT_DEFINE void writer::empty_list() { op(detail::opcode::empty_list); }
NNSTRUCT_DEFINE void writer::empty_dict() { op(detail::opcode::empty_dict); }

NNSTRUCT_DEFINE void writer::tuple(std::uint64_t size) {
  op(size == 0   ? detail::opcode::empty_tuple
     : size == 1 ? detail::opcode::tuple1
     : size == 2 ? detail::opcode::tuple2
     : size == 3 ? detail::opcode::tuple3
                 : detail::opcode::tuple);
}

NNSTRUCT_DEFINE void writer::append() { op(detail::opcode::append); }
NNSTRUCT_DEFINE void writer::appends() { op(detail::opcode::appends); }
NNSTRUCT_DEFINE void writer::setitem() { op(detail::opcode::setitem); }
NNSTRUCT_DEFINE void writer::setitems() { op(detail::opcode::setitems); }
NNSTRUCT_DEFINE void writer::reduce() { op(detail::opcode::reduce); }
NNSTRUCT_DEFINE void writer::newobj() { op(detail::opcode::newobj); }
NNSTRUCT_DEFINE void writer::build() { op(detail::opcode::build); }
NNSTRUCT_DEFINE void writer::binpersid() { op(detail::opcode::binpersid); }

NNSTRUCT_DEFINE std::uint32_t writer::memoize() {
  const bool small = memo_ <= 0xff;
  op(small ? detail::opcode::binput : detail::opcode::long_binput);
  number(memo_, small ? 1 : 4);
  return memo_++;
}

NNSTRUCT_DEFINE void writer::get(std::uint32_t id) {
  const bool small = id <= 0xff;
  op(small ? detail::opcode::binget : detail::opcode::long_binget);
  number(id, small ? 1 : 4);
}

NNSTRUCT_DEFINE std::string writer::take() noexcept {
  memo_ = 0;
  return std::exchange(out_, {});
}

NNSTRUCT_DEFINE bool batch::single() const noexcept {
  const bool whole = rule_ == batch_rule::list || rule_ == batch_rule::dict;
  return whole ? size_ == 1 : done_ % batch_size == 0 && done_ + 1 == size_;
}

NNSTRUCT_DEFINE void batch::begin_item() {
  if (done_ == size_) throw Error(concat({"a batch was given more than its ", size_, " items"}));
  if (done_ % batch_size == 0 && !single()) out_.mark();
}

NNSTRUCT_DEFINE void batch::end_item() {
  const bool alone = single();
  ++done_;
  if (alone) {
    pairs() ? out_.setitem() : out_.append();
  } else if (done_ % batch_size == 0 || done_ == size_) {
    close();
  }
}

NNSTRUCT_DEFINE void batch::close() { pairs() ? out_.setitems() : out_.appends(); }

NNSTRUCT_DEFINE void batch::finish() {
  if (done_ != size_) { throw Error(concat({"a batch was promised ", size_, " items and given ", done_})); }
  // CPython looks for more items after each full batch, and in a dict only then finds that there are none.
  if (rule_ == batch_rule::dict && size_ != 0 && size_ % batch_size == 0) {
    out_.mark();
    close();
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
