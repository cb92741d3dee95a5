// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whether tests can look at what a terminal shows.
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace nnstruct_test {

/// The machine has pseudo-terminals. A bare chroot may have none.
inline bool has_terminals() {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0) return false;
  const char* const name = ::grantpt(master) == 0 && ::unlockpt(master) == 0 ? ::ptsname(master) : nullptr;
  const int terminal = name != nullptr ? ::open(name, O_RDWR | O_NOCTTY) : -1;
  if (terminal >= 0) ::close(terminal);
  ::close(master);
  return terminal >= 0;
}

}  // namespace nnstruct_test
