// SPDX-License-Identifier: Apache-2.0
/// \file
/// One inert value of a pickle: None, a number, a text, or a reference to an object of a document.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

enum class kind : std::uint8_t {
  none,
  boolean,
  integer,      ///< fits 64 bits
  big_integer,  ///< does not: text() is its shortest little-endian two's complement
  real,
  string,  ///< text() is UTF-8, surrogates encoded as three bytes (Python's surrogatepass)
  bytes,
  bytearray,
  tuple,
  list,
  dict,
  set,
  frozenset,
  global,          ///< a module and a name in it
  call,            ///< REDUCE, INST, OBJ: a callable and its arguments
  instance,        ///< NEWOBJ, NEWOBJ_EX: a class and the arguments of its __new__
  persistent_id,   ///< a reference to something outside of the pickle
  back_reference,  ///< an object that holds the one where this stands: document::referred()
};

/// "a list", "an integer": for messages.
NNSTRUCT_DECLARE std::string_view with_article(kind k) noexcept;

/// Python 3's name of a module that Python 2, and protocols 0 to 2, write otherwise:
/// `__builtin__` is `builtins`, `copy_reg` is `copyreg`. Other names come back as they are.
NNSTRUCT_DECLARE std::string_view python3_module(std::string_view module) noexcept;

class document;
namespace detail {
class builder;  // makes documents, and so values
class memo;     // marks absent entries with a value of no kind
}  // namespace detail

/// One value: 16 bytes to copy freely. Texts point into the document they came from, containers are numbers
/// in it, so a value is good for as long as its document lives (moving the document does not disturb it).
/// Asked for what it is not, a value answers with nothing: false, 0, an empty text.
class value {
 public:
  constexpr value() noexcept = default;  ///< None

  constexpr kind what() const noexcept { return refers_back_ ? kind::back_reference : what_; }
  constexpr bool is(kind k) const noexcept { return what() == k; }

  constexpr bool boolean() const noexcept { return is(kind::boolean) && bits_ != 0; }
  constexpr std::int64_t integer() const noexcept { return is(kind::integer) ? static_cast<std::int64_t>(bits_) : 0; }
  constexpr double real() const noexcept { return is(kind::real) ? std::bit_cast<double>(bits_) : 0; }

  /// The characters of a string, the bytes of bytes, a bytearray or a big_integer.
  std::string_view text() const noexcept {
    if (!is_text()) return {};
    return {reinterpret_cast<const char*>(static_cast<std::uintptr_t>(bits_)), number_};
  }

  /// True for what can hold other values: tuple, list, dict, set, frozenset, call, instance, persistent_id.
  constexpr bool is_object() const noexcept { return what_ >= kind::tuple && what_ != kind::global && !refers_back_; }
  constexpr bool is_text() const noexcept {
    return what_ >= kind::big_integer && what_ <= kind::bytearray && what_ != kind::real;
  }

  /// Python's identity. Two objects of one document are the same object when their indices are equal; they
  /// are less than document::object_count(). (All empty tuples are one object, as in Python.)
  /// Of a global, its place in document::globals().
  constexpr std::uint32_t index() const noexcept { return is_object() || is(kind::global) ? number_ : 0; }

  /// Of an object, what refers back to one, or a global: where the opcode stands that made it, in bytes from the start
  /// of the pickle.
  constexpr std::uint32_t offset() const noexcept {
    return what_ >= kind::tuple ? static_cast<std::uint32_t>(bits_) : 0;
  }

 private:
  friend class document;
  friend class detail::builder;
  friend class detail::memo;
  constexpr value(kind what, std::uint32_t number, std::uint64_t bits) noexcept
      : what_(what), number_(number), bits_(bits) {}

  kind what_ = kind::none;
  bool refers_back_ = false;  // to an object of kind what_
  std::uint32_t number_ = 0;  // the length of a text; the index of an object or a global
  std::uint64_t bits_ = 0;    // the number; the address of a text; an object's offset, above it its call
};
static_assert(sizeof(value) == 16);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
