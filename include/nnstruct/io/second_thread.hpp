// SPDX-License-Identifier: Apache-2.0
/// \file
/// Work that a second processor does meanwhile, if there is one.
#pragma once

#include <cstddef>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// Fewer bytes than these are read or written before another thread has begun.
inline constexpr std::size_t two_threads_from = std::size_t{4} << 20;

/// A thread for one piece of work; none where this process may use one processor alone, or where the system gives no
/// more threads. No signal handler of the program runs on it. (Over POSIX: <thread> would cost each header-only program
/// its parse.)
class second_thread {
 public:
  /// Begins work(of).
  /// \param of  outlives this object
  NNSTRUCT_DECLARE second_thread(void (*work)(void* of) noexcept, void* of) noexcept;
  /// Waits as join() does.
  ~second_thread();
  second_thread(const second_thread&) = delete;
  second_thread& operator=(const second_thread&) = delete;

  /// Whether the work was begun; otherwise it is still to be done.
  bool begun() const noexcept { return begun_; }
  /// Waits until the work is done, if it was begun.
  NNSTRUCT_DECLARE void join() noexcept;

 private:
  void (*work_)(void*) noexcept;
  void* of_;
  unsigned long thread_ = 0;  ///< a pthread_t
  bool begun_ = false;
  bool joined_ = false;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
