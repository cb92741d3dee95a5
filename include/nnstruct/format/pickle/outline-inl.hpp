// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/extent-inl.hpp>
#include <nnstruct/format/pickle/opcode.hpp>
#include <nnstruct/format/pickle/outline.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

namespace detail {

/// `numpy._core.multiarray`, `Pipeline`: words of letters, digits and underscores (or of other alphabets) and dots.
NNSTRUCT_DECLARE bool is_dotted_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c == '.' || c == '_' || c == '<' || c == '>' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || c >= 0x80;
  });
}

/// Passes over the opcodes, and keeps the texts that may be names.
NNSTRUCT_DECLARE class outline_reader {
 public:
  explicit outline_reader(std::string_view bytes) : bytes_(bytes) {}

  outline run() {
    while (at_ < bytes_.size() && out_.sound && out_.size == 0 && step()) {}
    return std::move(out_);
  }

 private:
  static constexpr std::size_t most_texts = 1 << 12;

  /// One opcode. \returns whether it ends in these bytes
  bool step() {
    const auto code = static_cast<opcode>(static_cast<unsigned char>(bytes_[at_]));
    out_.sound = !name(code).empty();
    const detail::argument argument = argument_of(code);
    std::size_t at = at_ + 1;
    const std::size_t fixed = argument.bytes + argument.length;
    if (bytes_.size() - at < fixed) return false;
    const std::uint64_t value = number(at, fixed);
    at += fixed;
    if (argument.length != 0) {
      if (value > bytes_.size() - at) return false;
      text_ = bytes_.substr(at, static_cast<std::size_t>(value));
      at += text_.size();
    }
    std::string_view lines[2];
    for (unsigned i = 0; i < argument.lines; ++i) {
      const std::size_t end = bytes_.find('\n', at);
      if (end == bytes_.npos) return false;
      lines[i] = bytes_.substr(at, end - at);
      at = end + 1;
    }
    take(code, value, lines);
    at_ = at;
    if (code == opcode::stop) out_.size = at_;
    return true;
  }

  void take(opcode code, std::uint64_t value, const std::string_view (&lines)[2]) {
    switch (code) {
      case opcode::proto:
      case opcode::frame: return;
      case opcode::memoize:
        if (texts_.size() < most_texts) texts_.push_back(top_);
        return;
      case opcode::binput:
      case opcode::long_binput:
        if (value >= most_texts) return;
        if (texts_.size() <= value) texts_.resize(static_cast<std::size_t>(value) + 1);
        texts_[static_cast<std::size_t>(value)] = top_;
        return;
      case opcode::binpersid:
      case opcode::persid: out_.persistent_ids = true; return push({});
      case opcode::binget:
      case opcode::long_binget:
        return push(value < texts_.size() ? texts_[static_cast<std::size_t>(value)] : std::string_view());
      case opcode::short_binunicode:
      case opcode::binunicode:
      case opcode::binunicode8:
      case opcode::short_binstring:
      case opcode::binstring: return push(text_);
      case opcode::global:
      case opcode::inst: add(lines[0], lines[1]); return push({});
      case opcode::stack_global:
        if (!below_.empty() && !top_.empty()) add(below_, top_);
        return push({});
      default: return push({});
    }
  }
  void push(std::string_view text) {
    below_ = top_;
    top_ = text;
  }
  void add(std::string_view module, std::string_view name) {
    if (!is_dotted_name(module) || !is_dotted_name(name)) out_.sound = false;
    else out_.globals.push_back(concat({module, ".", name}));
  }
  std::uint64_t number(std::size_t at, std::size_t bytes) const {
    std::uint64_t out = 0;
    for (std::size_t i = std::min<std::size_t>(bytes, 8); i-- > 0;)
      out = out << 8 | static_cast<unsigned char>(bytes_[at + i]);
    return out;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  outline out_;
  std::string_view text_;         // of the opcode
  std::string_view top_, below_;  // of the stack; empty if they are no texts
  std::vector<std::string_view> texts_;
};

}  // namespace detail

NNSTRUCT_DEFINE outline outline_of(std::string_view bytes) { return detail::outline_reader(bytes).run(); }

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
