// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far a download is, as PyTorch shows it (by tqdm): percent, a bar, bytes, time gone and left, rate.
#pragma once

#include <cstdint>
#include <string>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::hub::detail {

/// What a line of the bar says.
struct bar_state {
  std::uint64_t done = 0;   ///< bytes, those of earlier tries too
  std::uint64_t total = 0;  ///< bytes; 0: unknown, and then there is neither percent nor bar
  double elapsed = 0;       ///< seconds
  double rate = 0;          ///< bytes a second; 0: unknown yet
};

/// ` 50%|█████     | 264M/528M [00:05<00:05, 55.4MB/s]`: tqdm's text for unit="B", unit_scale=True, unit_divisor=1024.
/// \param columns  of the terminal; 0: unknown, and the bar has ten
/// \param utf8     draw with eighths of a block, otherwise with digits and '#'
NNSTRUCT_DECLARE std::string bar_text(const bar_state& state, unsigned columns, bool utf8);

/// The bar on stderr, drawn over itself ten times a second at most.
class download_bar {
 public:
  /// \param already  bytes that are there from an earlier try
  /// \param total    0: unknown
  NNSTRUCT_DECLARE download_bar(std::uint64_t already, std::uint64_t total);
  ~download_bar();  ///< the bar stays, and a new line begins
  download_bar(const download_bar&) = delete;
  download_bar& operator=(const download_bar&) = delete;

  NNSTRUCT_DECLARE void show(std::uint64_t done);

 private:
  NNSTRUCT_DECLARE static double now();  // of a clock that nobody sets
  NNSTRUCT_DECLARE void draw();

  double start_ = now();
  bar_state state_;
  std::uint64_t drawn_done_;
  double drawn_at_ = 0;
  double recent_ = 0, weight_ = 0;  // the mean rate, in which what is long ago counts little
  bool utf8_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::hub::detail
