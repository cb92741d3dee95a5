// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of download_bar.hpp.
#pragma once

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <nnstruct/checkpoint/download_bar.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::hub::detail {

using nnstruct::detail::concat;
using nnstruct::detail::rounded_float;

/// tqdm.format_sizeof: three digits and the power of the divisor.
NNSTRUCT_DECLARE std::string three_digits(double number, double divisor) {
  for (const char* unit : {"", "k", "M", "G", "T", "P", "E", "Z"}) {
    if (number < 999.5) return rounded_float(number, 'f', number < 9.995 ? 2 : number < 99.95 ? 1 : 0) + unit;
    number /= divisor;
  }
  return "?";
}

/// tqdm.format_interval: minutes and seconds, hours before them if there are any.
NNSTRUCT_DECLARE std::string interval_text(double seconds) {
  const auto whole = static_cast<unsigned long long>(std::min(seconds, 1e15));
  char text[64];
  const unsigned long long hours = whole / 3600, minutes = whole / 60 % 60;
  if (hours != 0) std::snprintf(text, sizeof text, "%llu:%02llu:%02llu", hours, minutes, whole % 60);
  else std::snprintf(text, sizeof text, "%02llu:%02llu", minutes, whole % 60);
  return text;
}

/// tqdm's Bar: whole characters, one that is partly full, empty ones.
NNSTRUCT_DECLARE std::string bar_of(double fraction, std::size_t columns, bool utf8) {
  static constexpr std::string_view eighths[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
  static constexpr std::string_view tenths[] = {" ", "1", "2", "3", "4", "5", "6", "7", "8", "9", "#"};
  const std::string_view* const symbols = utf8 ? eighths : tenths;
  const std::size_t parts = utf8 ? 8 : 10;
  const auto full = static_cast<std::size_t>(fraction * static_cast<double>(columns * parts));
  std::string bar;
  for (std::size_t i = 0; i < columns; ++i) bar += symbols[std::min(parts, full - std::min(full, i * parts))];
  return bar;
}

/// tqdm.disp_trim: the first columns of a line.
NNSTRUCT_DECLARE std::string trimmed(std::string text, unsigned columns) {
  if (columns == 0) return text;
  std::size_t left = columns + std::size_t{1};
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((text[i] & 0xC0) != 0x80 && --left == 0) return text.substr(0, i);  // a character begins here
  return text;
}

NNSTRUCT_DEFINE std::string bar_text(const bar_state& state, unsigned columns, bool utf8) {
  const auto done = static_cast<double>(state.done), total = static_cast<double>(state.total);
  std::string rate = "?B/s";  // tqdm counts rates in thousands, and sizes in 1024s
  if (state.rate >= 1) rate = three_digits(state.rate, 1000) + "B/s";
  else if (state.rate > 0) rate = three_digits(1 / state.rate, 1000) + "s/B";
  const std::string elapsed = interval_text(state.elapsed), done_text = three_digits(done, 1024);
  if (state.total == 0 || state.done > state.total)
    return trimmed(concat({done_text, "B [", elapsed, ", ", rate, ']'}), columns);

  std::string percent = rounded_float(100 * done / total, 'f', 0) + "%|";
  percent.insert(0, 5 - std::min<std::size_t>(5, percent.size()), ' ');
  const std::string left = state.rate > 0 ? interval_text((total - done) / state.rate) : "?";
  const std::string right =
      concat({"| ", done_text, '/', three_digits(total, 1024), " [", elapsed, '<', left, ", ", rate, ']'});
  const std::size_t words = percent.size() + right.size();
  const std::size_t room = columns == 0 ? 10 : columns > words ? columns - words : 1;
  return trimmed(percent + bar_of(done / total, room, utf8) + right, columns);
}

/// Whether the terminal's encoding is UTF-8, by the variables that say so.
NNSTRUCT_DECLARE bool terminal_has_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    return locale.find("UTF-8") != locale.npos || locale.find("utf8") != locale.npos;
  }
  return false;
}

NNSTRUCT_DEFINE double download_bar::now() {
  ::timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

NNSTRUCT_DEFINE download_bar::download_bar(std::uint64_t already, std::uint64_t total)
    : state_{already, total}, drawn_done_(already), utf8_(terminal_has_utf8()) {
  draw();
}

NNSTRUCT_INLINE download_bar::~download_bar() {
  state_.elapsed = now() - start_;
  draw();
  std::fputc('\n', stderr);
}

NNSTRUCT_DEFINE void download_bar::show(std::uint64_t done) {
  constexpr double forgotten = 0.3;  // tqdm's smoothing
  const double time = now() - start_;
  state_.done = done;
  if (time - drawn_at_ < 0.1) return;
  recent_ += forgotten * (static_cast<double>(done - drawn_done_) / (time - drawn_at_) - recent_);
  weight_ += forgotten * (1 - weight_);
  state_.rate = recent_ / weight_;
  state_.elapsed = drawn_at_ = time;
  drawn_done_ = done;
  draw();
}

NNSTRUCT_DEFINE void download_bar::draw() {
  struct ::winsize size {};
  const unsigned columns = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
  std::fputs(concat({"\r\x1b[K", bar_text(state_, columns, utf8_)}).c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::hub::detail
