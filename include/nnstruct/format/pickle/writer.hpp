// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes a pickle of protocol 2, opcode by opcode, with the bytes that CPython's own pickler writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

namespace detail {
enum class opcode : std::uint8_t;
}

/// One function for each opcode; the names are the pickle specification's. What to memoize is the caller's to
/// decide (Python: every str, global, dict, list, non-empty tuple and REDUCE or NEWOBJ result, right after
/// it). \code
///   writer w;
///   w.proto();
///   w.empty_list(), w.memoize();
///   w.integer(5), w.append();
///   w.stop();
/// \endcode
class writer {
 public:
  NNSTRUCT_DECLARE void proto();
  NNSTRUCT_DECLARE void stop();

  NNSTRUCT_DECLARE void none();
  NNSTRUCT_DECLARE void boolean(bool b);
  NNSTRUCT_DECLARE void integer(std::int64_t number);  ///< BININT1, BININT2, BININT, LONG1, whichever fits
  NNSTRUCT_DECLARE void big_integer(
      std::string_view twos_complement);  ///< little-endian, of any size: as integer() or LONG4
  NNSTRUCT_DECLARE void real(double number);
  NNSTRUCT_DECLARE void unicode(std::string_view utf8);  ///< surrogates may be there, as three bytes each
  NNSTRUCT_DECLARE void global(std::string_view module, std::string_view name);

  NNSTRUCT_DECLARE void mark();
  NNSTRUCT_DECLARE void empty_tuple();
  NNSTRUCT_DECLARE void empty_list();
  NNSTRUCT_DECLARE void empty_dict();
  NNSTRUCT_DECLARE void tuple(std::uint64_t size);  ///< of 1, 2, 3 values on the stack, or of all since mark() for more

  NNSTRUCT_DECLARE void append();
  NNSTRUCT_DECLARE void appends();
  NNSTRUCT_DECLARE void setitem();
  NNSTRUCT_DECLARE void setitems();

  NNSTRUCT_DECLARE void reduce();
  NNSTRUCT_DECLARE void newobj();
  NNSTRUCT_DECLARE void build();
  NNSTRUCT_DECLARE void binpersid();

  /// Stores the top of the stack in the memo and returns its id: 0, 1, 2 …
  NNSTRUCT_DECLARE std::uint32_t memoize();
  NNSTRUCT_DECLARE void get(std::uint32_t id);

  const std::string& bytes() const noexcept { return out_; }
  NNSTRUCT_DECLARE std::string take() noexcept;  ///< the bytes written; the writer begins anew

 private:
  NNSTRUCT_DECLARE void op(detail::opcode code);
  NNSTRUCT_DECLARE void number(std::uint64_t number, int size);  // little-endian
  NNSTRUCT_DECLARE void long_integer(std::string_view twos_complement);

  std::string out_;
  std::uint32_t memo_ = 0;
};

/// Who holds the items, which decides how CPython cuts them into batches of 1000.
enum class batch_rule : std::uint8_t {
  list,             ///< a list itself
  dict,             ///< a dict itself: 1000, 2000 ... items end with an empty batch
  reduced_list,     ///< a list-like object made by REDUCE or NEWOBJ: a last single item is an APPEND
  reduced_mapping,  ///< a dict-like one, as OrderedDict: a last single item is a SETITEM
};

/// Puts the marks and the APPEND(S) or SETITEM(S) around items that the caller writes.
/// \code
///   batch items(w, size, batch_rule::dict);
///   for (...) { items.begin_item(); ...write key and value...; items.end_item(); }
///   items.finish();
/// \endcode
class batch {
 public:
  template <class = void>
  batch(writer& out, std::uint64_t size, batch_rule rule) noexcept : out_(out), size_(size), rule_(rule) {}

  NNSTRUCT_DECLARE void begin_item();
  NNSTRUCT_DECLARE void end_item();
  NNSTRUCT_DECLARE void finish();  ///< \throws Error when there were not as many items as promised

 private:
  NNSTRUCT_DECLARE bool single() const noexcept;  // the item at hand is written without a mark
  bool pairs() const noexcept { return rule_ == batch_rule::dict || rule_ == batch_rule::reduced_mapping; }
  NNSTRUCT_DECLARE void close();

  static constexpr std::uint64_t batch_size = 1000;

  writer& out_;
  std::uint64_t size_;
  std::uint64_t done_ = 0;
  batch_rule rule_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
