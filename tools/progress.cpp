// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace nnstruct_command {

namespace {
constexpr std::uint64_t long_work = std::uint64_t{32} << 20;
constexpr std::size_t bar = 30;
}  // namespace

progress::progress(std::string_view what, std::uint64_t bytes) : what_(what), total_(bytes) {
  if (bytes >= long_work && ::isatty(STDERR_FILENO) == 1) next_ = 0;
}

progress::~progress() {
  if (next_ != static_cast<std::uint64_t>(-1)) std::fputs("\r\x1b[K", stderr);
}

void progress::draw() {
  next_ = done_ + total_ / 100;
  const std::uint64_t done = std::min(done_, total_);
  const auto filled = static_cast<std::size_t>(done / (total_ / bar + 1));
  const std::string line = std::string(filled, '#') + std::string(bar - filled, '.');
  std::fprintf(stderr, "\r%.*s [%s] %3u%% of %llu MB", static_cast<int>(what_.size()), what_.data(), line.c_str(),
               static_cast<unsigned>(done / (total_ / 100 + 1)), static_cast<unsigned long long>(total_ >> 20));
  std::fflush(stderr);
}

}  // namespace nnstruct_command
