// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far a long work is, on stderr, where that is a terminal.
#pragma once

#include <cstdint>
#include <string_view>

namespace nnstruct_command {

/// A line that is drawn over itself, and is gone at the end. Of short work nothing is seen.
class progress {
 public:
  progress() = default;  ///< shows nothing
  /// \param what   `hashing`
  /// \param bytes  of the whole work
  progress(std::string_view what, std::uint64_t bytes);
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  void add(std::uint64_t bytes) {
    done_ += bytes;
    if (done_ >= next_) draw();
  }

 private:
  void draw();

  std::string_view what_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t next_ = static_cast<std::uint64_t>(-1);  // when to draw again
};

}  // namespace nnstruct_command
