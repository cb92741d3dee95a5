// SPDX-License-Identifier: Apache-2.0
/// \file
/// The pickle machine: what each opcode does to stack, memo and document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <nnstruct/format/pickle/builder.hpp>
#include <nnstruct/format/pickle/memo.hpp>
#include <nnstruct/format/pickle/opcode.hpp>
#include <nnstruct/format/pickle/parser.hpp>
#include <nnstruct/format/pickle/reader.hpp>
#include <nnstruct/format/pickle/scalars.hpp>
#include <nnstruct/format/pickle/stack.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// Runs one pickle. An opcode that meets a value it cannot work on is refused, as Python would raise.
class machine {
 public:
  NNSTRUCT_DECLARE machine(std::unique_ptr<const std::string> bytes, const file_place& place, const limits& allowed,
                           leniency taken);
  machine(const machine&) = delete;
  machine& operator=(const machine&) = delete;

  NNSTRUCT_DECLARE document run();

 private:
  template <class = void> void execute(opcode code);
  NNSTRUCT_DECLARE void proto();
  NNSTRUCT_DECLARE document stop();

  NNSTRUCT_DECLARE void tuple(std::size_t size);
  NNSTRUCT_DECLARE void from_mark(kind what);
  NNSTRUCT_DECLARE value arguments_above_mark(std::size_t from);
  NNSTRUCT_DECLARE void append();
  NNSTRUCT_DECLARE void appends();
  NNSTRUCT_DECLARE void setitem();
  NNSTRUCT_DECLARE void setitems(value target);
  NNSTRUCT_DECLARE void additems();

  NNSTRUCT_DECLARE void put(std::uint64_t id);
  NNSTRUCT_DECLARE void get(std::uint64_t id);

  NNSTRUCT_DECLARE value global(std::string_view module, std::string_view name);
  NNSTRUCT_DECLARE value stack_global();
  NNSTRUCT_DECLARE value named(std::string_view module, std::string_view name);
  NNSTRUCT_DECLARE [[noreturn]] void refuse_danger(
      std::uint64_t at, std::string_view what,
      std::string_view why = ", by which a file can harm whoever opens it in Python") const;
  NNSTRUCT_DECLARE void need_known_function(value callable) const;
  NNSTRUCT_DECLARE void check_load(value args) const;
  NNSTRUCT_DECLARE void check_loads_are_called() const;
  NNSTRUCT_DECLARE value call(kind what, value callable, value args, value kwargs = {});
  NNSTRUCT_DECLARE void inst();
  NNSTRUCT_DECLARE void obj();
  NNSTRUCT_DECLARE void build();

  /// Puts `made` in the place of the topmost `count` values.
  NNSTRUCT_DECLARE void replace(std::size_t count, value made);
  NNSTRUCT_DECLARE void need(bool fine, const char* what, value found) const;
  NNSTRUCT_DECLARE void need_list(value target) const;
  NNSTRUCT_DECLARE void need_mapping(value target) const;
  NNSTRUCT_DECLARE void need_hashable(value v, const char* what) const;
  NNSTRUCT_DECLARE [[noreturn]] void refuse_opcode(opcode code) const;

  std::unique_ptr<const std::string> bytes_;
  limits allowed_;
  leniency taken_;
  reader in_;
  builder build_;
  scalars scalars_;
  stack stack_;
  memo memo_;
  unsigned protocol_ = 0;
  bool has_getattr_ = false;
  bool has_load_ = false;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
