// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of second_thread.hpp.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <nnstruct/io/second_thread.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

namespace detail {

NNSTRUCT_DECLARE bool has_second_processor() noexcept {
  ::cpu_set_t allowed;
  return ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) > 1;
}

}  // namespace detail

NNSTRUCT_DEFINE second_thread::second_thread(void (*work)(void* of) noexcept, void* of) noexcept
    : work_(work), of_(of) {
  static_assert(sizeof(::pthread_t) == sizeof thread_);
  ::sigset_t all, before;
  ::sigfillset(&all);
  if (!detail::has_second_processor() || ::pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return;
  const auto run = [](void* self) noexcept -> void* {
    const auto& it = *static_cast<second_thread*>(self);
    it.work_(it.of_);
    return nullptr;
  };
  begun_ = ::pthread_create(&thread_, nullptr, run, this) == 0;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

NNSTRUCT_INLINE second_thread::~second_thread() { join(); }

NNSTRUCT_DEFINE void second_thread::join() noexcept {
  if (begun_ && !joined_) ::pthread_join(thread_, nullptr);
  joined_ = true;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
