// SPDX-License-Identifier: Apache-2.0
/// \file
/// How many processors and threads there are for this process, and fewer of them for a while.
#pragma once

#include <pthread.h>
#include <sched.h>

#include <cstddef>
#include <stdexcept>

namespace nnstruct_test {

inline int processors() {
  ::cpu_set_t allowed;
  return ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
}

/// This thread may use one processor alone.
class one_processor {
 public:
  one_processor() {
    if (::sched_getaffinity(0, sizeof before_, &before_) != 0) throw std::runtime_error("sched_getaffinity");
    ::cpu_set_t one;
    CPU_ZERO(&one);
    int first = 0;
    while (!CPU_ISSET(first, &before_)) ++first;
    CPU_SET(first, &one);
    if (::sched_setaffinity(0, sizeof one, &one) != 0) throw std::runtime_error("sched_setaffinity");
  }
  ~one_processor() { ::sched_setaffinity(0, sizeof before_, &before_); }
  one_processor(const one_processor&) = delete;
  one_processor& operator=(const one_processor&) = delete;

 private:
  ::cpu_set_t before_;
};

/// The system has no memory for another thread's stack.
class no_threads {
 public:
  no_threads() {
    ::pthread_attr_t attributes;
    ::pthread_getattr_default_np(&attributes);
    ::pthread_attr_getstacksize(&attributes, &before_);
    set(std::size_t{1} << 46);
    ::pthread_attr_destroy(&attributes);
  }
  ~no_threads() { set(before_); }
  no_threads(const no_threads&) = delete;
  no_threads& operator=(const no_threads&) = delete;

 private:
  static void set(std::size_t stack) {
    ::pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setstacksize(&attributes, stack);
    ::pthread_setattr_default_np(&attributes);
    ::pthread_attr_destroy(&attributes);
  }
  std::size_t before_ = 0;
};

}  // namespace nnstruct_test
