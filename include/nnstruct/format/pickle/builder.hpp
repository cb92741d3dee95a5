// SPDX-License-Identifier: Apache-2.0
/// \file
/// Makes a document: adds objects and items to its arrays, and keeps count of how deep objects lie in
/// objects.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/format/pickle/parser.hpp>
#include <nnstruct/format/pickle/reader.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// What the opcodes do, apart from stack and memo. Errors are reported through the reader, which knows the
/// place.
///
/// Depth and tree size of an object are kept up to date as it grows. That is exact as long as no object grows
/// after something has been put around it; Python's pickler writes objects from the inside out, except where
/// one contains itself. The exception is noticed, and then cycles are cut and everything is measured at the end.
class builder {
 public:
  NNSTRUCT_DECLARE builder(const reader& in, const limits& allowed);

  NNSTRUCT_DECLARE static value boolean(bool b) noexcept { return {kind::boolean, 0, b}; }
  NNSTRUCT_DECLARE static value integer(std::int64_t i) noexcept {
    return {kind::integer, 0, static_cast<std::uint64_t>(i)};
  }
  NNSTRUCT_DECLARE static value real(double d) noexcept { return {kind::real, 0, std::bit_cast<std::uint64_t>(d)}; }
  NNSTRUCT_DECLARE static value empty_tuple() noexcept { return {kind::tuple, 0, 0}; }
  NNSTRUCT_DECLARE value text(kind what, std::string_view bytes);

  NNSTRUCT_DECLARE value container(kind what) { return {what, add_object(), in_.opcode_offset()}; }  ///< empty
  NNSTRUCT_DECLARE value container(kind what, span<const value> items);
  NNSTRUCT_DECLARE value global(std::string_view module, std::string_view name);
  NNSTRUCT_DECLARE value call(kind what, value callable, value args, value kwargs = {});
  /// A call that makes what other opcodes make, and has no record.
  NNSTRUCT_DECLARE void count_call(value callable) { ++out_.globals_[callable.number_].calls; }

  /// To a tuple, list, set, call or instance.
  NNSTRUCT_DECLARE void add_item(value target, value item);
  /// To a dict, call or instance.
  NNSTRUCT_DECLARE void add_pair(value target, value key, value mapped);
  NNSTRUCT_DECLARE void set_state(value target, value state);

  /// Memory for a text that is not in the stream as it is; what keep() takes of it lives as long as the
  /// document.
  NNSTRUCT_DECLARE char* room(std::size_t size);
  NNSTRUCT_DECLARE std::string_view keep(std::size_t size);

  /// What is made so far.
  NNSTRUCT_DECLARE const document& made() const noexcept { return out_; }
  NNSTRUCT_DECLARE document finish(value root, std::unique_ptr<const std::string> bytes, unsigned protocol);

 private:
  using object = document::object;

  NNSTRUCT_DECLARE std::uint32_t add_object();
  NNSTRUCT_DECLARE document::call_extras& extras(object& o);
  NNSTRUCT_DECLARE void add_value(run_list& list, value v);
  NNSTRUCT_DECLARE void put_into(object& outer, value inner);
  NNSTRUCT_DECLARE void enclose(object& outer, value inner);
  NNSTRUCT_DECLARE [[noreturn]] void refuse_nesting(std::uint64_t depth) const;
  NNSTRUCT_DECLARE void measure_again();
  NNSTRUCT_DECLARE std::vector<std::uint32_t> sorted_from_outside();
  NNSTRUCT_DECLARE void cut_cycles();
  template <class Visitor> void for_each_inner(std::size_t outer, Visitor visit);

  const reader& in_;
  const limits& allowed_;
  document out_;
  char* pool_at_ = nullptr;
  std::size_t pool_left_ = 0;
  std::size_t elements_ = 0;  // in all containers
  bool altered_ = false;      // an object grew after something was put around it
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
